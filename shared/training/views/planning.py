"""Planning an exam, changing its days, taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import InvalidInput
from shared.people.views.blueprint import site_of_the_page
from shared.training.forms import NO_SUCH, DaysForm, PlanForm, asked_title
from shared.training.models import ExamSession, Title
from shared.training.queries.sessions import find_session, list_titles
from shared.training.services import cancel_exam, change_exam, plan_exam
from shared.training.views.blueprint import View, exams
from shared.workshop import here


@exams.get("/prevoir")
@requires(Permission.MANAGE_EXAMS)
def plan() -> View:
    """Asks for which title, then for the days."""
    titles, prepared = list_titles(), _prepared()
    title = asked_title(titles, prepared)
    if title is None:
        own = [each for each in titles if each.rncp in prepared]
        return render_template("training/choose.html", own=own, others=[each for each in titles if each not in own])
    return _plan_page(PlanForm.at(site_of_the_page(), formdata=None), title)


@exams.post("/prevoir")
@requires(Permission.MANAGE_EXAMS)
def record_plan() -> View:
    """Plans an exam."""
    site_id, titles = site_of_the_page().id, list_titles()
    form = PlanForm.at(site_of_the_page())
    title = asked_title(titles, ())
    if title is None:
        flash("Choisissez un titre de la liste.", "error")
        return render_template("training/choose.html", own=(), others=titles), 422
    form.offer(title.blocks)
    wanted = form.wanted()
    if wanted is not None:
        try:
            with atomic():
                exam = plan_exam(site_id=site_id, plan=wanted, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("L’examen est prévu. Inscrivez les candidats.", "success")
            return redirect(url_for(".exam", exam=exam))
    # Read anew: what was read in the unit has gone with it.
    return _plan_page(form, asked_title(list_titles(), ()) or title), 422


@exams.get("/<uuid:exam>/changer")
@requires(Permission.MANAGE_EXAMS)
def change(exam: UUID) -> View:
    """Shows the days of an exam, to be written anew."""
    site = site_of_the_page()
    found, form = find_session(site.id, exam), DaysForm.at(site, formdata=None)
    form.show(found)
    return _change_page(form, found)


@exams.post("/<uuid:exam>/changer")
@requires(Permission.MANAGE_EXAMS)
def record_change(exam: UUID) -> View:
    """Gives an exam other days."""
    site = site_of_the_page()
    form = DaysForm.at(site)
    # What it examines stays.
    wanted = form.to_plan(NO_SUCH)
    if wanted is not None:
        try:
            with atomic():
                change_exam(site_id=site.id, exam=exam, plan=wanted, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("L’examen est changé.", "success")
            return redirect(url_for(".exam", exam=exam))
    return _change_page(form, find_session(site.id, exam)), 422


@exams.post("/<uuid:exam>/annuler")
@requires(Permission.MANAGE_EXAMS)
def cancel(exam: UUID) -> View:
    """Takes back an exam without candidates."""
    with atomic():
        cancel_exam(site_id=site_of_the_page().id, exam=exam, actor=actor())
    flash("L’examen est annulé.", "success")
    return redirect(url_for(".overview"))


def _plan_page(form: PlanForm, title: Title) -> str:
    form.title.data = str(title.public_id)
    form.offer(title.blocks)
    return render_template("training/plan.html", form=form, title=title)


def _change_page(form: DaysForm, exam: ExamSession) -> str:
    return render_template("training/change.html", form=form, exam=exam)


def _prepared() -> tuple[str, ...]:
    place = here()
    return place.titles if place else ()
