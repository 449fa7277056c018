"""Taking over the PASS IAE of a site from a workbook: looked at first, then written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.files.columns import Line, read_day
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded
from shared.people.models import PassIae
from shared.people.passes.arithmetic import (
    PassDates,
    Suspension,
    check_prolongation,
    check_start,
    check_suspension,
    days_words,
    read_number,
    show_number,
)
from shared.people.passes.prolonging import take_over_prolongation
from shared.people.passes.queries import PassCard, list_every_pass
from shared.people.passes.rules import read_rule_book
from shared.people.passes.services import record_pass, suspend_pass
from shared.people.passes.sheets import PASSES, PROLONGATIONS, SHEETS, SUSPENSIONS, Fault, Lines, Sheet
from shared.people.passes.words import ProlongationReason, SuspensionReason
from shared.people.queries import TeamMember, list_contracts
from shared.workshop import Site


@dataclass
class Coming:
    """A PASS that a row brings, with what the other sheets say of it; `used` are days by reason, None kept apart."""

    person: TeamMember
    number: str
    dates: PassDates
    suspensions: list[tuple[Suspension, SuspensionReason]] = field(default_factory=list)
    prolongations: list[tuple[date, ProlongationReason]] = field(default_factory=list)
    used: dict[ProlongationReason | None, int] = field(default_factory=dict)

    @property
    def shown_number(self) -> str:
        """The number as the platform shows it."""
        return show_number(self.number)

    @property
    def remainder(self) -> str:
        """What would be left today, in words."""
        return days_words(self.dates.remainder(clock.today()))


@dataclass
class Preview:
    """What a workbook would write, and what is wrong with it, by sheet, row and column."""

    coming: list[Coming]
    faults: list[Fault]


class _Reader:
    """Reads the rows of one workbook against what is known of the site, and notes what is wrong with each."""

    def __init__(self, site_id: int, lines: Lines) -> None:
        self.today = clock.today()
        self.book = read_rule_book()
        self.rules = self.book.on(self.today)
        members = list_contracts(site_id, date.min, date.max)
        self.people = list({member.person_id: member for member in members}.values())
        self.known: dict[int, list[PassCard]] = list_every_pass([each.person_id for each in self.people])
        self.taken = _taken_numbers(lines)
        self.numbers: set[str] = set()
        self.coming: dict[str, Coming] = {}
        self.faults: list[Fault] = []
        self._seen_people: set[int] = set()

    def blame(self, sheet: Sheet, line: Line, key: str, sentence: str) -> None:
        """Notes what is wrong with a cell."""
        self.faults.append(Fault(SHEETS.index(sheet), line.row, sheet.title_of(key), sentence))

    def day(self, sheet: Sheet, line: Line, key: str) -> date | None:
        """Returns the day of a cell, or None with a fault."""
        try:
            return read_day(line[key])
        except ValueError:
            said = f"« {line[key]} » ne se lit pas" if line[key] else "Il manque une date"
            self.blame(sheet, line, key, f"{said}\u00a0: écrivez-la comme 02/03/2026.")
            return None

    def read_pass(self, line: Line) -> None:
        """Reads one PASS."""
        person, starts_on = self._person(line), self.day(PASSES, line, "starts_on")
        try:
            number = self._free_number(line["number"])
            if starts_on:
                check_start(starts_on, self.today)
                self._take(person, number, starts_on)
        except InvalidInput as refusal:
            self.blame(PASSES, line, refusal.field, refusal.sentence)

    def _free_number(self, text: str) -> str:
        number = read_number(text)
        if number in self.numbers:
            raise InvalidInput("number", "Ce numéro est là deux fois.")
        self.numbers.add(number)
        if number in self.taken:
            raise InvalidInput("number", "Ce numéro est déjà celui d’un autre PASS.")
        return number

    def _take(self, person: TeamMember | None, number: str, starts_on: date) -> None:
        if person is None:
            return
        dates = PassDates(starts_on, self.book.on(starts_on).days)
        for other in self.known.get(person.person_id, []):
            if dates.starts_on <= other.dates.ends_on and other.dates.starts_on <= dates.ends_on:
                span = f"du {other.dates.starts_on:%d/%m/%Y} au {other.dates.ends_on:%d/%m/%Y}"
                raise InvalidInput("starts_on", f"Un PASS court déjà {span}.")
        if person.person_id in self._seen_people:
            raise InvalidInput("last_name", "Cette personne est déjà sur une autre ligne.")
        self._seen_people.add(person.person_id)
        self.coming[number] = Coming(person, number, dates)

    def _person(self, line: Line) -> TeamMember | None:
        """Returns whoever a row means: by matricule, else by both names; what else it says must agree."""
        matricule, name = line["matricule"].upper(), folded(f"{line['first_name']} {line['last_name']}".strip())
        if matricule:
            found = [each for each in self.people if each.matricule == matricule]
        else:
            found = [each for each in self.people if folded(each.full_name) == name]
        key = "matricule" if matricule else "last_name"
        if not found:
            self.blame(PASSES, line, key, "Personne d’ici ne porte ce matricule." if matricule else _unknown(name))
        elif len(found) > 1:
            self.blame(PASSES, line, key, "Plusieurs personnes portent ce nom\u00a0: écrivez le matricule.")
        elif matricule and name and folded(found[0].full_name) != name:
            self.blame(PASSES, line, "last_name", "Ce matricule est celui de quelqu’un d’autre.")
        else:
            return found[0]
        return None

    def read_suspension(self, line: Line) -> None:
        """Reads one suspension."""
        coming = self._owner(SUSPENSIONS, line)
        first, last = self.day(SUSPENSIONS, line, "first"), self.day(SUSPENSIONS, line, "last")
        reason = _reason_named(line["reason"], SuspensionReason)
        if reason is None:
            self.blame(SUSPENSIONS, line, "reason", _choose_among(each.label for each in SuspensionReason))
        if coming and first and last and reason:
            wanted = Suspension(first, last)
            try:
                check_suspension(coming.dates, wanted, self.rules, today=self.today, told_late=True)
            except InvalidInput as refusal:
                self.blame(SUSPENSIONS, line, refusal.field, refusal.sentence)
            else:
                coming.suspensions.append((wanted, reason))
                coming.dates = coming.dates.suspended(wanted)

    def read_prolongation(self, line: Line) -> None:
        """Reads one prolongation; they follow each other as their rows do."""
        coming, until = self._owner(PROLONGATIONS, line), self.day(PROLONGATIONS, line, "until")
        reason = _reason_named(line["reason"], ProlongationReason)
        if reason is None or reason not in self.rules.prolongations:
            self.blame(PROLONGATIONS, line, "reason", _choose_among(each.label for each in self.rules.prolongations))
        elif coming and until:
            terms = self.rules.prolongations[reason]
            kept = None if terms.kept_apart else reason
            try:
                days = check_prolongation(coming.dates, until, terms, used_days=coming.used.get(kept, 0))
            except InvalidInput as refusal:
                self.blame(PROLONGATIONS, line, refusal.field, refusal.sentence)
            else:
                coming.prolongations.append((until, reason))
                coming.used[kept] = coming.used.get(kept, 0) + days
                coming.dates = coming.dates.prolonged(days)

    def _owner(self, sheet: Sheet, line: Line) -> Coming | None:
        try:
            coming = self.coming.get(read_number(line["number"]))
        except InvalidInput as refusal:
            self.blame(sheet, line, refusal.field, refusal.sentence)
            return None
        if coming is None:
            sentence = f"Ce PASS n’est pas, ou pas sans faute, dans la feuille « {PASSES.title} »."
            self.blame(sheet, line, "number", sentence)
        return coming


def look_through(site_id: int, lines: Lines) -> Preview:
    """Returns what these rows would write and what is wrong with them; nothing is written. Seven statements."""
    reader = _Reader(site_id, lines)
    for line in lines.get(PASSES.title, []):
        reader.read_pass(line)
    for line in sorted(lines.get(SUSPENSIONS.title, []), key=lambda each: each["first"]):
        reader.read_suspension(line)
    for line in lines.get(PROLONGATIONS.title, []):
        reader.read_prolongation(line)
    return Preview(list(reader.coming.values()), sorted(reader.faults, key=lambda fault: (fault.place, fault.row)))


def take_over(*, site: Site, lines: Lines, actor: str) -> Preview:
    """Writes every row in the caller's unit, or nothing when the preview has a fault; returns it.

    Raises InvalidInput when a rule refuses what the preview has let through: the unit then ends without a trace.
    """
    preview = look_through(site.id, lines)
    if preview.faults:
        return preview
    for coming in preview.coming:
        pass_id = record_pass(
            site_id=site.id,
            person=coming.person.person,
            number=coming.number,
            starts_on=coming.dates.starts_on,
            actor=actor,
        )
        _take_over_history(site.id, pass_id, coming, actor)
    detail: dict[str, object] = {"passes": len(preview.coming)}
    record_event(actor=actor, action="passes.imported", subject=f"site:{site.public_id}", detail=detail)
    return preview


def _take_over_history(site_id: int, pass_id: UUID, coming: Coming, actor: str) -> None:
    for days, reason in coming.suspensions:
        span = {"first": days.first, "last": days.last}
        suspend_pass(site_id=site_id, pass_id=pass_id, reason=reason, told_late=True, actor=actor, **span)
    for until, why in coming.prolongations:
        take_over_prolongation(site_id=site_id, pass_id=pass_id, until=until, reason=why, actor=actor)


def list_people_without(site_id: int) -> list[tuple[str, str, str]]:
    """Returns matricule, first and last name of whoever has a contract today or later and no PASS. Four statements."""
    members = {each.person_id: each for each in list_contracts(site_id, clock.today(), date.max)}
    known = list_every_pass(list(members))
    return [
        (each.matricule or "", each.first_name, each.last_name)
        for person_id, each in members.items()
        if person_id not in known
    ]


def _taken_numbers(lines: Lines) -> set[str]:
    """Returns which of the numbers some PASS bears already. One statement."""
    wanted = {"".join(line["number"].split()).upper() for line in lines.get(PASSES.title, [])}
    return set(session.scalars(select(PassIae.number).where(PassIae.number.in_(wanted))))


Reason = TypeVar("Reason", SuspensionReason, ProlongationReason)


def _reason_named(text: str, kinds: type[Reason]) -> Reason | None:
    return next((each for each in kinds if folded(each.label) == folded(text)), None)


def _choose_among(labels: Iterable[str]) -> str:
    return f"Écrivez un de ces motifs\u00a0: {', '.join(labels)}."


def _unknown(name: str) -> str:
    return "Personne d’ici ne porte ce nom." if name else "Écrivez le matricule, ou le prénom et le nom."
