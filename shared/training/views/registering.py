"""Registering candidates, and planning the session of those who have blocks to sit again."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.views.blueprint import site_of_the_page
from shared.training.forms import PeopleForm, ResitForm, read_ids
from shared.training.models import ExamKind, Title
from shared.training.queries.registering import Resit, list_applicants, list_resits
from shared.training.queries.sessions import find_session, list_titles
from shared.training.services import plan_resit, register_candidates
from shared.training.views.blueprint import View, exams


@exams.get("/<uuid:exam>/inscrire")
@requires(Permission.MANAGE_EXAMS)
def register(exam: UUID) -> View:
    """Shows who may be registered; whoever has missing blocks is ticked."""
    return _register_page(exam, PeopleForm(formdata=None))


@exams.post("/<uuid:exam>/inscrire")
@requires(Permission.MANAGE_EXAMS)
def record_candidates(exam: UUID) -> View:
    """Registers those who are ticked."""
    site_id, form = site_of_the_page().id, PeopleForm()
    people = read_ids(form.people.data)
    try:
        with atomic():
            register_candidates(site_id=site_id, exam=exam, people=people, actor=actor())
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _register_page(exam, form), 422
    flash("Une personne est inscrite." if len(people) == 1 else f"{len(people)} personnes sont inscrites.", "success")
    return redirect(url_for(".exam", exam=exam))


@exams.get("/rattrapage/<uuid:title>")
@requires(Permission.MANAGE_EXAMS)
def resit(title: UUID) -> View:
    """Proposes those with missing blocks for a session of these blocks."""
    form = ResitForm.at(site_of_the_page(), formdata=None)
    found, resits = _resits(title)
    form.people.data = [str(each.person) for each in resits]
    return _resit_page(form, found, resits)


@exams.post("/rattrapage/<uuid:title>")
@requires(Permission.MANAGE_EXAMS)
def record_resit(title: UUID) -> View:
    """Plans the session of the blocks that those who are ticked lack, and registers them."""
    site = site_of_the_page()
    form = ResitForm.at(site)
    wanted = form.to_plan(title)
    if wanted is not None:
        try:
            with atomic():
                exam = plan_resit(site_id=site.id, plan=wanted, people=read_ids(form.people.data), actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Le rattrapage est prévu, et les candidats sont inscrits.", "success")
            return redirect(url_for(".exam", exam=exam))
    return _resit_page(form, *_resits(title)), 422


def _register_page(exam: UUID, form: PeopleForm) -> str:
    found = find_session(site_of_the_page().id, exam)
    applicants = list_applicants(found)
    if not form.is_submitted():
        form.people.data = [str(each.person) for each in applicants if found.kind is ExamKind.BLOCKS and each.proposed]
    return render_template("training/register.html", form=form, exam=found, applicants=applicants)


def _resits(title: UUID) -> tuple[Title, list[Resit]]:
    """Returns a title and who of the site lacks blocks of it; raises NotFound."""
    found = next((each for each in list_titles() if each.public_id == title), None)
    if found is None:
        raise NotFound("Ce titre n’existe pas.")
    return found, [each for each in list_resits(site_of_the_page().id) if each.title_id == found.id]


def _resit_page(form: ResitForm, title: Title, resits: list[Resit]) -> str:
    return render_template("training/resit.html", form=form, title=title, resits=resits)
