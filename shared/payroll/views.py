"""The hours' screens: the day sheet, a person's day, the week, the month and its payroll file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused, TradeError
from shared.kernel.minutes import show_minutes
from shared.kernel.weeks import Month, Week
from shared.payroll import services
from shared.payroll.closing import MonthOpen, close_month
from shared.payroll.export import Profile, export_payroll
from shared.payroll.forms import PersonDayForm, ReopenForm, Tap, TapForm
from shared.payroll.holidays import public_holiday
from shared.payroll.queries import find_day, find_month, find_week
from shared.payroll.queries.day import DayPage, PersonDay, Tile, find_person_day
from shared.payroll.reasons import LEAVE, REASONS, TRAINING, USUAL_SHORTFALLS, Span
from shared.payroll.wording import words_of_wish
from shared.people.timetable import SATURDAY
from shared.web.htmx import leave_for, wants_fragment
from shared.web.navigation import NavEntry
from shared.workshop import Site, find_site, here

payroll = Blueprint("payroll", __name__, template_folder="templates", url_prefix="/heures")

NAVIGATION = (
    NavEntry("Feuille du jour", "payroll.today", "check-circle", Permission.VIEW_HOURS),
    NavEntry("Semaine", "payroll.week_now", "calendar", Permission.VIEW_HOURS),
    NavEntry("Mois et paie", "payroll.month_now", "file", Permission.VIEW_HOURS),
)

View = str | Response | tuple[str, int]
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
    return _sheet(find_day(_site().id, day))


@payroll.post("/jour/<day:day>/remplir")
@requires(Permission.EDIT_HOURS)
def fill(day: date) -> View:
    """Fills everybody not recorded yet: present, on leave, in training, or like the last time."""
    filling = request.form.get("filling", "")

    def act() -> None:
        if filling == LIKE_BEFORE:
            services.fill_like_before(site_id=_site().id, day=day, actor=actor())
        else:
            services.fill_day(site_id=_site().id, day=day, category=filling, actor=actor())

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
        return _sheet(find_day(_site().id, day), problem=refusal, chosen=form.contract.data), 422

    def act() -> None:
        services.record_exception(
            site_id=_site().id,
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
        lambda: services.undo_last_change(site_id=_site().id, day=day, seen_version=seen, actor=actor()),
    )


@payroll.post("/jour/<day:day>/valider")
@requires(Permission.EDIT_HOURS)
def validate(day: date) -> View:
    """Declares the day complete."""
    seen = request.form.get("seen", 0, type=int)
    return _act_on(
        day,
        lambda: services.validate_day(site_id=_site().id, day=day, seen_version=seen, actor=actor()),
    )


@payroll.post("/jour/<day:day>/rouvrir")
@requires(Permission.EDIT_HOURS)
def reopen(day: date) -> View:
    """Opens a validated day again."""
    form = ReopenForm()
    if not form.validate():
        return _sheet(find_day(_site().id, day), reopening=form), 422
    return _act_on(
        day,
        lambda: services.reopen_day(site_id=_site().id, day=day, reason=form.reason.data, actor=actor()),
    )


@payroll.get("/jour/<day:day>/personne/<uuid:contract>")
@requires(Permission.EDIT_HOURS)
def person_day(day: date, contract: UUID) -> View:
    """Shows one person's day, to be written out in durations."""
    person = find_person_day(_site().id, day, contract)
    form = PersonDayForm(formdata=None)
    form.show(person.planned, person.entries, person.tile.comment)
    return _person(form, person)


@payroll.post("/jour/<day:day>/personne/<uuid:contract>")
@requires(Permission.EDIT_HOURS)
def record_person_day(day: date, contract: UUID) -> View:
    """Records one person's day as it was written out."""
    site_id, form = _site().id, PersonDayForm()
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


@payroll.get("/semaine")
@requires(Permission.VIEW_HOURS)
def week_now() -> View:
    """Opens the present week."""
    return redirect(url_for(".week", week=Week.of(clock.today())))


@payroll.get("/semaine/<week:week>")
@requires(Permission.VIEW_HOURS)
def week(week: Week) -> View:
    """Shows who was there in a week, and what nobody has said yet."""
    return render_template("payroll/week.html", page=find_week(_site().id, week), present=Week.of(clock.today()))


@payroll.get("/mois")
@requires(Permission.VIEW_HOURS)
def month_now() -> View:
    """Opens the present month."""
    return redirect(url_for(".month", month=Month.of(clock.today())))


@payroll.get("/mois/<month:month>")
@requires(Permission.VIEW_HOURS)
def month(month: Month) -> View:
    """Shows the totals of a month, and what keeps payroll waiting."""
    return _month(month)


@payroll.post("/mois/<month:month>/paie")
@requires(Permission.EXPORT_PAYROLL)
def payroll_file(month: Month) -> View:
    """Gives the month as a payroll file, and records who took it; says what is missing as long as something is."""
    try:
        profile = Profile(request.form.get("profile", ""))
    except ValueError:
        raise InvalidInput("profile", "Ce format de fichier n’existe pas.") from None
    site, content = _site(), BytesIO()
    try:
        with atomic():
            export_payroll([site], month, profile, content, actor=actor())
    except MonthOpen as refusal:
        return _month(month, problems=refusal.problems), 409
    content.seek(0)
    name = f"paie-{site.neutral_slug}-{month}.{profile.value}"
    return send_file(content, profile.media_type, as_attachment=True, download_name=name)


@payroll.post("/mois/<month:month>/clore")
@requires(Permission.EXPORT_PAYROLL)
def close(month: Month) -> View:
    """Locks the month, or says what keeps it open."""
    try:
        with atomic():
            days = close_month(site=_site(), month=month, actor=actor())
    except MonthOpen as refusal:
        return _month(month, problems=refusal.problems), 409
    flash(f"Le mois est clos\u00a0: {days} journées ne changent plus.", "success")
    return redirect(url_for(".month", month=month))


def _site() -> Site:
    workshop = here()
    if workshop is None:
        raise NotFound("Cette page appartient à un atelier.")
    return find_site(workshop.slug)


def _act_on(day: date, act: Callable[[], object], tap: Tap | None = None) -> View:
    """Does one thing to a sheet and shows it again; a refusal is said on the sheet as it stands by then."""
    try:
        with atomic():
            act()
    except NotFound:
        raise
    except TradeError as refusal:
        page = find_day(_site().id, day)
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
    workshop = here()
    template = "payroll/_sheet.html" if wants_fragment() else "payroll/day.html"
    choices: dict[str, Any] = {
        "reasons": [reason for reason in REASONS if reason.usual],
        "shortfalls": USUAL_SHORTFALLS,
        "spans": list(Span),
        "fillings": FILLINGS,
    }
    return render_template(
        template,
        page=page,
        today=clock.today(),
        before=_weekday_beside(page.day, -1),
        after=_weekday_beside(page.day, 1),
        can_edit=visitor_may(Permission.EDIT_HOURS, workshop.slug if workshop else None),
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


def _month(month: Month, problems: list[str] | None = None) -> str:
    workshop, page = here(), find_month(_site().id, month)
    codes = [category.code for category in page.categories]
    return render_template(
        "payroll/month.html",
        page=page,
        table_rows=[
            (row.name, row.matricule, *_minutes(row.minutes, codes), show_minutes(row.totals.presence))
            for row in page.rows
        ],
        table_totals=("Équipe", "", *_minutes(page.minutes, codes), show_minutes(page.totals.presence)),
        present=Month.of(clock.today()),
        profiles=list(Profile),
        problems=problems,
        holidays={day: name for day in month.days if (name := public_holiday(day))},
        can_export=visitor_may(Permission.EXPORT_PAYROLL, workshop.slug if workshop else None),
    )


def _minutes(minutes: Mapping[str, int], codes: Iterable[str]) -> list[str]:
    return [show_minutes(minutes[code]) if code in minutes else "" for code in codes]
