"""Changing what invoices and books go by: a new row from a day on. No row is edited; what was issued stays.

All acts belong to the caller's unit. Two people who change the same rule for the same day: the second is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from stdnum import bic as bank_codes
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from shared.audit.services import record_event
from shared.db import session
from shared.invoicing.models import AccountPurpose, LedgerAccount, LegalMention, SellerIdentity
from shared.kernel import clock
from shared.kernel.dated import read_source
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.money import BP
from shared.kernel.text import one_line
from shared.orders.identifiers import parse_siret, parse_vat_number, siren_of
from shared.orders.models import VatRule
from shared.orders.territory import Territory

MENTION_LENGTH, LABEL_LENGTH = 500, 80
MOST_YEARS_AHEAD = 5

_TAKEN = "La règle change déjà ce jour-là\u00a0: choisissez un autre jour."


@dataclass(frozen=True, kw_only=True)
class Seller:
    """Who we are on an invoice, as somebody types it."""

    name: str
    legal_form: str
    siret: str
    vat_number: str
    street: str
    postcode: str
    city: str
    email: str
    iban: str = ""
    bic: str = ""
    vat_on_debits: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """From when a rule counts, by which text, and whether somebody has read it."""

    valid_from: date
    source: str
    confirmed: bool


def name_seller(*, seller: Seller, valid_from: date, source: str, actor: str) -> None:
    """Says who we are on invoices from a day on; the very first row may begin in the past.

    Raises InvalidInput naming the field that is wrong: SIRET, VAT number, IBAN and BIC are checked by their keys.
    """
    days = set(session.scalars(select(SellerIdentity.valid_from).with_for_update()))
    _check_day(valid_from, days, first=not days)
    siret = parse_siret(seller.siret)
    vat_number = parse_vat_number(seller.vat_number)
    if vat_number[:2] == "FR" and vat_number[4:] != siren_of(siret):
        raise InvalidInput("vat_number", "Ce numéro de TVA n’est pas celui de ce SIRET.")
    texts = asdict(seller) | {
        "siren": siren_of(siret),
        "siret": siret,
        "vat_number": vat_number,
        "iban": parse_iban(seller.iban) if seller.iban else None,
        "bic": parse_bic(seller.bic) if seller.bic else None,
    }
    session.add(SellerIdentity(valid_from=valid_from, source=read_source(source, ""), **texts))
    session.flush()
    _tell(actor, f"seller:{valid_from}", valid_from, seller.name)


def change_mention(*, code: str, text: str, change: Change, actor: str) -> None:
    """Gives a mention of invoices another text; raises InvalidInput, NotFound."""
    rows = _claim(select(LegalMention).where(LegalMention.code == code), change)
    text = one_line(text)
    if not text or len(text) > MENTION_LENGTH:
        raise InvalidInput("text", f"Écrivez la mention, en {MENTION_LENGTH} caractères au plus.")
    source = _source(change, rows)
    row = LegalMention(code=code, text=text, valid_from=change.valid_from, source=source, confirmed=change.confirmed)
    session.add(row)
    session.flush()
    _tell(actor, f"mention:{code}", change.valid_from, text)


def change_vat(*, code: str, vat_bp: int, mention: str, change: Change, actor: str) -> None:
    """Gives a VAT rule another rate, or a reason for none another sentence; raises InvalidInput, NotFound."""
    code, _, where = code.partition(".")
    territory = Territory(where) if where in set(Territory) else Territory.METROPOLE
    rows = _claim(select(VatRule).where(VatRule.code == code, VatRule.territory == territory), change)
    before: VatRule = rows[-1]
    taxed = before.mention is None
    if taxed and not 0 < vat_bp <= BP:
        raise InvalidInput("rate", "Écrivez un taux, comme 20 ou 5,5.")
    if not taxed and not one_line(mention):
        raise InvalidInput("text", "Écrivez la mention que la loi demande.")
    row = VatRule(
        code=code,
        territory=territory,
        label=before.label,
        vat_bp=vat_bp if taxed else 0,
        category=before.category,
        vatex=before.vatex,
        mention=None if taxed else one_line(mention)[:200],
        valid_from=change.valid_from,
        source=_source(change, rows),
        confirmed=change.confirmed,
    )
    session.add(row)
    session.flush()
    _tell(actor, f"vat:{code}", change.valid_from, row.mention or str(vat_bp))


def change_account(
    *, purpose: AccountPurpose, vat_bp: int, number: str, label: str, change: Change, actor: str
) -> None:
    """Books a purpose on another account; raises InvalidInput, NotFound."""
    same = select(LedgerAccount).where(LedgerAccount.purpose == purpose, LedgerAccount.vat_bp == vat_bp)
    rows = _claim(same, change)
    if not re.fullmatch(r"[1-7][0-9]{2,9}[0-9A-Z]{0,2}", number):
        raise InvalidInput("number", "Un numéro de compte commence par trois chiffres du plan, comme 706000.")
    label = one_line(label)
    if not label or len(label) > LABEL_LENGTH:
        raise InvalidInput("text", f"Écrivez le nom du compte, en {LABEL_LENGTH} caractères au plus.")
    session.add(
        LedgerAccount(
            purpose=purpose,
            vat_bp=vat_bp,
            number=number,
            label=label,
            valid_from=change.valid_from,
            source=_source(change, rows),
            confirmed=change.confirmed,
        )
    )
    session.flush()
    _tell(actor, f"account:{purpose.value}/{vat_bp}", change.valid_from, number)


def parse_iban(typed: str, *, field: str = "iban") -> str:
    """Reads an IBAN with any spaces; raises InvalidInput when its key or its country's form is wrong."""
    return _checked(ibans.validate, typed, field, "Cet IBAN ne se vérifie pas\u00a0: relisez chaque caractère.")


def parse_bic(typed: str, *, field: str = "bic") -> str:
    """Reads a BIC; raises InvalidInput on another form."""
    return _checked(bank_codes.validate, typed, field, "Un BIC a 8 ou 11 lettres et chiffres, comme AGRIFRPPXXX.")


def _checked(validate: Callable[[str], str], typed: str, field: str, sentence: str) -> str:
    try:
        return validate(re.sub(r"\s", "", typed).upper())
    except ValidationError:
        raise InvalidInput(field, sentence) from None


def _claim(rows: Select[Any], change: Change) -> list[Any]:
    """Returns the rows of one rule, the oldest first, held until the unit ends."""
    found = list(session.scalars(rows.with_for_update()))
    if not found:
        raise NotFound("Cette règle n’existe pas.")
    found.sort(key=lambda row: row.valid_from)
    _check_day(change.valid_from, {row.valid_from for row in found}, first=False)
    return found


def _check_day(valid_from: date, taken: set[date], *, first: bool) -> None:
    today = clock.today()
    if valid_from in taken:
        raise InvalidInput("valid_from", _TAKEN)
    if not first and valid_from <= today:
        raise InvalidInput("valid_from", "Choisissez demain ou plus tard\u00a0: ce qui est émis ne change pas.")
    if valid_from.year > today.year + MOST_YEARS_AHEAD:
        raise InvalidInput("valid_from", f"Cette date est trop loin\u00a0: {MOST_YEARS_AHEAD} ans au plus.")


def _source(change: Change, rows: list[Any]) -> str:
    return read_source(change.source, rows[-1].source)


def _tell(actor: str, subject: str, valid_from: date, words: str) -> None:
    detail: dict[str, object] = {"from": valid_from.isoformat(), "words": words}
    record_event(actor=actor, action="billing_rule.changed", subject=subject, detail=detail)
