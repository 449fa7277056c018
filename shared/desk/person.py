"""Where somebody stands, at the top of their page: contract, PASS, hours of the month, presence, training, the path.

For who follows the person; whoever only leads the team sees none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select

from shared.accounts.permissions import Permission
from shared.db import session
from shared.desk.home.card import counted
from shared.followup.models import Exit
from shared.kernel import clock
from shared.kernel.minutes import show_minutes
from shared.kernel.money import divide_half_up
from shared.kernel.weeks import Month
from shared.payroll.models import DayEntry, DayLine, DaySheet
from shared.payroll.reasons import DAYS_OFF, EXTERNAL_TRAINING, PRESENCE, TRAINING
from shared.payroll.store import in_force
from shared.people.panels import Panel
from shared.people.passes.queries import PassCard, find_pass
from shared.people.queries import TeamMember, find_path
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.models import ExamCandidate, ExamSession, Title

WATCHED = timedelta(days=30)


class Tile(NamedTuple):
    """One figure with what it means, and how much it presses."""

    label: str
    figure: str
    words: str
    tone: str = "neutral"


class Event(NamedTuple):
    """Something that happened or is to come."""

    day: date
    words: str


@dataclass(frozen=True)
class Hours:
    """Minutes of somebody at a site: presence this month; presence and absence in the watched days; training in all."""

    month: int = 0
    present: int = 0
    absent: int = 0
    training: int = 0

    @property
    def presence_percent(self) -> int | None:
        """The share of presence, days off left out; None where nothing was recorded."""
        whole = self.present + self.absent
        return divide_half_up(self.present * 100, whole) if whole else None


@dataclass(frozen=True)
class Summary:
    """What the panel shows: `past` is the latest first, `coming` the next first."""

    tiles: Sequence[Tile]
    past: Sequence[Event]
    coming: Sequence[Event]


def summary_panel(person: UUID) -> Panel | None:
    """Returns where somebody stands, for who follows them here. Eight statements at most."""
    if not may_here(Permission.MANAGE_CONTRACTS):
        return None
    site = site_of_the_page()
    path = find_path(site.id, person)
    sees_pass = may_here(Permission.VIEW_PASSES) and not site.sensitive
    card = find_pass(path[0].person_id) if sees_pass else None
    tiles = [_contract(path[-1]), *_pass(card), *_hours(read_hours(path))]
    events = sorted({*_of_path(path), *_of_pass(card), *_of_exams(path[0].person_id), *_of_exit(path[0].person_id)})
    today = clock.today()
    past = [each for each in events if each.day <= today][::-1]
    return Panel("desk/_summary.html", Summary(tiles, past, [each for each in events if each.day > today]))


def read_hours(path: Sequence[TeamMember]) -> Hours:
    """Returns the hours of whoever has these contracts. One statement."""
    today = clock.today()
    month, since = Month.of(today), today - WATCHED
    minutes = DayEntry.minutes
    of_month = func.sum(case((DaySheet.day.between(month.first, month.last), minutes), else_=0))
    watched = func.sum(case((DaySheet.day > since, minutes), else_=0))
    rows = session.execute(
        select(DayEntry.category, of_month, watched, func.sum(minutes))
        .select_from(DayEntry)
        .join(DayLine, DayLine.id == DayEntry.day_line_id)
        .join(DaySheet, DaySheet.id == DayLine.day_sheet_id)
        .where(DayLine.contract_id.in_([each.contract_id for each in path]), DaySheet.day <= today, in_force())
        .group_by(DayEntry.category)
    ).all()
    return Hours(
        month=sum(each[1] for each in rows if each[0] in PRESENCE),
        present=sum(each[2] for each in rows if each[0] in PRESENCE),
        absent=sum(each[2] for each in rows if each[0] not in PRESENCE | DAYS_OFF),
        training=sum(each[3] for each in rows if each[0] in {TRAINING, EXTERNAL_TRAINING}),
    )


def _contract(last: TeamMember) -> Tile:
    days = (last.ends_on - clock.today()).days
    if not last.has_term:
        return Tile("Contrat", "Sans fin", f"depuis le {last.starts_on:%d/%m/%Y}")
    if days < 0:
        return Tile("Contrat", "Terminé", f"le {last.ends_on:%d/%m/%Y}")
    tone = "danger" if days <= WATCHED.days else "warning" if days <= 2 * WATCHED.days else "neutral"
    return Tile("Contrat", counted(days, "jour"), last.until, tone)


def _pass(card: PassCard | None) -> Iterator[Tile]:
    if card:
        today = clock.today()
        left = counted(card.dates.remainder(today), "jour")
        yield Tile("PASS IAE", left, f"jusqu’au {card.dates.ends_on:%d/%m/%Y}")


def _hours(hours: Hours) -> Iterator[Tile]:
    yield Tile("Présence ce mois-ci", show_minutes(hours.month), "heures notées")
    percent = hours.presence_percent
    if percent is not None:
        yield Tile("Assiduité", f"{percent}\u00a0%", f"sur {WATCHED.days} jours, sans les congés")
    if hours.training:
        yield Tile("Formation", show_minutes(hours.training), "depuis le début")


def _of_path(path: Sequence[TeamMember]) -> Iterator[Event]:
    for number, each in enumerate(path):
        yield Event(each.starts_on, "Premier contrat" if number == 0 else "Nouveau contrat, ou nouveaux horaires")
    if path[-1].has_term:
        yield Event(path[-1].ends_on, "Fin du contrat")


def _of_pass(card: PassCard | None) -> Iterator[Event]:
    if card:
        yield Event(card.dates.starts_on, "Début du PASS IAE")
        for suspension in card.dates.suspensions:
            yield Event(suspension.first, f"PASS suspendu jusqu’au {suspension.last:%d/%m/%Y}")
        for place in card.dates.placed():
            yield Event(place.start, f"PASS prolongé jusqu’au {place.end:%d/%m/%Y}")
        yield Event(card.dates.ends_on, "Fin du PASS IAE")


def _of_exams(person_id: int) -> Iterator[Event]:
    if not may_here(Permission.VIEW_EXAMS):
        return
    rows = session.execute(
        select(ExamSession.first_day, Title.label, ExamCandidate.outcome)
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .join(Title, Title.id == ExamSession.title_id)
        .where(ExamCandidate.person_id == person_id)
    )
    for first_day, title, outcome in rows:
        yield Event(first_day, f"Examen, {title}\u00a0: {outcome.label.lower()}")


def _of_exit(person_id: int) -> Iterator[Event]:
    if may_here(Permission.RECORD_EXITS):
        for left_on in session.scalars(select(Exit.left_on).where(Exit.person_id == person_id)):
            yield Event(left_on, "Sortie notée")
