"""Changing a rule of exits: a new row from a day on. No row is ever edited or removed.

That day lies in a year that is not over: the figures of a past year stay what they were. Exits that were noted keep the
row that they were noted with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select

from shared.audit.services import record_event
from shared.db import session
from shared.followup.models import MOST_MONTHS, ContactRule, ExitCategory, ExitReason, ExitRule, Rhythm
from shared.followup.rules.queries import contact_words, counting_words, reason_words
from shared.kernel import clock
from shared.kernel.dated import find_replaced, nothing_changes, read_source
from shared.kernel.errors import InvalidInput

MOST_CONTACTS = 8

Row = TypeVar("Row", ExitReason, ExitRule, ContactRule)


@dataclass(frozen=True, kw_only=True)
class Since:
    """From when a row counts, by which text, and whether somebody has read it."""

    valid_from: date
    source: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class Counting:
    """Which exits count: days and minutes at least; from how many months on a fixed-term job is durable."""

    least_days: int
    least_minutes: int
    durable_months: int


def change_reason(
    *, code: int, category: ExitCategory, in_denominator: bool, job_or_training: bool, since: Since, actor: str
) -> None:
    """Lets a reason count as something else from a day on.

    Raises InvalidInput (`in_denominator`, `valid_from`, `source`), NotFound.
    """
    if category is ExitCategory.WITHDRAWN and in_denominator:
        raise InvalidInput("in_denominator", "Un retrait n’est jamais dans le dénominateur\u00a0: décochez.")
    before = _replaced(select(ExitReason).where(ExitReason.code == code), ExitReason, since)
    row = ExitReason(
        code=code,
        label=before.label,
        category=category,
        in_denominator=in_denominator,
        job_or_training=job_or_training,
        confidential=before.confidential,
        **_dated(since, before),
    )
    _put(f"exit_reason:{code}", before, row, words=(reason_words(before), reason_words(row)), actor=actor)


def change_counting(*, counting: Counting, since: Since, actor: str) -> None:
    """Says which exits count from a day on.

    Raises InvalidInput (`least_days`, `least_hours`, `durable_months`, `valid_from`, `source`), NotFound.
    """
    if counting.least_days < 0 or counting.least_minutes < 0:
        raise InvalidInput("least_days", "Un séjour n’est pas plus court que zéro.")
    if not 1 <= counting.durable_months <= MOST_MONTHS:
        raise InvalidInput("durable_months", f"Écrivez un nombre de mois, de 1 à {MOST_MONTHS}.")
    before = _replaced(select(ExitRule), ExitRule, since)
    row = ExitRule(
        least_days=counting.least_days,
        least_minutes=counting.least_minutes,
        durable_months=counting.durable_months,
        **_dated(since, before),
    )
    _put("exit_rule", before, row, words=(counting_words(before), counting_words(row)), actor=actor)


def change_contacts(*, rhythm: Rhythm, months: Sequence[int], since: Since, actor: str) -> None:
    """Says how many months after an exit people are called, for exits from a day on.

    Raises InvalidInput (`months`, `valid_from`, `source`), NotFound.
    """
    rising = sorted(set(months))
    if not rising or len(rising) > MOST_CONTACTS or not 1 <= rising[0] <= rising[-1] <= MOST_MONTHS:
        raise InvalidInput("months", f"Écrivez de un à {MOST_CONTACTS} nombres de mois, de 1 à {MOST_MONTHS}.")
    before = _replaced(select(ContactRule).where(ContactRule.rhythm == rhythm), ContactRule, since)
    row = ContactRule(rhythm=rhythm, listed=" ".join(map(str, rising)), **_dated(since, before))
    _put(f"contact_rule:{rhythm.value}", before, row, words=(contact_words(before), contact_words(row)), actor=actor)


def _replaced(mine: Select[Row], model: type[Row], since: Since) -> Row:
    """Returns the row that a new one replaces; raises InvalidInput when its day is not free, NotFound for no rule."""
    # The first row is always the same one: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(mine.order_by(model.id).limit(1).with_for_update())
    rows = session.scalars(mine.order_by(model.valid_from)).all()
    before = find_replaced(rows, since.valid_from)
    if since.valid_from.year < clock.today().year:
        words = f"L’année {since.valid_from.year} est finie\u00a0: ses chiffres ne changent plus."
        raise InvalidInput("valid_from", words)
    return before


def _dated(since: Since, before: Row) -> dict[str, object]:
    source = read_source(since.source, before.source)
    return {"source": source, "confirmed": since.confirmed, "valid_from": since.valid_from}


def _put(subject: str, before: Row, row: Row, *, words: tuple[str, str], actor: str) -> None:
    """Stores the row and tells it; raises InvalidInput where it says the same as the one before."""
    was, becomes = words
    if (was, before.source, before.confirmed) == (becomes, row.source, row.confirmed):
        raise nothing_changes()
    session.add(row)
    session.flush()
    detail: dict[str, object] = {
        "from": row.valid_from.isoformat(),
        "before": {"rule": was, "confirmed": before.confirmed},
        "after": {"rule": becomes, "confirmed": row.confirmed},
    }
    record_event(actor=actor, action="rule.changed", subject=subject, detail=detail)
