"""Somebody new joins the team."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.people.forms import HireForm
from shared.people.queries import list_contracts
from shared.people.services import hire_person
from shared.people.team import list_namesakes
from shared.people.views.blueprint import (
    View,
    lowest_pay_today,
    may_override,
    months_after,
    people,
    site_of_the_page,
    try_to,
)

FIRST_MONTHS = 8
"""How long a first contract usually lasts; the form only proposes it."""


@people.get("/embaucher")
@requires(Permission.MANAGE_CONTRACTS)
def hire() -> View:
    """Asks who comes, with the hours of whoever was hired last."""
    form = HireForm(formdata=None)
    form.person.data = str(new_public_id())
    today = clock.today()
    form.starts_on.data, form.ends_on.data = today, months_after(today, FIRST_MONTHS)
    if last := max(
        list_contracts(site_of_the_page().id, date.min, date.max), key=lambda each: each.contract_id, default=None
    ):
        form.show(last.weekly_minutes, last.slots.values())
        form.job.data = last.job
    if not site_of_the_page().sensitive:
        form.show_pay(lowest_pay_today())
    return render_template("people/hire.html", form=form, namesakes=[])


@people.post("/embaucher")
@requires(Permission.MANAGE_CONTRACTS)
def record_hire() -> View:
    """Records somebody new with the first contract."""
    form, site_id = HireForm(), site_of_the_page().id
    terms, namesakes = form.to_terms(may_override=may_override()), []
    if terms and not form.somebody_else.data:
        # The same person sent twice is no namesake of herself.
        everybody = list_namesakes(site_id, form.first_name.data, form.last_name.data)
        namesakes = [each for each in everybody if each.person != form.person_id]
    contract = (
        None
        if namesakes or terms is None
        else try_to(
            form,
            lambda: hire_person(
                site_id=site_id,
                first_name=form.first_name.data,
                last_name=form.last_name.data,
                matricule=form.matricule.data or None,
                born_on=form.born_on.data,
                terms=terms,
                public_id=form.person_id,
                actor=actor(),
            ),
        )
    )
    if contract is None:
        return render_template("people/hire.html", form=form, namesakes=namesakes), 422
    flash(f"{form.first_name.data} est dans l’équipe. La feuille du jour l’attend dès le premier jour.", "success")
    person = next(each for each in list_contracts(site_id, date.min, date.max) if each.contract == contract).person
    return redirect(url_for(".person", person=person))
