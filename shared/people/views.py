"""The team's screens: who works here, somebody new, one person's contracts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.csv_file import write_csv
from shared.files.tables import Column, Kind, Table
from shared.files.xlsx_file import write_xlsx
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.weeks import Month
from shared.people.forms import AmendForm, EndForm, HireForm, MatriculeForm, TermsForm
from shared.people.limits import Remark, list_contract_remarks, read_limits_of
from shared.people.queries import TeamMember, find_path, list_contracts, unbroken_run
from shared.people.services import amend_contract, end_contract, give_matricule, hire_person, sign_contract
from shared.people.team import Colleague, Presence, list_colleagues, matching, ordered
from shared.people.timetable import timetable_words
from shared.web.navigation import NavEntry
from shared.workshop import Site, find_site, here

people = Blueprint("people", __name__, template_folder="templates", url_prefix="/equipe")

NAVIGATION = (NavEntry("Équipe", "people.team", "users", Permission.VIEW_TEAM),)

View = str | Response | tuple[str, int]
RENEWAL_MONTHS = 4
"""How long a renewal usually lasts; the form only proposes it."""

FIRST_MONTHS = 8
SORTS = (("name", "Prénom"), ("end", "Fin de contrat"), ("matricule", "Matricule"))
COLUMNS = (
    Column("matricule", "Matricule"),
    Column("name", "Nom"),
    Column("job", "Poste"),
    Column("starts_on", "Début", Kind.DATE),
    Column("ends_on", "Fin", Kind.DATE),
    Column("weekly_minutes", "Minutes par semaine", Kind.MINUTES),
    Column("times", "Horaires"),
    Column("site", "Site"),
)
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@people.get("")
@requires(Permission.VIEW_TEAM)
def team() -> View:
    """Shows who works here, until when, and what is to be seen to."""
    colleagues = list_colleagues(_site().id, full_names=_may(Permission.GIVE_MATRICULE))
    return render_template(
        "people/team.html",
        colleagues=_asked_for(colleagues),
        counts={presence: sum(each.presence is presence for each in colleagues) for presence in Presence},
        presence=request.args.get("qui", Presence.HERE.value),
        words=request.args.get("q", ""),
        sort=request.args.get("tri", "name"),
        sorts=SORTS,
        may_manage=_may(Permission.MANAGE_CONTRACTS),
    )


@people.post("/fichier")
@requires(Permission.MANAGE_CONTRACTS)
def team_file() -> View:
    """Gives the team as a file, and records who took it."""
    form, site, content = request.form.get("format", ""), _site(), BytesIO()
    if form not in FILES:
        raise InvalidInput("format", "Ce format de fichier n’existe pas.")
    rows = [
        (each.matricule, each.name, each.job, each.starts_on, each.ends_on, each.weekly_minutes, each.times, label)
        for label in (site.neutral_label,)
        for each in list_colleagues(site.id, full_names=True)
    ]
    table = Table("Équipe", COLUMNS, rows)
    with atomic():
        record_event(
            actor=actor(),
            action="team.exported",
            subject=f"site:{site.public_id}",
            detail={"format": form, "rows": len(rows)},
        )
    if form == "csv":
        write_csv(table, content)
    else:
        write_xlsx([table], content)
    content.seek(0)
    name = f"equipe-{site.neutral_slug}-{clock.today()}.{form}"
    return send_file(content, FILES[form], as_attachment=True, download_name=name)


@people.get("/embaucher")
@requires(Permission.MANAGE_CONTRACTS)
def hire() -> View:
    """Asks who comes, with the hours of whoever was hired last."""
    form = HireForm(formdata=None)
    today = clock.today()
    form.starts_on.data, form.ends_on.data = today, _months_after(today, FIRST_MONTHS)
    if last := max(list_contracts(_site().id, date.min, date.max), key=lambda each: each.contract_id, default=None):
        form.show(last.weekly_minutes, last.slots.values())
        form.job.data = last.job
    return render_template("people/hire.html", form=form)


@people.post("/embaucher")
@requires(Permission.MANAGE_CONTRACTS)
def record_hire() -> View:
    """Records somebody new with the first contract."""
    form, site_id = HireForm(), _site().id
    terms = form.to_terms()
    contract = terms and _try(
        form,
        lambda: hire_person(
            site_id=site_id,
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            matricule=form.matricule.data or None,
            terms=terms,
            actor=actor(),
        ),
    )
    if contract is None:
        return render_template("people/hire.html", form=form), 422
    flash(f"{form.first_name.data} est dans l’équipe. La feuille du jour l’attend dès le premier jour.", "success")
    person = next(each for each in list_contracts(site_id, date.min, date.max) if each.contract == contract).person
    return redirect(url_for(".person", person=person))


@people.get("/<uuid:person>")
@requires(Permission.VIEW_TEAM)
def person(person: UUID) -> View:
    """Shows somebody's contracts here, and what can be done with them."""
    return _page(person)


@people.get("/<uuid:person>/renouveler")
@requires(Permission.MANAGE_CONTRACTS)
def renew(person: UUID) -> View:
    """Proposes a contract that follows the last one."""
    path, form = find_path(_site().id, person), TermsForm(formdata=None)
    last = path[-1]
    form.job.data, form.starts_on.data = last.job, last.ends_on + timedelta(days=1)
    form.ends_on.data = _months_after(form.starts_on.data, RENEWAL_MONTHS)
    form.show(last.weekly_minutes, last.slots.values())
    return render_template("people/renew.html", form=form, person=last)


@people.post("/<uuid:person>/renouveler")
@requires(Permission.MANAGE_CONTRACTS)
def record_renewal(person: UUID) -> View:
    """Signs the contract that follows."""
    site_id, form = _site().id, TermsForm()
    last, terms = find_path(site_id, person)[-1], form.to_terms()
    if terms is None or not _try(
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
    site_id, form, segment = _site().id, AmendForm(), _segment(person, contract)
    hours = form.read_hours()
    if hours is None or not _try(
        form,
        lambda: amend_contract(
            site_id=site_id,
            contract=contract,
            from_day=form.from_day.data,
            weekly_minutes=hours[0],
            timetable=hours[1],
            actor=actor(),
        ),
    ):
        return render_template("people/amend.html", form=form, person=segment), 422
    flash(f"Les nouveaux horaires comptent à partir du {form.from_day.data:%d/%m/%Y}.", "success")
    return redirect(url_for(".person", person=person))


@people.post("/<uuid:person>/contrats/<uuid:contract>/fin")
@requires(Permission.MANAGE_CONTRACTS)
def end(person: UUID, contract: UUID) -> View:
    """Gives a contract an earlier last day."""
    site_id, form = _site().id, EndForm()
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
    site_id, form = _site().id, MatriculeForm()
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


def _site() -> Site:
    place = here()
    if place is None:
        raise NotFound("Cette page appartient à un atelier.")
    return find_site(place.slug)


def _may(permission: Permission) -> bool:
    place = here()
    return visitor_may(permission, place.slug if place else None)


def _segment(person: UUID, contract: UUID) -> TeamMember:
    for segment in find_path(_site().id, person):
        if segment.contract == contract:
            return segment
    raise NotFound("Ce contrat n’est pas de cet atelier.")


def _try(form: HireForm | TermsForm | AmendForm, act: Callable[[], UUID]) -> UUID | None:
    """Does one thing, or puts the sentence of its refusal into the form."""
    try:
        with atomic():
            return act()
    except InvalidInput as refusal:
        form.refuse(refusal)
    return None


def _asked_for(colleagues: list[Colleague]) -> list[Colleague]:
    asked = request.args.get("qui", Presence.HERE.value)
    presence = Presence(asked) if asked in set(Presence) else None
    return ordered(
        matching(colleagues, presence=presence, words=request.args.get("q", "")), request.args.get("tri", "name")
    )


def _page(person: UUID, *, ending: tuple[UUID, EndForm] | None = None, numbering: MatriculeForm | None = None) -> str:
    path = find_path(_site().id, person)
    last, today = path[-1], clock.today()
    if numbering is None:
        numbering = MatriculeForm(formdata=None)
        numbering.matricule.data = last.matricule
    return render_template(
        "people/person.html",
        name=last.full_name if _may(Permission.GIVE_MATRICULE) else last.short_name,
        segments=[
            (each, timetable_words(each.slots.values()), remarks, _end_form(each, ending))
            for each, remarks in _remarked(path)
        ],
        last=last,
        today=today,
        ending=ending[0] if ending else None,
        matricule_form=numbering,
        may_manage=_may(Permission.MANAGE_CONTRACTS),
        may_number=_may(Permission.GIVE_MATRICULE),
    )


def _end_form(segment: TeamMember, ending: tuple[UUID, EndForm] | None) -> EndForm:
    """Returns the form of one contract; several stand on the page, and a label must find its own field."""
    if ending and ending[0] == segment.contract:
        form = ending[1]
    else:
        form = EndForm(formdata=None)
        form.ends_on.data = clock.today()
    form.ends_on.id = f"end-{segment.contract}"
    return form


def _remarked(path: list[TeamMember]) -> list[tuple[TeamMember, list[Remark]]]:
    """Returns the contracts, the latest first, with what is to be known of each; the whole run counts as its length."""
    limits = read_limits_of([each.starts_on for each in path])
    return [
        (
            each,
            list_contract_remarks(*unbroken_run(each, path), each.weekly_minutes, limits[each.starts_on][each.kind]),
        )
        for each in reversed(path)
    ]


def _months_after(day: date, months: int) -> date:
    """Returns the last day of a contract of so many months that begins on `day`."""
    month = Month.of(day).shifted(months)
    return month.first.replace(day=min(day.day, month.last.day)) - timedelta(days=1)
