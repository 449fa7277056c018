"""One exam: its jury, its candidates, and what came of each."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.forms import JurorForm, OutcomeForm, read_id
from shared.training.models import ExamOutcome
from shared.training.outcomes import record_outcome
from shared.training.queries.registering import list_resits
from shared.training.queries.sessions import CandidateView, find_exam
from shared.training.rates import DEFINITIONS, rates_of
from shared.training.services import add_juror, remove_juror
from shared.training.views.blueprint import View, exams


@exams.get("/<uuid:exam>")
@requires(Permission.VIEW_EXAMS)
def exam(exam: UUID) -> View:
    """Shows an exam, and for each candidate what may be noted."""
    return _page(exam)


@exams.post("/<uuid:exam>/resultats")
@requires(Permission.MANAGE_EXAMS)
def note_outcome(exam: UUID) -> View:
    """Notes what came of one candidate's exam."""
    site_id, form = site_of_the_page().id, OutcomeForm()
    person, verdict = read_id(form.person.data), form.to_verdict()
    if verdict is not None:
        try:
            with atomic():
                record_outcome(site_id=site_id, exam=exam, person=person, verdict=verdict, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            flash(refusal.sentence, "error")
            return _page(exam), HTTPStatus.CONFLICT
        else:
            flash(f"C’est noté\u00a0: {verdict.outcome.label.lower()}.", "success")
            return redirect(url_for(".exam", exam=exam, _anchor=f"candidat-{person}"))
    return _page(exam, sent=form), 422


@exams.post("/<uuid:exam>/jury")
@requires(Permission.MANAGE_EXAMS)
def seat(exam: UUID) -> View:
    """Notes somebody of the jury."""
    site_id, form = site_of_the_page().id, JurorForm()
    if form.validate():
        try:
            with atomic():
                name, capacity = form.name.data, form.capacity.data
                add_juror(site_id=site_id, exam=exam, name=name, capacity=capacity, actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            form.name.errors = [refusal.sentence]
        else:
            flash("Le jury est noté.", "success")
            return redirect(url_for(".exam", exam=exam, _anchor="jury"))
    return _page(exam, seating=form), 422


@exams.post("/<uuid:exam>/jury/<uuid:juror>/retirer")
@requires(Permission.MANAGE_EXAMS)
def unseat(exam: UUID, juror: UUID) -> View:
    """Takes somebody out of the jury."""
    with atomic():
        remove_juror(site_id=site_of_the_page().id, exam=exam, juror=juror, actor=actor())
    flash("Le jury est noté.", "success")
    return redirect(url_for(".exam", exam=exam, _anchor="jury"))


def _page(exam: UUID, *, sent: OutcomeForm | None = None, seating: JurorForm | None = None) -> str:
    site, may_manage = site_of_the_page(), may_here(Permission.MANAGE_EXAMS)
    page = find_exam(site.id, exam)
    people = {each.person for each in page.candidates}
    forms = [(each, _form(each, sent)) for each in page.candidates]
    resits = [each for each in list_resits(site.id) if each.title_id == page.exam.title_id and each.person in people]
    return render_template(
        "training/exam.html",
        page=page,
        exam=page.exam,
        candidates=[(each, form, _opened(each, form, sent)) for each, form in forms],
        sent=sent,
        juror_form=seating or JurorForm(formdata=None),
        rates=rates_of(page.outcomes, sum(each.congratulated for each in page.candidates)),
        definitions=DEFINITIONS,
        resits=resits,
        partial=ExamOutcome.PARTIAL,
        passed=ExamOutcome.PASSED,
        may_manage=may_manage,
    )


def _form(candidate: CandidateView, sent: OutcomeForm | None) -> OutcomeForm:
    """Returns one candidate's form; several stand on the page, and a label must find its own field."""
    form = sent if sent is not None and read_id(sent.person.data) == candidate.person else OutcomeForm(formdata=None)
    if form is not sent:
        form.person.data, form.seen.data = str(candidate.person), candidate.outcome.value
        form.blocks.data = [str(block.public_id) for block in candidate.obtained]
    form.blocks.choices = [(str(block.public_id), f"{block.code} {block.label}") for block in candidate.sits]
    form.outcome.choices = [("", "Choisissez"), *((each.value, each.label) for each in candidate.corrections)]
    for field in form:
        field.id = f"{field.name}-{candidate.person}"
    return form


def _opened(candidate: CandidateView, form: OutcomeForm, sent: OutcomeForm | None) -> str:
    """Returns which part of a candidate's card was just refused: `taps`, `partial`, `correct`, or none of them."""
    if form is not sent:
        return ""
    if form.outcome.data in candidate.usual:
        return "partial" if form.outcome.data == ExamOutcome.PARTIAL else "taps"
    return "correct"
