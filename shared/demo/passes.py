"""The PASS IAE of invented people: noted when they are hired, suspended and prolonged as it happens in a workshop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from shared.demo.agenda import Agenda
from shared.demo.plan import Stay
from shared.kernel import clock
from shared.people.passes.arithmetic import PassDates
from shared.people.passes.prolonging import ask_prolongation, grant_prolongation
from shared.people.passes.services import record_pass, suspend_pass
from shared.people.passes.words import ProlongationReason, SuspensionReason
from shared.workshop import Site

DAYS = 730
_IDLE = 100
"""For how many days the PASS of somebody who comes from elsewhere was suspended before the hire."""

_SOON = (20, 75, 190)
"""In how many days the PASS of those who came with one ends, in turn."""

_MORE = 180
"""How many days a prolongation of the demonstration gives."""


@dataclass(frozen=True)
class Holder:
    """Somebody who has been hired, and their place among all invented people."""

    site: Site
    person: UUID
    stay: Stay
    number: int
    actor: str


def give_pass(holder: Holder, agenda: Agenda) -> None:
    """Notes the PASS of somebody new, and what happens to it; nothing at a sensitive site.

    Those of the plan's year begin theirs with their first contract; of those who are here today one in four has come
    with a PASS that ends soon. Belongs inside a unit; `agenda` gets what is still to come.
    """
    if holder.site.sensitive:
        return
    if holder.stay.reason is None and holder.number % 4 == 1:
        _come_with_one(holder, clock.today() + timedelta(days=_SOON[holder.number // 4 % len(_SOON)]))
        return
    pass_id = _record(holder, holder.stay.begins)
    ends_on = PassDates(holder.stay.begins, DAYS).ends_on
    if holder.stay.left_on:
        suspend = partial(_suspend, holder, pass_id, holder.stay.left_on + timedelta(days=1), 180)
        agenda.note(clock.at_paris(holder.stay.left_on + timedelta(days=10), 15), suspend)
    elif holder.stay.ends > ends_on and holder.number % 2:
        agenda.note(clock.at_paris(ends_on - timedelta(days=90), 15), partial(_prolong, holder, pass_id, ends_on))


def _come_with_one(holder: Holder, ends_on: date) -> None:
    """Notes a PASS that began elsewhere and ends on a day; some wait for a prolongation, some have had one."""
    begins, today = holder.stay.begins, clock.today()
    asked = begins < today - timedelta(days=70)
    granted = asked and ends_on > today + timedelta(days=100)
    length = DAYS - 1 + _IDLE - 1 + (_MORE if granted else 0)
    pass_id = _record(holder, ends_on - timedelta(days=length))
    with clock.at(clock.at_paris(begins - timedelta(days=4), 10)):
        _suspend(holder, pass_id, begins - timedelta(days=_IDLE), _IDLE, SuspensionReason.CONTRACT_FINISHED)
    if granted:
        with clock.at(clock.at_paris(today - timedelta(days=60), 10)):
            _prolong(holder, pass_id, ends_on - timedelta(days=_MORE))
    elif asked and ends_on > today + timedelta(days=50):
        with clock.at(clock.at_paris(today - timedelta(days=6), 10)):
            _ask(holder, pass_id, ends_on)


def _record(holder: Holder, starts_on: date) -> UUID:
    moment = min(clock.at_paris(holder.stay.begins - timedelta(days=4), 10), clock.now())
    with clock.at(moment):
        return record_pass(
            site_id=holder.site.id,
            person=holder.person,
            number=f"99999{holder.number + 1:07d}",
            starts_on=starts_on,
            actor=holder.actor,
        )


def _suspend(
    holder: Holder,
    pass_id: UUID,
    first: date,
    days: int,
    reason: SuspensionReason = SuspensionReason.CONTRACT_BROKEN,
) -> None:
    suspend_pass(
        site_id=holder.site.id,
        pass_id=pass_id,
        first=first,
        last=first + timedelta(days=days - 1),
        reason=reason,
        actor=holder.actor,
    )


def _ask(holder: Holder, pass_id: UUID, ends_on: date) -> UUID:
    return ask_prolongation(
        site_id=holder.site.id,
        pass_id=pass_id,
        until=ends_on + timedelta(days=_MORE),
        reason=ProlongationReason.TRAINING,
        actor=holder.actor,
    )


def _prolong(holder: Holder, pass_id: UUID, ends_on: date) -> None:
    prolongation = _ask(holder, pass_id, ends_on)
    grant_prolongation(site_id=holder.site.id, prolongation=prolongation, decided_on=clock.today(), actor=holder.actor)
