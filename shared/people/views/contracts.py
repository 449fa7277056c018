"""One person's contracts, and what becomes of them: renewed, corrected, changed, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, cast
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.people.contracts.drafts import Derogation, Draft, Finding
from shared.people.contracts.judging import Rules, judge, trial_end
from shared.people.contracts.queries import Facts, list_facts, list_wages
from shared.people.contracts.services import (
    Terms,
    amend_contract,
    correct_contract,
    end_contract,
    sign_contract,
    withdraw_contract,
)
from shared.people.forms import AmendForm, EndForm, MatriculeForm, TermsForm, WithdrawForm
from shared.people.limits import read_limits_of
from shared.people.models import Ground
from shared.people.panels import panels_of
from shared.people.passes.panel import Panel, read_panel
from shared.people.passes.story import Act
from shared.people.queries import TeamMember, find_path
from shared.people.services import give_matricule
from shared.people.timetable import timetable_words
from shared.people.views.blueprint import View, may_here, may_override, months_after, people, site_of_the_page, try_to
from shared.workshop import here

RENEWAL_MONTHS = 4
"""How long a renewal usually lasts; the form only proposes it."""


class PassEnd(NamedTuple):
    """A suspension that a hire ends: the page that does so, and the last day that it keeps."""

    endpoint: str
    suspension: UUID
    last: date


@people.get("/<uuid:person>")
@requires(Permission.VIEW_TEAM)
def person(person: UUID) -> View:
    """Shows somebody's contracts here, and what can be done with them."""
    return _page(person)


@people.get("/<uuid:person>/renouveler")
@requires(Permission.MANAGE_CONTRACTS)
def renew(person: UUID) -> View:
    """Proposes a contract that follows the last one."""
    path, form = find_path(site_of_the_page().id, person), TermsForm(formdata=None)
    last = path[-1]
    form.job.data = last.job
    form.starts_on.data = last.ends_on + timedelta(days=1) if last.has_term else None
    form.ends_on.data = months_after(form.starts_on.data, RENEWAL_MONTHS) if form.starts_on.data else None
    form.show(last.weekly_minutes, last.slots.values())
    form.show_pay(list_facts([last.contract_id])[last.contract_id].hourly_cents)
    return render_template("people/renew.html", form=form, person=last)


@people.post("/<uuid:person>/renouveler")
@requires(Permission.MANAGE_CONTRACTS)
def record_renewal(person: UUID) -> View:
    """Signs the contract that follows."""
    site_id, form = site_of_the_page().id, TermsForm()
    last, terms = find_path(site_id, person)[-1], form.to_terms(may_override=may_override())
    if terms is None or not try_to(
        form, lambda: sign_contract(person=person, site_id=site_id, terms=terms, actor=actor())
    ):
        return render_template("people/renew.html", form=form, person=last), 422
    flash("Le contrat est signé.", "success")
    return redirect(url_for(".person", person=person))


@people.get("/<uuid:person>/contrats/<uuid:contract>/horaire")
@requires(Permission.MANAGE_CONTRACTS)
def amend(person: UUID, contract: UUID) -> View:
    """Asks for other hours, and from when."""
    form, segment = AmendForm(formdata=None), _segment(person, contract)
    form.show(segment.weekly_minutes, segment.slots.values())
    form.from_day.data = max(clock.today(), segment.starts_on) + timedelta(days=1)
    return render_template("people/amend.html", form=form, person=segment)


@people.post("/<uuid:person>/contrats/<uuid:contract>/horaire")
@requires(Permission.MANAGE_CONTRACTS)
def record_amendment(person: UUID, contract: UUID) -> View:
    """Changes the hours from a day on."""
    site_id, form, segment = site_of_the_page().id, AmendForm(), _segment(person, contract)
    hours = form.read_hours(may_override=may_override())
    if hours is None or not try_to(
        form,
        lambda: amend_contract(
            site_id=site_id, contract=contract, from_day=form.from_day.data, hours=hours, actor=actor()
        ),
    ):
        return render_template("people/amend.html", form=form, person=segment), 422
    flash(f"Les nouveaux horaires comptent à partir du {form.from_day.data:%d/%m/%Y}.", "success")
    return redirect(url_for(".person", person=person))


@people.get("/<uuid:person>/contrats/<uuid:contract>/corriger")
@requires(Permission.MANAGE_CONTRACTS)
def correct(person: UUID, contract: UUID) -> View:
    """Shows a contract that has not begun, to be written anew."""
    form, segment = TermsForm(formdata=None), _segment(person, contract)
    form.job.data, form.starts_on.data, form.open_ended.data = segment.job, segment.starts_on, not segment.has_term
    form.ends_on.data = segment.ends_on if segment.has_term else None
    form.show(segment.weekly_minutes, segment.slots.values())
    facts = list_facts([segment.contract_id])[segment.contract_id]
    form.show_pay(facts.hourly_cents)
    form.show_decision(next((each for each in facts.derogations if each.ground), None))
    return render_template("people/correct.html", form=form, person=segment)


@people.post("/<uuid:person>/contrats/<uuid:contract>/corriger")
@requires(Permission.MANAGE_CONTRACTS)
def record_correction(person: UUID, contract: UUID) -> View:
    """Writes a contract that has not begun anew."""
    site_id, form, segment = site_of_the_page().id, TermsForm(), _segment(person, contract)
    terms = form.to_terms(may_override=may_override())

    def act() -> UUID:
        correct_contract(site_id=site_id, contract=contract, terms=cast("Terms", terms), actor=actor())
        return contract

    if terms is None or not try_to(form, act):
        return render_template("people/correct.html", form=form, person=segment), 422
    flash("Le contrat est corrigé.", "success")
    return redirect(url_for(".person", person=person))


@people.post("/<uuid:person>/contrats/<uuid:contract>/annuler")
@requires(Permission.MANAGE_CONTRACTS)
def withdraw(person: UUID, contract: UUID) -> View:
    """Takes back a contract that has not begun."""
    site_id, form, segment = site_of_the_page().id, WithdrawForm(), _segment(person, contract)
    if not form.validate():
        return _page(person, withdrawing=(contract, form)), 422
    with atomic():
        stays = withdraw_contract(site_id=site_id, contract=contract, reason=form.reason.data, actor=actor())
    flash(f"Le contrat de {segment.first_name} est annulé.", "success")
    return redirect(url_for(".person", person=person) if stays else url_for(".team"))


@people.post("/<uuid:person>/contrats/<uuid:contract>/fin")
@requires(Permission.MANAGE_CONTRACTS)
def end(person: UUID, contract: UUID) -> View:
    """Gives a contract an earlier last day."""
    site_id, form = site_of_the_page().id, EndForm()
    _segment(person, contract)
    if form.validate():
        try:
            with atomic():
                end_contract(site_id=site_id, contract=contract, ends_on=form.ends_on.data, actor=actor())
        except InvalidInput as refusal:
            form.ends_on.errors = [refusal.sentence]
        else:
            flash(f"Le contrat s’arrête le {form.ends_on.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".person", person=person))
    return _page(person, ending=(contract, form)), 422


@people.post("/<uuid:person>/matricule")
@requires(Permission.GIVE_MATRICULE)
def matricule(person: UUID) -> View:
    """Records the number of payroll."""
    site_id, form = site_of_the_page().id, MatriculeForm()
    if form.validate():
        try:
            with atomic():
                give_matricule(site_id=site_id, person=person, matricule=form.matricule.data, actor=actor())
        except InvalidInput as refusal:
            form.matricule.errors = [refusal.sentence]
        else:
            flash("Le matricule est noté.", "success")
            return redirect(url_for(".person", person=person))
    return _page(person, numbering=form), 422


def _segment(person: UUID, contract: UUID) -> TeamMember:
    for segment in find_path(site_of_the_page().id, person):
        if segment.contract == contract:
            return segment
    raise NotFound("Ce contrat n’est pas de cet atelier.")


def _page(
    person: UUID,
    *,
    ending: tuple[UUID, EndForm] | None = None,
    withdrawing: tuple[UUID, WithdrawForm] | None = None,
    numbering: MatriculeForm | None = None,
) -> str:
    path = find_path(site_of_the_page().id, person)
    last, today = path[-1], clock.today()
    if numbering is None:
        numbering = MatriculeForm(formdata=None)
        numbering.matricule.data = last.matricule
    place, panel = here(), _pass_panel(path)
    return render_template(
        "people/person.html",
        panel=panel,
        pass_end=_pass_end(panel),
        pass_url=f"{place.staff_name}.passes.person" if place else "",
        name=last.full_name if may_here(Permission.GIVE_MATRICULE) else last.short_name,
        segments=[
            (each, timetable_words(each.slots.values()), facts, found, _end_form(each, ending), _why(each, withdrawing))
            for each, facts, found in _judged(path)
        ],
        last=last,
        trial=trial_end(last.starts_on, last.ends_on) if len(path) == 1 and last.has_term else None,
        today=today,
        panels=panels_of(person),
        opened=(ending or withdrawing or (None,))[0],
        matricule_form=numbering,
        may_manage=may_here(Permission.MANAGE_CONTRACTS),
        may_number=may_here(Permission.GIVE_MATRICULE),
    )


def _pass_panel(path: list[TeamMember]) -> Panel | None:
    """Returns what is shown of the PASS; nothing at a sensitive site, nor to whoever may not see it."""
    place = here()
    shown = place is not None and not place.site.sensitive and may_here(Permission.VIEW_PASSES)
    return read_panel(path) if shown else None


def _pass_end(panel: Panel | None) -> PassEnd | None:
    """Returns what one tap does where a contract begins during a suspension, for who may do it."""
    place = here()
    if place is None or panel is None or panel.card is None or not may_here(Permission.MANAGE_PASSES):
        return None
    ending = panel.step.day
    for row in panel.card.suspensions:
        if panel.step.act is Act.END_SUSPENSION and ending and row.days.first <= ending < row.days.last:
            return PassEnd(f"{place.staff_name}.passes.end_suspension", row.suspension, ending)
    return None


def _end_form(segment: TeamMember, ending: tuple[UUID, EndForm] | None) -> EndForm:
    """Returns the form of one contract; several stand on the page, and a label must find its own field."""
    if ending and ending[0] == segment.contract:
        form = ending[1]
    else:
        form = EndForm(formdata=None)
        form.ends_on.data = clock.today()
    form.ends_on.id = f"end-{segment.contract}"
    return form


def _why(segment: TeamMember, withdrawing: tuple[UUID, WithdrawForm] | None) -> WithdrawForm:
    """Returns the form by which one contract to come is taken back."""
    mine = withdrawing is not None and withdrawing[0] == segment.contract
    form = withdrawing[1] if withdrawing and mine else WithdrawForm(formdata=None)
    form.reason.id = f"why-{segment.contract}"
    return form


def _judged(path: list[TeamMember]) -> list[tuple[TeamMember, Facts, list[Finding]]]:
    """Returns the contracts, the latest first, with what is kept of each and what the rules say of it."""
    facts, wages = list_facts([each.contract_id for each in path]), list_wages()
    limits = read_limits_of([each.starts_on for each in path])
    judged = []
    for each in path:
        mine = facts[each.contract_id]
        others = [other for other in path if other is not each and other.has_term and other.starts_on < each.starts_on]
        draft = Draft(
            kind=each.kind,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            weekly_minutes=each.weekly_minutes,
            hourly_cents=mine.hourly_cents,
            before=[(other.starts_on, other.ends_on) for other in others],
            # Whether a waiver applied is kept nowhere: it is not asked for twice.
            waived=True,
            # Of the grounds that are not named, the one that allows most.
            derogations=[
                Derogation(row.ground or Ground.DISABILITY, row.decided_on, row.kept_at, row.until)
                for row in mine.derogations
            ],
        )
        judged.append((each, mine, judge(draft, Rules(limits[each.starts_on][each.kind], wages))))
    return judged[::-1]
