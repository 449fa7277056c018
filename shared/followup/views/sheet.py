"""The page of one exit: what is known of the job, what proves it, and what has become of somebody since."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.followup.contacts.services import note_contact
from shared.followup.forms import ContactForm, JobForm, ProofForm
from shared.followup.queries import ExitSheet, find_exit
from shared.followup.services import prove_exit, tell_job
from shared.followup.views.blueprint import View, followup
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.web.forms import RefusableForm


@followup.get("/fiche/<uuid:departure>")
@requires(Permission.RECORD_EXITS)
def sheet(departure: UUID) -> View:
    """Shows an exit."""
    return _page(departure)


@followup.post("/fiche/<uuid:departure>/emploi")
@requires(Permission.RECORD_EXITS)
def job(departure: UUID) -> View:
    """Notes what is known of the job by now."""
    form, site_id = JobForm(), site_of_the_page().id
    act = lambda: tell_job(site_id=site_id, departure=departure, job=form.to_job(), actor=actor())  # noqa: E731
    if not _done(form, act):
        return _page(departure, job_form=form), 422
    flash("L’emploi est noté.", "success")
    return redirect(url_for(".sheet", departure=departure), 303)


@followup.post("/fiche/<uuid:departure>/preuve")
@requires(Permission.RECORD_EXITS)
def prove(departure: UUID) -> View:
    """Keeps a file that proves the exit."""
    form, site_id = ProofForm(), site_of_the_page().id
    act = lambda: prove_exit(site_id=site_id, departure=departure, proof=form.to_proof(), actor=actor())  # noqa: E731
    if not _done(form, act):
        return _page(departure, proof_form=form), 422
    flash("La preuve est gardée.", "success")
    return redirect(url_for(".sheet", departure=departure), 303)


@followup.post("/fiche/<uuid:departure>/contacts/<int:months>")
@requires(Permission.RECORD_EXITS)
def contact(departure: UUID, months: int) -> View:
    """Notes what has become of somebody."""
    form, site_id = ContactForm.for_month(months, sent=True), site_of_the_page().id

    def act() -> None:
        note_contact(
            site_id=site_id,
            departure=departure,
            months=months,
            contacted_on=form.contacted_on.data,
            reached=form.reached.data == "yes",
            situation=form.to_situation(),
            actor=actor(),
        )

    if not _done(form, act):
        return _page(departure, contact_form=(months, form)), 422
    flash("Le contact est noté.", "success")
    return redirect(url_for(".sheet", departure=departure), 303)


def _done(form: RefusableForm, act: Callable[[], None]) -> bool:
    """Does what a form asks for, or puts the sentence of its refusal at its field."""
    if not form.validate():
        return False
    try:
        with atomic():
            act()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(
    departure: UUID,
    *,
    job_form: JobForm | None = None,
    proof_form: ProofForm | None = None,
    contact_form: tuple[int, ContactForm] | None = None,
) -> str:
    found, today = find_exit(site_of_the_page().id, departure), clock.today()
    refused = dict([contact_form]) if contact_form else {}
    return render_template(
        "followup/sheet.html",
        exit=found,
        job_form=_job_form(found, job_form),
        proof_form=_proof_form(proof_form),
        contacts=[
            (each, refused.get(each.months) or ContactForm.for_month(each.months, sent=False))
            for each in found.milestones
        ],
        today=today,
        may_open=may_here(Permission.VIEW_DOCUMENTS),
    )


def _job_form(found: ExitSheet, refused: JobForm | None) -> JobForm:
    form = refused or JobForm(formdata=None)
    form.offer_jobs()
    if refused is None and found.job:
        form.show(found.job)
    return form


def _proof_form(refused: ProofForm | None) -> ProofForm:
    form = refused or ProofForm(formdata=None)
    form.title.flags.optional = True
    return form
