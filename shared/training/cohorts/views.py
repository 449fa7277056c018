"""The groups of a place: a new one, its board, its people, its week, its exam."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.people.queries import list_team
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.attendance import planning
from shared.training.attendance.views import Trainee
from shared.training.cohorts import services
from shared.training.cohorts.forms import CohortForm, ExamForm, JoinForm, LeaveForm, RhythmForm, SpanForm
from shared.training.cohorts.queries import find_board, find_cohort
from shared.training.forms import read_id, read_ids
from shared.training.models import Whereabouts
from shared.training.queries.sessions import list_titles
from shared.web.forms import RefusableForm
from shared.workshop import here

cohorts = Blueprint("cohorts", __name__, template_folder="../templates", url_prefix="/formation/groupes")

View = str | Response | tuple[str, int]

Form = TypeVar("Form", bound=RefusableForm)

USUAL_LENGTH = timedelta(days=243)


@cohorts.get("/nouveau")
@requires(Permission.MANAGE_TRAINING)
def new() -> View:
    """Asks for a group: its title, its days, its people."""
    form = CohortForm(formdata=None)
    form.first_day.data, form.last_day.data = clock.today(), clock.today() + USUAL_LENGTH
    return _new_page(form)


@cohorts.post("/nouveau")
@requires(Permission.MANAGE_TRAINING)
def open_cohort() -> View:
    """Opens a group."""
    site_id, form = site_of_the_page().id, CohortForm()
    plan, people = form.to_plan(), read_ids(form.people.data)
    if plan is not None:
        try:
            with atomic():
                opened = services.open_cohort(site_id=site_id, plan=plan, people=people, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Le groupe est ouvert. Dites où il passe ses semaines.", "success")
            return redirect(url_for(".board", cohort=opened, _anchor="semaines"))
    return _new_page(form), 422


@cohorts.get("/<uuid:cohort>")
@requires(Permission.VIEW_TRAINING)
def board(cohort: UUID) -> View:
    """Shows a group: each of its people on one line, its weeks, its sheets, its exam."""
    return _board(cohort)


@cohorts.get("/<uuid:cohort>/changer")
@requires(Permission.MANAGE_TRAINING)
def change(cohort: UUID) -> View:
    """Shows what a group is, to be written anew."""
    found, form = find_cohort(site_of_the_page().id, cohort), CohortForm(formdata=None)
    form.show(found)
    return render_template("training/cohort_change.html", form=form, cohort=found)


@cohorts.post("/<uuid:cohort>/changer")
@requires(Permission.MANAGE_TRAINING)
def record_change(cohort: UUID) -> View:
    """Gives a group another name, other days or hours."""
    site_id, form = site_of_the_page().id, CohortForm()
    plan = form.to_plan(find_cohort(site_id, cohort).title.public_id)
    if plan is not None:
        try:
            with atomic():
                services.change_cohort(site_id=site_id, cohort=cohort, plan=plan, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Le groupe est changé.", "success")
            return redirect(url_for(".board", cohort=cohort))
    return render_template("training/cohort_change.html", form=form, cohort=find_cohort(site_id, cohort)), 422


@cohorts.post("/<uuid:cohort>/personnes")
@requires(Permission.MANAGE_TRAINING)
def join(cohort: UUID) -> View:
    """Lets people into a group."""
    form = JoinForm()

    def act(site_id: int) -> None:
        people, day = read_ids(form.people.data), form.joined_on.data
        services.join_cohort(site_id=site_id, cohort=cohort, people=people, joined_on=day, actor=actor())

    return _act(cohort, form, act, "C’est noté\u00a0: le groupe s’agrandit.")


@cohorts.post("/<uuid:cohort>/depart")
@requires(Permission.MANAGE_TRAINING)
def leave(cohort: UUID) -> View:
    """Notes that somebody leaves a group."""
    form = LeaveForm()

    def act(site_id: int) -> None:
        person, day = read_id(form.person.data), form.left_on.data
        services.leave_cohort(site_id=site_id, cohort=cohort, person=person, left_on=day, actor=actor())

    return _act(cohort, form, act, "C’est noté\u00a0: cette personne n’est plus attendue aux séances d’après.")


@cohorts.post("/<uuid:cohort>/semaines")
@requires(Permission.MANAGE_TRAINING)
def set_rhythm(cohort: UUID) -> View:
    """Says where a group spends its weeks between two days."""
    form = RhythmForm()

    def act(site_id: int) -> None:
        services.set_rhythm(
            site_id=site_id,
            cohort=cohort,
            first_day=form.first_day.data,
            last_day=form.last_day.data,
            rhythm=form.to_rhythm(),
            actor=actor(),
        )

    return _act(cohort, form, act, "Les semaines sont dites. Préparez maintenant les feuilles à signer.")


@cohorts.post("/<uuid:cohort>/semaines/<uuid:rhythm>/retirer")
@requires(Permission.MANAGE_TRAINING)
def drop_rhythm(cohort: UUID, rhythm: UUID) -> View:
    """Takes weeks back."""
    with atomic():
        services.drop_rhythm(site_id=site_of_the_page().id, cohort=cohort, rhythm=rhythm, actor=actor())
    flash("Ces semaines sont retirées. Les séances déjà prévues restent.", "success")
    return redirect(url_for(".board", cohort=cohort, _anchor="semaines"))


@cohorts.post("/<uuid:cohort>/feuilles")
@requires(Permission.MANAGE_TRAINING)
def prepare_sheets(cohort: UUID) -> View:
    """Plans the sheets that a group's weeks ask for."""
    form = SpanForm()

    def act(site_id: int) -> None:
        first_day, last_day = form.first_day.data, form.last_day.data
        planning.prepare_sheets(site_id=site_id, cohort=cohort, first_day=first_day, last_day=last_day, actor=actor())

    return _act(cohort, form, act, "Les feuilles sont prêtes\u00a0: chacune se signe le jour même.")


@cohorts.post("/<uuid:cohort>/examen")
@requires(Permission.MANAGE_TRAINING)
def prepare_exam(cohort: UUID) -> View:
    """Says which exam a group prepares."""
    form = ExamForm()

    def act(site_id: int) -> None:
        exam = read_id(form.exam.data) if form.exam.data else None
        services.prepare_exam(site_id=site_id, cohort=cohort, exam=exam, actor=actor())

    return _act(cohort, form, act, "L’examen du groupe est noté.")


def _act(cohort: UUID, form: RefusableForm, act: Callable[[int], None], done: str) -> View:
    """Does one thing to a group, or shows the board with the sentence at its field and what was typed."""
    site_id = site_of_the_page().id
    if form.validate():
        try:
            with atomic():
                act(site_id)
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            flash(refusal.sentence, "error")
        else:
            flash(done, "success")
            return redirect(url_for(".board", cohort=cohort))
    return _board(cohort, form), 422


def _board(cohort: UUID, sent: RefusableForm | None = None) -> str:
    site = site_of_the_page()
    page = find_board(site.id, cohort, full_names=may_here(Permission.GIVE_MATRICULE))
    first = max(page.cohort.first_day, clock.today())
    forms = {
        "join": _kept(JoinForm, sent),
        "leave": _kept(LeaveForm, sent),
        "rhythm": _kept(RhythmForm, sent),
        "sheets": _kept(SpanForm, sent),
        "exam": _kept(ExamForm, sent),
    }
    forms["exam"].offer(page.exams, page.cohort.exam.public_id if page.cohort.exam else None)
    for name, field in (("join", "joined_on"), ("rhythm", "first_day"), ("sheets", "first_day"), ("leave", "left_on")):
        if forms[name] is not sent:
            forms[name][field].data = min(first, page.cohort.last_day)
    for name in ("rhythm", "sheets"):
        if forms[name] is not sent:
            forms[name].last_day.data = page.cohort.last_day
    for name, form in forms.items():
        for each in form:
            each.id = f"{name}-{each.name}"
    return render_template(
        "training/cohort.html",
        page=page,
        cohort=page.cohort,
        forms=forms,
        sent=sent,
        today=clock.today(),
        places=list(Whereabouts),
        newcomers=[Trainee(each.person, each.full_name, each.job) for each in page.newcomers],
        may_manage=may_here(Permission.MANAGE_TRAINING),
        sees_exams=may_here(Permission.VIEW_EXAMS),
        ordinary_site=not site.sensitive,
    )


def _kept(kind: type[Form], sent: RefusableForm | None) -> Form:
    """Returns the form that was just refused, or a fresh one."""
    return sent if type(sent) is kind else kind(formdata=None)


def _new_page(form: CohortForm) -> str:
    site, place = site_of_the_page(), here()
    form.offer(list_titles(), place.titles if place else ())
    people = [Trainee(each.person, each.full_name, each.job) for each in list_team(site.id, clock.today())]
    return render_template("training/cohort_new.html", form=form, people=people)
