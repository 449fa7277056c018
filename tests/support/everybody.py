"""Two people at every site, with one row of every kind about them, written through the services of the screens.

Their names stand nowhere else, and what not everybody may know is said in words and figures of its own (`SECRETS`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db import Base, atomic, session
from shared.followup.deadlines.days import DaysToWatch, note_days
from shared.followup.deadlines.services import snooze_deadline
from shared.followup.models import DeadlineKind, Exit
from shared.followup.services import record_exit
from shared.kernel import clock
from shared.people.contracts.drafts import Derogation
from shared.people.contracts.services import Terms
from shared.people.documents.services import add_document
from shared.people.models import Contract, DocumentKind, Ground, PassProlongation, PassSuspension, Person
from shared.people.passes import prolonging
from shared.people.passes.services import record_pass, suspend_pass
from shared.people.passes.words import ProlongationReason, SuspensionReason
from shared.people.services import hire_person
from shared.people.vault import note_court_measure
from shared.training.cohorts.services import set_rhythm
from shared.training.models import ExamJuror, ExamOutcome, PlacementAim
from shared.training.placements.services import PlacementWish, agree_placement
from shared.training.services import add_juror
from shared.training.skills.services import observe_skill, skills_of
from shared.workshop import Site, registry
from tests.support import documents, exams
from tests.support.team import FOUR_DAYS, MONDAY
from tests.support.training import TUESDAY_AND_THURSDAY, closed, cohort, signed, training

ACTOR = "test:everybody"

FIRST_NAMES = (
    "Zéphyrine", "Wandrille", "Quitterie", "Philibert", "Eudoxie", "Gontran", "Radegonde", "Théodule",
    "Aldegonde", "Melchior", "Cunégonde", "Hippolyte", "Sidonie", "Barnabé", "Ysoline", "Tancrède",
    "Bertille", "Enguerrand",
)  # fmt: skip
LAST_NAMES = (
    "Gobemouche", "Bouvreuil", "Tarinet", "Sansonnet", "Traquet", "Pipitet", "Jaseur", "Torcol", "Sittelle",
    "Bécasseau", "Courlis", "Vanneau", "Chevêche", "Engoulevent", "Cincle", "Accenteur", "Rousserolle", "Locustelle",
)  # fmt: skip

BORN, PAY_CENTS, STARTED, GONE = date(1971, 3, 14), 1397, date(2026, 7, 6), date(2026, 10, 30)
KEPT_AT, DESPITE = "armoire pervenche", "parce que lupin"
SNOOZED, JUROR = "car glycine", "Capucine Aubriot"
FILE_TITLE, PERMIT_UNTIL = "Feuille jacinthe", date(2027, 2, 18)
FAULT, COURT = 19, 18
"""Codes of reasons for which somebody has left; the second is confidential."""

SECRETS = {
    "the number of a PASS": "9999977",
    "when somebody was born": ("14/03/1971", "1971-03-14", "14mars1971"),
    "what somebody earns": ("13,97", "13.97"),
    "where a decision is kept": "pervenche",
    "why a rule was set aside": "lupin",
    "why a deadline waits": "glycine",
    "on which ground somebody stays longer": ("50ansetplus", "RQTH", "Difficultésparticulièrement"),
    "why a PASS is suspended": ("Accorddesmembres", "Valide(suspendu)"),
    "who advises a prolongation": "prescripteurbleuet",
    "what came of an exam": ("Réussitepartielle", "Nonreçu", "Félicitations", "félicitations"),
    "what a file is called": "jacinthe",
    "until when a permit lasts": ("18/02/2027", "2027-02-18", "18février2027"),
    "why somebody left": ("fautegrave", "Décisionadministrativeoudejustice"),
}
"""What stands in the rows, without spaces, as a page would show it; a supervisor is told none of it."""


@dataclass(frozen=True)
class Somebody:
    """One of the invented people, and the row of the contract."""

    site: str
    first_name: str
    last_name: str
    person: UUID
    contract: UUID


@dataclass(frozen=True)
class Everybody:
    """The people by site, present and gone, and the public ids of rows about the one who is present."""

    present: dict[str, Somebody]
    gone: dict[str, Somebody]
    rows: dict[str, dict[str, Any]]

    def names(self, sites: Iterable[str]) -> dict[str, str]:
        """Returns every first and last name of the people of some sites, with their site."""
        wanted = set(sites)
        people = [each for each in (*self.present.values(), *self.gone.values()) if each.site in wanted]
        return {name: each.site for each in people for name in (each.first_name, each.last_name)}


def move_everybody_in() -> Everybody:
    """Hires two people at every site; one is examined, observed, has a PASS and a decision, the other has left."""
    names = zip(FIRST_NAMES, LAST_NAMES, strict=True)
    present, gone, rows = {}, {}, {}
    for number, place in enumerate(registry().places):
        with atomic():
            site = session.scalars(select(Site).where(Site.slug == place.slug)).one()
            here = _hire(site, *next(names), STARTED, MONDAY + timedelta(days=50), despite=DESPITE)
            left = _hire(site, *next(names), date(2026, 1, 5), GONE)
            departure = _leave(site.id, left, COURT if number % 2 else FAULT)
            note_court_measure(person=here.person, under_measure=True, actor=ACTOR)
            silent = _hire(site, f"{left.first_name}-Line", f"{left.last_name}-Roc", date(2026, 1, 5), GONE)
            rows[place.slug] = (
                _deadline(here)
                | _skill(site, here)
                | {
                    "departure": departure,
                    **{f"followup.{act}/person": silent.person for act in ("note", "note_exit")},
                }
            )
            # A sensitive site keeps no PASS: its people come by another way.
            rows[place.slug] |= {} if site.sensitive else _pass(site.id, here, f"9999977{number:05d}")
        rows[place.slug] |= _exams(place.slug, here)
        rows[place.slug] |= _training(site, here) | _file(site, here)
        rows[place.slug] |= {} if site.sensitive else _placement(site, here)
        with atomic():
            note_days(site_id=site.id, person=here.person, days=DaysToWatch(PERMIT_UNTIL, None), actor=ACTOR)
        present[place.slug], gone[place.slug] = here, left
    return Everybody(present, gone, rows)


def _hire(site: Site, first: str, last: str, starts_on: date, ends_on: date, *, despite: str = "") -> Somebody:
    terms = Terms(
        job="production",
        starts_on=starts_on,
        ends_on=ends_on,
        weekly_minutes=28 * 60,
        timetable=FOUR_DAYS,
        hourly_cents=PAY_CENTS,
        derogations=(Derogation(Ground.SENIOR, starts_on, KEPT_AT), Derogation(Ground.DISABILITY, starts_on, KEPT_AT)),
        despite=despite,
    )
    contract = hire_person(
        site_id=site.id,
        first_name=first,
        last_name=last,
        matricule=None,
        terms=terms,
        born_on=BORN,
        actor=ACTOR,
    )
    person = session.scalars(select(Person.public_id).join(Contract).where(Contract.public_id == contract)).one()
    return Somebody(site.slug, first, last, person, contract)


def _leave(site_id: int, somebody: Somebody, reason: int) -> UUID:
    record_exit(site_id=site_id, person=somebody.person, reason=reason, actor=ACTOR)
    return _last(Exit)


def _pass(site_id: int, somebody: Somebody, number: str) -> dict[str, Any]:
    held = record_pass(site_id=site_id, person=somebody.person, number=number, starts_on=date(2025, 2, 3), actor=ACTOR)
    prolonging.ask_prolongation(
        site_id=site_id,
        pass_id=held,
        until=date(2027, 8, 1),
        reason=ProlongationReason.TRAINING,
        prescriber="prescripteur bleuet",
        report_ready=True,
        actor=ACTOR,
    )
    suspend_pass(
        site_id=site_id,
        pass_id=held,
        first=MONDAY - timedelta(days=3),
        last=MONDAY + timedelta(days=20),
        reason=SuspensionReason.AGREED_IN_COMMITTEE,
        actor=ACTOR,
    )
    return {"pass_id": held, "suspension": _last(PassSuspension), "prolongation": _last(PassProlongation)}


def _deadline(somebody: Somebody) -> dict[str, Any]:
    snooze_deadline(
        kind=DeadlineKind.CONTRACT,
        subject=somebody.contract,
        until=MONDAY + timedelta(days=9),
        reason=SNOOZED,
        actor=ACTOR,
    )
    return {"subject": somebody.contract}


def _skill(site: Site, somebody: Somebody) -> dict[str, Any]:
    first = skills_of(site)[0].code
    for days, own in ((3, False), (2, False), (1, True)):
        observe_skill(
            site_id=site.id,
            person=somebody.person,
            skill=first,
            level=3,
            observed_on=MONDAY - timedelta(days=days),
            own=own,
            actor=ACTOR,
        )
    return {f"{endpoint}/code": first for endpoint in ("skills.level", "skills.record", "own_skills.say")}


def _exams(slug: str, somebody: Somebody) -> dict[str, Any]:
    """Examines somebody last week, of whom a part is still to be done, and plans another exam."""
    sat, coming = MONDAY - timedelta(days=7), MONDAY + timedelta(days=30)
    with clock.at(_morning(sat)):
        exam = exams.plan(sat, sat, slug=slug)
        exams.register(exam, somebody.person, slug=slug)
        with atomic():
            site = session.scalars(select(Site.id).where(Site.slug == slug)).one()
            add_juror(site_id=site, exam=exam, name=JUROR, capacity="Cuisinière", actor=ACTOR)
        exams.note(exam, somebody.person, ExamOutcome.PARTIAL, "BC01", slug=slug)
    acts = ("change", "record_change", "cancel", "register", "record_candidates")
    planned = exams.plan(coming, coming, slug=slug)
    return {
        "exam": exam,
        **{f"exams.{act}/exam": planned for act in acts},
        "juror": _last(ExamJuror),
        "title": exams.title().public_id,
    }


def _training(site: Site, somebody: Somebody) -> dict[str, Any]:
    """Opens a group with its weeks, signs and closes last week's sheet, and leaves today's open."""
    group = cohort([somebody.person], site.slug, label="Groupe", last_day=MONDAY + timedelta(days=40))
    with atomic():
        rhythm = set_rhythm(
            site_id=site.id,
            cohort=group,
            first_day=MONDAY,
            last_day=MONDAY + timedelta(days=40),
            rhythm=TUESDAY_AND_THURSDAY,
            actor=ACTOR,
        )
    last_week, today = (
        training([somebody.person], day, slug=site.slug) for day in (MONDAY - timedelta(days=7), MONDAY)
    )
    signed(last_week, somebody.person, slug=site.slug)
    closed(last_week, slug=site.slug)
    return {
        "cohort": group,
        "rhythm": rhythm,
        "training": today,
        "attendance.reopen/training": last_week,
        "training_papers.attendance_sheet/training": last_week,
    }


def _placement(site: Site, somebody: Somebody) -> dict[str, Any]:
    wish = PlacementWish(
        host="Maison Bruyère",
        siret="12345678200010",
        town="Amiens",
        aim=PlacementAim.DISCOVER,
        first_day=MONDAY + timedelta(days=7),
        last_day=MONDAY + timedelta(days=11),
    )
    with atomic():
        return {"placement": agree_placement(site_id=site.id, person=somebody.person, wish=wish, actor=ACTOR)}


def _file(site: Site, somebody: Somebody) -> dict[str, Any]:
    with atomic():
        kept = add_document(
            site_id=site.id,
            person=somebody.person,
            kind=DocumentKind.OTHER,
            content=documents.a_pdf(said=somebody.first_name),
            title=FILE_TITLE,
            actor=ACTOR,
        )
        return {"document": kept.public_id}


def _morning(day: date) -> datetime:
    return clock.at_paris(day, 9)


def _last(row: type[Base]) -> UUID:
    """Returns the public id of the row that was written last."""
    found: UUID = session.scalars(select(row.public_id).order_by(row.id.desc()).limit(1)).one()  # type: ignore[attr-defined]
    return found
