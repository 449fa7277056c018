"""Changing a rule of hours: a new row from a day on. No row is ever edited or removed.

That day lies after every month that a workshop has validated: what was validated, checked and paid stays as it was
counted. Two administrators who change the same rule wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.dated import MOST_YEARS_AHEAD, find_replaced, nothing_changes, read_source
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.money import euros
from shared.payroll.models import HourCategory
from shared.payroll.rules.amounts import show_amount
from shared.payroll.rules.queries import Flags, find_last_frozen_month, flags_of, rows_of_category
from shared.people.models import ContractKind, LabourLimit, LimitCode, MinimumWage

BLOCKING = frozenset({LimitCode.LONGEST_DAY, LimitCode.LONGEST_WEEK})
"""The limits that refuse what is typed: a text that nobody has read never does that."""

Row = TypeVar("Row", HourCategory, LabourLimit)


def change_category(
    *, code: str, kind: ContractKind | None, flags: Flags, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a category other flags, another source or its confirmation from a day on.

    Raises InvalidInput (`valid_from`, `source`) when the day is taken or not free, or when nothing changes; NotFound.
    """
    before = _in_force_before(_claim(rows_of_category(code, kind), HourCategory), valid_from)
    source = read_source(source, before.source)
    if (flags_of(before), before.source, before.confirmed) == (flags, source, confirmed):
        raise nothing_changes()
    session.add(
        HourCategory(
            code=code,
            kind=kind,
            label=before.label,
            paid=flags.paid,
            effective=flags.effective,
            training=flags.training,
            asp=flags.asp,
            valid_from=valid_from,
            source=source,
            confirmed=confirmed,
        )
    )
    _tell(
        actor=actor,
        subject=f"hour_category:{code}",
        kind=kind,
        since=valid_from,
        before=_facts(flags_of(before).words, confirmed=before.confirmed),
        after=_facts(flags.words, confirmed=confirmed),
    )


def change_limit(
    *, code: LimitCode, kind: ContractKind, amount: int, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a limit another amount, another source or its confirmation from a day on; `amount` in the code's unit.

    Raises InvalidInput (`amount`, `valid_from`, `source`, `confirmed`) as `change_category` does, and when a limit that
    blocks rests on a text that nobody has read; NotFound.
    """
    if amount <= 0:
        raise InvalidInput("amount", "Une limite est plus grande que zéro.")
    if code in BLOCKING and not confirmed:
        raise InvalidInput(
            "confirmed", "Cette limite empêche d’enregistrer des heures\u00a0: lisez le texte, puis cochez."
        )
    mine = select(LabourLimit).where(LabourLimit.kind == kind, LabourLimit.code == code)
    before = _in_force_before(_claim(mine, LabourLimit), valid_from)
    source = read_source(source, before.source)
    if (before.amount, before.source, before.confirmed) == (amount, source, confirmed):
        raise nothing_changes()
    session.add(
        LabourLimit(kind=kind, code=code, amount=amount, source=source, confirmed=confirmed, valid_from=valid_from)
    )
    _tell(
        actor=actor,
        subject=f"labour_limit:{code}",
        kind=kind,
        since=valid_from,
        before=_facts(show_amount(before.amount, code.unit), confirmed=before.confirmed),
        after=_facts(show_amount(amount, code.unit), confirmed=confirmed),
    )


def change_wage(*, hourly_cents: int, valid_from: date, source: str, confirmed: bool, actor: str) -> None:
    """Notes the gross minimum wage of an hour from a day on, in cents; contracts signed before stay as they are.

    Raises InvalidInput (`amount`, `valid_from`, `source`): the wage never falls, and a day has one.
    """
    first = session.scalar(select(MinimumWage).order_by(MinimumWage.id).limit(1).with_for_update())
    rows = session.scalars(select(MinimumWage).order_by(MinimumWage.valid_from)).all()
    if first is None:
        raise NotFound("Cette règle n’existe pas.")
    if valid_from.year > clock.today().year + MOST_YEARS_AHEAD:
        raise InvalidInput("valid_from", f"C’est dans plus de {MOST_YEARS_AHEAD} ans\u00a0: vérifiez l’année.")
    before = [row for row in rows if row.valid_from < valid_from]
    if not before or any(row.valid_from == valid_from for row in rows):
        known = f"le SMIC est déjà noté à cette date, ou commence le {rows[0].valid_from:%d/%m/%Y}"
        raise InvalidInput("valid_from", f"Choisissez une autre date\u00a0: {known}.")
    if hourly_cents < before[-1].hourly_cents:
        raise InvalidInput("amount", f"Le SMIC ne baisse pas\u00a0: il est à {euros(before[-1].hourly_cents)}.")
    source = read_source(source, before[-1].source)
    session.add(MinimumWage(hourly_cents=hourly_cents, source=source, confirmed=confirmed, valid_from=valid_from))
    session.flush()
    _tell(
        actor=actor,
        subject="minimum_wage",
        kind=None,
        since=valid_from,
        before=_facts(euros(before[-1].hourly_cents), confirmed=before[-1].confirmed),
        after=_facts(euros(hourly_cents), confirmed=confirmed),
    )


def _claim(mine: Select[Row], model: type[Row]) -> Sequence[Row]:
    """Returns every row of a rule by date, after whoever is changing the same rule."""
    # The first row is always the same one: who holds it is alone. What stands beside it is read afterwards.
    session.scalar(mine.order_by(model.id).limit(1).with_for_update())
    return session.scalars(mine.order_by(model.valid_from)).all()


def _in_force_before(rows: Sequence[Row], valid_from: date) -> Row:
    """Returns the row that a new one from `valid_from` on replaces; raises InvalidInput when that day is not free."""
    frozen = find_last_frozen_month()
    if frozen and valid_from <= frozen.last:
        raise InvalidInput(
            "valid_from",
            f"Le mois {frozen.number:02d}/{frozen.year} est déjà validé\u00a0: "
            f"choisissez une date après le {frozen.last:%d/%m/%Y}.",
        )
    return find_replaced(rows, valid_from)


def _facts(words: str, *, confirmed: bool) -> dict[str, object]:
    return {"rule": words, "confirmed": confirmed}


def _tell(
    *,
    actor: str,
    subject: str,
    kind: ContractKind | None,
    since: date,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    record_event(
        actor=actor,
        action="rule.changed",
        subject=subject,
        detail={"kind": kind.value if kind else None, "from": since.isoformat(), "before": before, "after": after},
    )
