"""The half-days of training of a place: what there is to sign, one sheet, and a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.people.queries import list_team, tile_names
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.attendance import services
from shared.training.attendance.forms import LateForm, PaperForm, SessionForm, SignForm
from shared.training.attendance.queries import AHEAD, BEHIND, SheetPage, find_sheet, list_sessions
from shared.training.cohorts.queries import list_cohorts
from shared.training.forms import ReasonForm, read_id, read_ids
from shared.training.models import TrainingStatus
from shared.web.htmx import wants_fragment
from shared.web.navigation import NavEntry

attendance = Blueprint("attendance", __name__, template_folder="../templates", url_prefix="/formation")

NAVIGATION = (NavEntry("Formation", "attendance.overview", "book", Permission.VIEW_TRAINING),)

View = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Trainee:
    """Somebody on a checklist."""

    person: UUID
    name: str
    words: str = ""


@attendance.get("")
@requires(Permission.VIEW_TRAINING)
def overview() -> View:
    """Shows what there is to sign, what comes next, and the groups."""
    site, today = site_of_the_page(), clock.today()
    sessions = list_sessions([site.id], today - BEHIND, today + AHEAD)
    return render_template(
        "training/formation.html",
        to_sign=[each for each in sessions if each.to_sign],
        coming=[each for each in sessions if each.day > today and each.status is TrainingStatus.PLANNED],
        over=[each for each in reversed(sessions) if each.status is TrainingStatus.CLOSED],
        cohorts=list_cohorts(site.id),
        today=today,
        may_keep=may_here(Permission.KEEP_ATTENDANCE),
        may_manage=may_here(Permission.MANAGE_TRAINING),
    )


@attendance.get("/prevoir")
@requires(Permission.KEEP_ATTENDANCE)
def plan() -> View:
    """Asks what is taught, when, and to whom."""
    form = SessionForm.at(site_of_the_page(), formdata=None)
    form.day.data = clock.today()
    return _plan_page(form)


@attendance.post("/prevoir")
@requires(Permission.KEEP_ATTENDANCE)
def record_plan() -> View:
    """Plans a training: a sheet for each half-day."""
    site_id, form = site_of_the_page().id, SessionForm.at(site_of_the_page())
    plans = form.to_plans()
    if plans is not None:
        try:
            with atomic():
                planned = [services.plan_session(site_id=site_id, plan=each, actor=actor()) for each in plans]
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("La séance est prévue." if len(planned) == 1 else "Deux demi-journées sont prévues.", "success")
            return redirect(url_for(".sheet", training=planned[0]))
    return _plan_page(form), 422


@attendance.get("/seances/<uuid:training>")
@requires(Permission.VIEW_TRAINING)
def sheet(training: UUID) -> View:
    """Shows the sheet of a half-day: touch your name, sign."""
    return _sheet_page(training)


@attendance.post("/seances/<uuid:training>/signer")
@requires(Permission.KEEP_ATTENDANCE)
def sign(training: UUID) -> View:
    """Takes one signature."""
    form = SignForm()
    person = read_id(form.person.data)
    return _act(
        training,
        lambda site_id: services.sign(
            site_id=site_id, training=training, person=person, drawing=form.to_drawing(), actor=actor()
        ),
    )


@attendance.post("/seances/<uuid:training>/effacer")
@requires(Permission.KEEP_ATTENDANCE)
def take_back(training: UUID) -> View:
    """Takes a signature back."""
    person = read_id(SignForm().person.data)
    return _act(
        training,
        lambda site_id: services.take_back(site_id=site_id, training=training, person=person, actor=actor()),
    )


@attendance.post("/seances/<uuid:training>/retard")
@requires(Permission.KEEP_ATTENDANCE)
def note_lateness(training: UUID) -> View:
    """Notes how late somebody came."""
    form = LateForm()
    if not form.validate():
        flash("Écrivez le retard en minutes, 0 pour aucun.", "error")
        return _sheet_page(training), 422
    person, minutes = read_id(form.person.data), form.minutes.data
    return _act(
        training,
        lambda site_id: services.note_lateness(
            site_id=site_id, training=training, person=person, minutes=minutes, actor=actor()
        ),
    )


@attendance.post("/seances/<uuid:training>/papier")
@requires(Permission.KEEP_ATTENDANCE)
def mark_on_paper(training: UUID) -> View:
    """Notes who is on the sheet of paper of the training body."""
    people = read_ids(PaperForm().people.data)
    return _act(
        training,
        lambda site_id: services.mark_on_paper(site_id=site_id, training=training, people=people, actor=actor()),
    )


@attendance.post("/seances/<uuid:training>/clore")
@requires(Permission.KEEP_ATTENDANCE)
def close(training: UUID) -> View:
    """Closes the sheet into the day sheet."""
    return _act(
        training,
        lambda site_id: services.close_session(site_id=site_id, training=training, actor=actor()),
        "La séance est close. La feuille du jour a ses heures de formation.",
    )


@attendance.post("/seances/<uuid:training>/rouvrir")
@requires(Permission.KEEP_ATTENDANCE)
def reopen(training: UUID) -> View:
    """Opens a closed sheet for a correction."""
    reason = ReasonForm().reason.data or ""
    return _act(
        training,
        lambda site_id: services.reopen_session(site_id=site_id, training=training, reason=reason, actor=actor()),
        "La séance est rouverte. Close de nouveau, elle corrige la feuille du jour.",
    )


@attendance.post("/seances/<uuid:training>/annuler")
@requires(Permission.KEEP_ATTENDANCE)
def cancel(training: UUID) -> View:
    """Calls a session off."""
    return _act(
        training,
        lambda site_id: services.cancel_session(site_id=site_id, training=training, actor=actor()),
        "La séance est annulée.",
    )


@attendance.post("/seances/<uuid:training>/retablir")
@requires(Permission.KEEP_ATTENDANCE)
def restore(training: UUID) -> View:
    """Plans a session again that was called off."""
    return _act(
        training,
        lambda site_id: services.restore_session(site_id=site_id, training=training, actor=actor()),
        "La séance a lieu.",
    )


def _act(training: UUID, act: Callable[[int], object], done: str = "") -> View:
    """Does one thing to a sheet and shows it again; a refusal is said above it."""
    try:
        with atomic():
            act(site_of_the_page().id)
    except (InvalidInput, Refused) as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, InvalidInput) else HTTPStatus.CONFLICT
        return _sheet_page(training, refusal.sentence), status
    if wants_fragment():
        return _sheet_page(training)
    if done:
        flash(done, "success")
    return redirect(url_for(".sheet", training=training))


def _sheet_page(training: UUID, problem: str = "") -> str:
    page = find_sheet(site_of_the_page().id, training, full_names=may_here(Permission.GIVE_MATRICULE))
    template = "training/_sheet.html" if wants_fragment() else "training/sheet.html"
    return render_template(template, **_shown(page), problem=problem)


def _shown(page: SheetPage) -> dict[str, object]:
    paper = PaperForm(formdata=None)
    paper.people.data = [str(place.person) for place in page.came]
    return {
        "page": page,
        "training": page.training,
        "paper_form": paper,
        "field": (services.WIDTH, services.HEIGHT),
        "may_keep": may_here(Permission.KEEP_ATTENDANCE),
    }


def _plan_page(form: SessionForm) -> str:
    day = form.day.data or clock.today()
    team = list_team(site_of_the_page().id, day)
    names = tile_names(team)
    people = [Trainee(each.person, names[each.contract_id], each.job) for each in team]
    return render_template("training/session_plan.html", form=form, people=people, day=day)
