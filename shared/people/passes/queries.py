"""The PASS IAE of people as pages show it, in a fixed number of statements whatever the number of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.people.models import PassIae, PassProlongation, PassSuspension
from shared.people.passes.arithmetic import PassDates, Suspension, show_number
from shared.people.passes.words import KEPT_APART, Denial, ProlongationReason, ProlongationStatus, SuspensionReason


@dataclass(frozen=True)
class SuspensionRow:
    """A suspension as it is stored."""

    suspension: UUID
    days: Suspension
    reason: SuspensionReason


@dataclass(frozen=True)
class ProlongationRow:
    """A prolongation as it is stored, granted or not."""

    prolongation: UUID
    days: int
    reason: ProlongationReason | None
    status: ProlongationStatus
    asked_on: date
    prescriber: str | None
    report_ready: bool
    decided_on: date | None
    denial: Denial | None

    @property
    def reason_words(self) -> str:
        """The reason, unless it is kept apart."""
        return self.reason.label if self.reason else KEPT_APART


@dataclass(frozen=True)
class PassCard:
    """A PASS with all that has happened to it."""

    id: int
    public_id: UUID
    number: str
    dates: PassDates
    suspensions: tuple[SuspensionRow, ...]
    prolongations: tuple[ProlongationRow, ...]

    @property
    def shown_number(self) -> str:
        """The number as the platform shows it."""
        return show_number(self.number)

    @property
    def granted(self) -> tuple[ProlongationRow, ...]:
        """The prolongations that count, in the order of `dates`."""
        return tuple(each for each in self.prolongations if each.status is ProlongationStatus.GRANTED)

    @property
    def pending(self) -> ProlongationRow | None:
        """The request that waits for an answer."""
        return next((each for each in self.prolongations if each.status is ProlongationStatus.PENDING), None)

    def used_days(self, reason: ProlongationReason | None) -> int:
        """Returns how many days a reason has given; all those that are kept apart count as one (None)."""
        return sum(each.days for each in self.granted if each.reason is reason)


def list_passes(people: Collection[int]) -> dict[int, PassCard]:
    """Returns by person id the last PASS of each who has one. Three statements."""
    return {person: cards[-1] for person, cards in list_every_pass(people).items()}


def find_pass(person_id: int) -> PassCard | None:
    """Returns somebody's last PASS. Three statements."""
    return list_passes([person_id]).get(person_id)


def list_every_pass(people: Collection[int]) -> dict[int, list[PassCard]]:
    """Returns by person id every PASS of each who has one, the oldest first. Three statements."""
    rows = session.scalars(select(PassIae).where(PassIae.person_id.in_(people)).order_by(PassIae.starts_on)).all()
    mine = [row.id for row in rows]
    suspensions: dict[int, list[PassSuspension]] = defaultdict(list)
    prolongations: dict[int, list[PassProlongation]] = defaultdict(list)
    for suspension in session.scalars(
        select(PassSuspension).where(PassSuspension.pass_id.in_(mine)).order_by(PassSuspension.first)
    ):
        suspensions[suspension.pass_id].append(suspension)
    for prolongation in session.scalars(
        select(PassProlongation).where(PassProlongation.pass_id.in_(mine)).order_by(PassProlongation.id)
    ):
        prolongations[prolongation.pass_id].append(prolongation)
    cards: dict[int, list[PassCard]] = {}
    for row in rows:
        cards.setdefault(row.person_id, []).append(_card(row, suspensions[row.id], prolongations[row.id]))
    return cards


def dates_of(
    row: PassIae, suspensions: Iterable[PassSuspension], prolongations: Iterable[PassProlongation]
) -> PassDates:
    """Returns a PASS as days; the prolongations come in the order in which they were asked for."""
    return PassDates(
        row.starts_on,
        row.days,
        tuple(sorted(Suspension(each.first, each.last) for each in suspensions)),
        tuple(each.days for each in prolongations if each.status is ProlongationStatus.GRANTED),
    )


def _card(row: PassIae, suspensions: list[PassSuspension], prolongations: list[PassProlongation]) -> PassCard:
    return PassCard(
        row.id,
        row.public_id,
        row.number,
        dates_of(row, suspensions, prolongations),
        tuple(SuspensionRow(each.public_id, Suspension(each.first, each.last), each.reason) for each in suspensions),
        tuple(
            ProlongationRow(
                each.public_id,
                each.days,
                each.reason,
                each.status,
                each.asked_on,
                each.prescriber,
                each.report_ready,
                each.decided_on,
                each.denial,
            )
            for each in prolongations
        ),
    )
