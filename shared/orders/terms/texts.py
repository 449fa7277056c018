"""The texts that customers must be able to read before they order: dated rows, to be approved by the association."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import or_, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.models import LegalText, Withdrawal
from shared.workshop import Site, find_site

WITHDRAWAL = "retractation-"
"""What the code of a text about the right to withdraw begins with."""


class Article(NamedTuple):
    """A text as a page shows it; `confirmed` once the association has approved it."""

    code: str
    title: str
    text: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class _Proposal:
    """A text as the software proposes it."""

    code: str
    title: str
    source: str
    text: str


@cache
def _proposals() -> tuple[_Proposal, ...]:
    """Returns the texts that come with the software, in the order of their page."""
    content = (Path(__file__).parent / "texts.toml").read_text(encoding="utf-8")
    # A line break of the file is a space of the text.
    return tuple(
        _Proposal(**each | {"text": each["text"].replace("\n", " ")}) for each in tomllib.loads(content)["text"]
    )


def seed() -> None:
    """Inserts the texts of the whole house that are missing; one that somebody changed is left alone."""
    known = set(session.scalars(select(LegalText.code).where(LegalText.site_id.is_(None))))
    for each in _proposals():
        if each.code not in known:
            _add(each.code, None, each.title, each.text, each.source)


def seed_terms(site_slug: str, title: str, text: str, source: str) -> None:
    """Inserts the terms of one workshop, once; they are to be confirmed by the association."""
    site_id = find_site(site_slug).id
    if session.scalar(select(LegalText.id).where(LegalText.code == "atelier", LegalText.site_id == site_id)) is None:
        _add("atelier", site_id, title, text, source)


def list_terms(site_id: int, withdrawals: Collection[Withdrawal]) -> list[Article]:
    """Returns the texts in force for a site, its own first; of the withdrawals those that apply.

    One statement.
    """
    dated = select(LegalText).where(LegalText.valid_from <= clock.today())
    here = dated.where(or_(LegalText.site_id == site_id, LegalText.site_id.is_(None)))
    in_force = {row.code: row for row in session.scalars(here.order_by(LegalText.valid_from, LegalText.id))}
    order = ["atelier", *(each.code for each in _proposals())]
    rows = sorted(in_force.values(), key=lambda row: order.index(row.code) if row.code in order else len(order))
    return [
        Article(row.code, row.title, row.text, row.confirmed)
        for row in rows
        if not row.code.startswith(WITHDRAWAL) or row.code.removeprefix(WITHDRAWAL) in set(withdrawals)
    ]


class TextRow(NamedTuple):
    """A text that counts today, with the name of its site, None for the whole house."""

    id: int
    site: str | None
    title: str
    text: str
    source: str
    valid_from: date
    confirmed: bool


def list_texts() -> list[TextRow]:
    """Returns the texts that count today, those of the house first, then site by site. One statement."""
    columns = (LegalText.code, LegalText.id, Site.neutral_label, LegalText.title, LegalText.text, LegalText.source)
    dated = select(*columns, LegalText.valid_from, LegalText.confirmed).outerjoin(Site)
    rows = dated.where(LegalText.valid_from <= clock.today()).order_by(LegalText.valid_from, LegalText.id)
    in_force = {(row.code, row.neutral_label): TextRow._make(row[1:]) for row in session.execute(rows)}
    return sorted(in_force.values(), key=lambda row: (row.site or "", row.id))


def find_text(text_id: int) -> LegalText:
    """Returns one text; raises NotFound."""
    found = session.get(LegalText, text_id)
    if found is None:
        raise NotFound("Ce texte n’existe pas.")
    return found


def change_text(
    *, code: str, site_id: int | None, title: str, text: str, valid_from: date, source: str, actor: str
) -> None:
    """Gives a text other words from a day on, approved by who does; raises InvalidInput (`text`, `valid_from`)."""
    if not text.strip():
        raise InvalidInput("text", "Écrivez le texte que les clients liront.")
    taken = select(LegalText.id).where(LegalText.code == code, LegalText.site_id.is_not_distinct_from(site_id))
    if valid_from < clock.today():
        raise InvalidInput("valid_from", "Un texte ne change pas dans le passé.")
    if session.scalar(taken.where(LegalText.valid_from == valid_from)) is not None:
        raise InvalidInput("valid_from", "Ce texte change déjà ce jour-là\u00a0: choisissez un autre jour.")
    _add(code, site_id, title, text.strip(), source, valid_from=valid_from, confirmed=True)
    record_event(actor=actor, action="terms.changed", subject=f"text:{code}")


def _add(
    code: str,
    site_id: int | None,
    title: str,
    text: str,
    source: str,
    *,
    valid_from: date = date(2020, 1, 1),
    confirmed: bool = False,
) -> None:
    row = LegalText(
        code=code,
        site_id=site_id,
        title=title,
        text=text,
        valid_from=valid_from,
        source=source,
        confirmed=confirmed,
    )
    session.add(row)
    session.flush()
