"""The rules of billing as their page shows them: what counts today, what counted before, what is to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from shared.db import session
from shared.invoicing.document import MentionCode, NoteCode
from shared.invoicing.models import AccountPurpose, LedgerAccount, LegalMention, SellerIdentity
from shared.kernel import clock
from shared.kernel.dated import DatedRule, Version
from shared.kernel.errors import NotFound
from shared.orders.models import VatRule
from shared.orders.territory import Territory
from shared.web.filters import percent_bp

Row = TypeVar("Row", VatRule, LegalMention, LedgerAccount)

MENTION_LABELS: dict[str, str] = {
    NoteCode.RECOVERY_INDEMNITY: "Frais de recouvrement",
    NoteCode.LATE_PENALTIES: "Pénalités de retard",
    NoteCode.EARLY_PAYMENT: "Escompte",
    MentionCode.GOODS: "Nature\u00a0: biens",
    MentionCode.SERVICES: "Nature\u00a0: services",
    MentionCode.MIXED: "Nature\u00a0: les deux",
    MentionCode.ON_DEBITS: "TVA d’après les débits",
}
PURPOSE_LABELS: dict[AccountPurpose, str] = {
    AccountPurpose.CUSTOMERS: "Clients",
    AccountPurpose.SALES: "Ventes",
    AccountPurpose.VAT_COLLECTED: "TVA collectée",
    AccountPurpose.VAT_PENDING: "TVA en attente",
    AccountPurpose.VAT_GOODS: "TVA sur les biens",
    AccountPurpose.SALES_GOODS: "Ventes de biens",
    AccountPurpose.ADVANCES: "Acomptes reçus",
    AccountPurpose.STRIPE: "Stripe",
    AccountPurpose.CARD_TERMINAL: "Cartes au comptoir",
    AccountPurpose.CASH: "Espèces",
    AccountPurpose.CHEQUES: "Chèques",
    AccountPurpose.BANK: "Banque",
    AccountPurpose.DISPUTES: "Paiements contestés",
    AccountPurpose.LOSSES: "Pertes",
    AccountPurpose.FEES: "Frais de Stripe",
}


@dataclass(frozen=True)
class AccountRule(DatedRule):
    """The account that serves a purpose, at one rate where that matters (-1 where it serves all)."""

    vat_bp: int = -1

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address of the page that changes it."""
        return {"code": self.code, "rate": str(self.vat_bp) if self.vat_bp >= 0 else "tous"}

    @property
    def qualifier(self) -> str:
        """The rate, where the account is for one."""
        return percent_bp(self.vat_bp) if self.vat_bp >= 0 else ""


def list_sellers() -> Sequence[SellerIdentity]:
    """Returns who we were, are and will be on invoices, the latest first. One statement."""
    return session.scalars(select(SellerIdentity).order_by(SellerIdentity.valid_from.desc())).all()


def seller_today(sellers: Iterable[SellerIdentity]) -> SellerIdentity | None:
    """Returns the one of `list_sellers` that counts today."""
    return next((each for each in sellers if each.valid_from <= clock.today()), None)


def list_mention_rules() -> list[DatedRule]:
    """Returns the mentions of invoices with their history. One statement."""
    rows = session.scalars(select(LegalMention).order_by(LegalMention.id))
    return [
        DatedRule(code, MENTION_LABELS.get(code, code), _versions(group, lambda row: row.text))
        for code, group in _by_code(rows).items()
    ]


def list_vat_rules() -> list[DatedRule]:
    """Returns the VAT rates and the reasons for none with their history. One statement."""
    rows = session.scalars(select(VatRule).order_by(VatRule.id))
    groups: dict[str, list[VatRule]] = {}
    for row in rows:
        groups.setdefault(vat_address(row.code, row.territory), []).append(row)
    return [
        DatedRule(address, group[-1].label, _versions(group, lambda row: row.mention or percent_bp(row.vat_bp)))
        for address, group in groups.items()
    ]


def vat_address(code: str, territory: Territory) -> str:
    """Returns how the page names a VAT rule: its code, and its territory where that is not the mainland."""
    return code if territory is Territory.METROPOLE else f"{code}.{territory.value}"


def list_account_rules() -> list[AccountRule]:
    """Returns the accounts of the books with their history. One statement."""
    groups: dict[tuple[AccountPurpose, int], list[LedgerAccount]] = {}
    for row in session.scalars(select(LedgerAccount).order_by(LedgerAccount.id)):
        groups.setdefault((row.purpose, row.vat_bp), []).append(row)
    return [
        AccountRule(
            purpose.value, PURPOSE_LABELS[purpose], _versions(group, lambda row: f"{row.number}, {row.label}"), vat_bp
        )
        for (purpose, vat_bp), group in groups.items()
    ]


def find_rule(rules: Iterable[DatedRule], address: dict[str, str]) -> DatedRule:
    """Returns one of the rules by its address; raises NotFound."""
    for rule in rules:
        if rule.address == address:
            return rule
    raise NotFound("Cette règle n’existe pas.")


def _by_code(rows: Iterable[LegalMention]) -> dict[str, list[LegalMention]]:
    groups: dict[str, list[LegalMention]] = {}
    for row in rows:
        groups.setdefault(row.code, []).append(row)
    return groups


def _versions(rows: Iterable[Row], words: Callable[[Row], str]) -> list[Version]:
    versions = (Version(row.valid_from, words(row), row.source, row.confirmed) for row in rows)
    return sorted(versions, key=lambda version: version.since, reverse=True)
