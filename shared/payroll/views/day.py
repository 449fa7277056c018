"""The day sheet of a team, and one person's day written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused, TradeError
from shared.payroll import services, validation
from shared.payroll.elsewhere import list_errands
from shared.payroll.forms import PersonDayForm, ReopenForm, Tap, TapForm
from shared.payroll.queries import find_day
from shared.payroll.queries.day import DayPage, PersonDay, Tile, find_person_day
from shared.payroll.reasons import LEAVE, REASONS, TRAINING, USUAL_SHORTFALLS, Span
from shared.payroll.views.blueprint import View, has_skills, may_here, payroll, site_of_the_page
from shared.payroll.wording import words_of_wish
from shared.people.timetable import SATURDAY
from shared.web.htmx import leave_for, wants_fragment

LIKE_BEFORE = "like-before"
FILLINGS = ((LIKE_BEFORE, "Comme la dernière fois"), (TRAINING, "Tous en formation"), (LEAVE, "Tous en congé"))
"""The other ways of filling a day: value and label."""


@dataclass(frozen=True)
class Clash:
    """What another screen wrote, beside what this one wished."""

    tile: Tile
    wish: str
    tap: Tap


@payroll.get("/")
@requires(Permission.VIEW_HOURS)
def today() -> View:
    """Opens today's sheet."""
    return redirect(url_for(".day_sheet", day=clock.today()))


@payroll.get("/jour/<day:day>")
@requires(Permission.VIEW_HOURS)
def day_sheet(day: date) -> View:
    """Shows the day of the team; a tablet that is already on the page gets the sheet alone."""
    return _sheet(find_day(site_of_the_page().id, day))


@payroll.post("/jour/<day:day>/remplir")
@requires(Permission.EDIT_HOURS)
def fill(day: date) -> View:
    """Fills everybody not recorded yet: present, on leave, in training, or like the last time."""
    filling = request.form.get("filling", "")

    def act() -> None:
        if filling == LIKE_BEFORE:
            services.fill_like_before(site_id=site_of_the_page().id, day=day, actor=actor())
        else:
            services.fill_day(site_id=site_of_the_page().id, day=day, category=filling, actor=actor())

    return _act_on(day, act)


@payroll.post("/jour/<day:day>/personne")
@requires(Permission.EDIT_HOURS)
def record(day: date) -> View:
    """Records two taps: a person, and what happened."""
    form = TapForm()
    try:
        if form.asks_for_details:
            return leave_for(url_for(".person_day", day=day, contract=form.person))
        tap = form.to_tap()
    except InvalidInput as refusal:
        return _sheet(find_day(site_of_the_page().id, day), problem=refusal, chosen=form.contract.data), 422

    def act() -> None:
        services.record_exception(
            site_id=site_of_the_page().id,
            day=day,
            contract=tap.contract,
            category=tap.category,
            minutes=tap.minutes,
            span=tap.span,
            seen_version=tap.seen_version,
            actor=actor(),
        )

    return _act_on(day, act, tap)


@payroll.post("/jour/<day:day>/annuler")
@requires(Permission.EDIT_HOURS)
def undo(day: date) -> View:
    """Takes the last change back."""
    seen = request.form.get("seen", 0, type=int)
    return _act_on(
        day,
        lambda: services.undo_last_change(site_id=site_of_the_page().id, day=day, seen_version=seen, actor=actor()),
    )


@payroll.post("/jour/<day:day>/valider")
@requires(Permission.EDIT_HOURS)
def validate(day: date) -> View:
    """Declares the day complete."""
    seen = request.form.get("seen", 0, type=int)
    return _act_on(
        day,
        lambda: validation.validate_day(site_id=site_of_the_page().id, day=day, seen_version=seen, actor=actor()),
    )


@payroll.post("/jour/<day:day>/rouvrir")
@requires(Permission.EDIT_HOURS)
def reopen(day: date) -> View:
    """Opens a validated day again."""
    form = ReopenForm()
    if not form.validate():
        return _sheet(find_day(site_of_the_page().id, day), reopening=form), 422
    return _act_on(
        day,
        lambda: validation.reopen_day(site_id=site_of_the_page().id, day=day, reason=form.reason.data, actor=actor()),
    )


@payroll.get("/jour/<day:day>/personne/<uuid:contract>")
@requires(Permission.EDIT_HOURS)
def person_day(day: date, contract: UUID) -> View:
    """Shows one person's day, to be written out in durations."""
    person = find_person_day(site_of_the_page().id, day, contract)
    form = PersonDayForm(formdata=None)
    form.show(person.planned, person.entries, person.tile.comment)
    return _person(form, person)


@payroll.post("/jour/<day:day>/personne/<uuid:contract>")
@requires(Permission.EDIT_HOURS)
def record_person_day(day: date, contract: UUID) -> View:
    """Records one person's day as it was written out."""
    site_id, form = site_of_the_page().id, PersonDayForm()
    person, refused, status = find_person_day(site_id, day, contract), None, 422
    entries = form.to_entries(person.planned)
    if entries is not None:
        try:
            with atomic():
                services.record_line(
                    site_id=site_id,
                    day=day,
                    contract=contract,
                    entries=entries,
                    comment=form.comment.data or "",
                    seen_version=form.seen.data or 0,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        except (Conflict, Refused) as refusal:
            refused, status = refusal, 409
        else:
            flash(f"C’est noté pour {person.tile.name}", "success")
            return redirect(url_for(".day_sheet", day=day))
    return _person(form, person, refused), status


def _act_on(day: date, act: Callable[[], object], tap: Tap | None = None) -> View:
    """Does one thing to a sheet and shows it again; a refusal is said on the sheet as it stands by then."""
    try:
        with atomic():
            act()
    except NotFound:
        raise
    except TradeError as refusal:
        page = find_day(site_of_the_page().id, day)
        clash = _clash(page, tap) if tap and isinstance(refusal, Conflict) else None
        status = 422 if isinstance(refusal, InvalidInput) else 409
        chosen = str(tap.contract) if tap and not clash else None
        return _sheet(page, problem=refusal, clash=clash, chosen=chosen), status
    return redirect(url_for(".day_sheet", day=day), 303)


def _clash(page: DayPage, tap: Tap) -> Clash:
    tile = next(tile for tile in page.tiles if tile.contract == tap.contract)
    return Clash(tile, words_of_wish(tap.category, tap.minutes, tap.span), tap)


def _sheet(
    page: DayPage,
    *,
    problem: TradeError | None = None,
    clash: Clash | None = None,
    chosen: str | None = None,
    reopening: ReopenForm | None = None,
) -> str:
    part = wants_fragment()
    template = "payroll/_sheet.html" if part else "payroll/day.html"
    choices: dict[str, Any] = {
        "reasons": [reason for reason in REASONS if reason.usual],
        "shortfalls": USUAL_SHORTFALLS,
        "spans": list(Span),
        "fillings": FILLINGS,
    }
    return render_template(
        template,
        page=page,
        # They stand above the sheet: no tap on it changes them.
        errands=[] if part else list_errands(page.site_id, page.day),
        today=clock.today(),
        before=_weekday_beside(page.day, -1),
        after=_weekday_beside(page.day, 1),
        can_edit=may_here(Permission.EDIT_HOURS),
        may_observe=has_skills() and may_here(Permission.OBSERVE_SKILLS),
        problem=problem,
        clash=clash,
        chosen=chosen,
        reopening=reopening or ReopenForm(formdata=None),
        **choices,
    )


def _person(form: PersonDayForm, person: PersonDay, refused: TradeError | None = None) -> str:
    clash = isinstance(refused, Conflict)
    return render_template("payroll/person.html", form=form, person=person, refused=refused, clash=clash)


def _weekday_beside(day: date, step: int) -> date:
    """Returns the weekday before or after `day`: the weekend has an address, but nobody passes through it."""
    beside = day + timedelta(days=step)
    while beside.weekday() >= SATURDAY:
        beside += timedelta(days=step)
    return beside
