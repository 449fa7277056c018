"""The skills' screens: the team at a glance, one person over time, and three taps to note what was seen."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.models import Order
from shared.orders.queries import find_order
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.models import SkillLevel
from shared.training.skills.forms import LevelForm
from shared.training.skills.queries import read_matrix, read_person, read_story
from shared.training.skills.services import observe_skill, skills_of
from shared.web.downloads import format_asked_for, send_table
from shared.web.navigation import NavEntry
from shared.workshop import Site, Skill, Workshop, here

skills = Blueprint("skills", __name__, template_folder="../templates", url_prefix="/competences")

NAVIGATION = (NavEntry("Compétences", "skills.matrix", "eye", Permission.VIEW_SKILLS, daily=True),)

ORDER = "commande"
"""What names, behind the address of an observation, the order on which a skill was seen."""

View = str | Response | tuple[str, int]


@skills.get("")
@requires(Permission.VIEW_SKILLS)
def matrix() -> View:
    """Shows the team by skills: the last level that was seen of each."""
    site = site_of_the_page()
    known = skills_of(site)
    rows = read_matrix(site.id, clock.today(), known, full_names=_full_names())
    return render_template(
        "training/matrix.html",
        skills=known,
        rows=rows,
        levels=list(SkillLevel),
        today=clock.today(),
        may_observe=may_here(Permission.OBSERVE_SKILLS),
    )


@skills.post("/fichier")
@requires(Permission.VIEW_SKILLS)
def matrix_file() -> View:
    """Gives the team by skills as a file, names as the screen has them, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    known = skills_of(site)
    found = read_matrix(site.id, clock.today(), known, full_names=_full_names())
    columns = (
        Column("name", "Nom"),
        *(Column(each.code, each.label, Kind.WHOLE) for each in known),
        *(Column(f"{each.code}-own", f"{each.label} (dit par la personne)", Kind.WHOLE) for each in known),
        Column("site", "Site"),
    )
    rows = [
        (
            row.name,
            *(_figure(cell.level) for cell in row.cells),
            *(_figure(cell.own) for cell in row.cells),
            site.neutral_label,
        )
        for row in found
    ]
    with atomic():
        record_event(
            actor=actor(),
            action="skills.exported",
            subject=f"site:{site.public_id}",
            detail={"format": form, "rows": len(rows)},
        )
    return send_table(Table("Compétences", columns, rows), form, f"competences-{site.neutral_slug}-{clock.today()}")


@skills.get("/<uuid:person>")
@requires(Permission.VIEW_SKILLS)
def history(person: UUID) -> View:
    """Shows all that was seen of somebody's skills here."""
    site = site_of_the_page()
    story = read_story(
        site.id,
        person,
        skills_of(site),
        full_names=_full_names(),
        with_orders=_is_workshop() and may_here(Permission.VIEW_ORDERS),
    )
    may_observe = may_here(Permission.OBSERVE_SKILLS) and story.last_day >= clock.today()
    return render_template(
        "training/skill_history.html",
        story=story,
        may_observe=may_observe,
        may_certify=bool(story.certified) and may_here(Permission.CERTIFY_SKILLS),
        today=clock.today(),
    )


@skills.get("/<uuid:person>/jour/<day:day>")
@requires(Permission.OBSERVE_SKILLS)
def observe(person: UUID, day: date) -> View:
    """Asks which skill of somebody was seen on a day."""
    site = _site_on(day)
    order = _order_asked_for(site)
    row, others = read_person(site.id, person, day, skills_of(site))
    return render_template("training/observe.html", row=row, others=others, day=day, today=clock.today(), order=order)


@skills.get("/<uuid:person>/jour/<day:day>/<code>")
@requires(Permission.OBSERVE_SKILLS)
def level(person: UUID, day: date, code: str) -> View:
    """Asks at which level a skill was seen."""
    return _level_page(LevelForm(formdata=None), person, day, code)


@skills.post("/<uuid:person>/jour/<day:day>/<code>")
@requires(Permission.OBSERVE_SKILLS)
def record(person: UUID, day: date, code: str) -> View:
    """Notes the level, and comes back to the person."""
    site, form = _site_on(day), LevelForm()
    skill, order = _skill(site, code), _order_asked_for(site)
    try:
        with atomic():
            written = observe_skill(
                site_id=site.id,
                person=person,
                skill=skill.code,
                level=form.to_level(),
                observed_on=day,
                own=form.is_own,
                order=order.public_id if order else None,
                actor=actor(),
            )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _level_page(form, person, day, code), 422
    words = f"{skill.label}, {SkillLevel(form.to_level()).label.lower()}"
    flash(f"C’est noté\u00a0: {words}." if written else f"C’était déjà noté\u00a0: {words}.", "success")
    return redirect(url_for(".observe", person=person, day=day, commande=order.public_id if order else None))


def _level_page(form: LevelForm, person: UUID, day: date, code: str) -> str:
    site = _site_on(day)
    skill, order = _skill(site, code), _order_asked_for(site)
    row, _ = read_person(site.id, person, day, (skill,))
    return render_template(
        "training/skill_level.html",
        form=form,
        row=row,
        cell=row.cells[0],
        day=day,
        levels=list(SkillLevel),
        order=order,
    )


def _order_asked_for(site: Site) -> Order | None:
    """Returns the order on which a skill was seen, None when nobody says so.

    Raises NotFound for one of another site, and for who may not see orders.
    """
    asked = request.args.get(ORDER)
    if asked is None:
        return None
    try:
        wanted = UUID(asked)
    except ValueError:
        raise NotFound("Cette commande n’existe pas.") from None
    if not (_is_workshop() and may_here(Permission.VIEW_ORDERS)):
        raise NotFound("Cette commande n’existe pas.")
    return find_order(wanted, site_id=site.id)


def _is_workshop() -> bool:
    """Whether the place of the page sells: only then it has orders."""
    return isinstance(here(), Workshop)


def _site_on(day: date) -> Site:
    """Returns the site of the page; raises NotFound for a day to come."""
    if day > clock.today():
        raise NotFound("Ce jour n’est pas encore arrivé.")
    return site_of_the_page()


def _skill(site: Site, code: str) -> Skill:
    found = next((skill for skill in skills_of(site) if skill.code == code), None)
    if found is None:
        raise NotFound("Cette compétence n’est pas de cet atelier.")
    return found


def _figure(level: SkillLevel | None) -> int | None:
    return None if level is None else int(level)


def _full_names() -> bool:
    """Whether whoever is at the screen sees whole names: the team's tablet is seen by colleagues."""
    return may_here(Permission.GIVE_MATRICULE)
