"""The days to watch of somebody, on their page and on one of their own; for who follows them alone."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.followup.deadlines.days import find_days, note_days
from shared.followup.deadlines.forms import DaysForm
from shared.kernel.errors import InvalidInput
from shared.people.panels import Panel
from shared.people.queries import TeamMember, find_path
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.workshop import here

days = Blueprint("days", __name__, template_folder="../templates", url_prefix="/equipe")

View = str | Response | tuple[str, int]


def days_panel(person: UUID) -> Panel | None:
    """Returns the days to watch of somebody as a form, for who follows them here. One statement."""
    place = here()
    if place is None or not may_here(Permission.FOLLOW_PEOPLE):
        return None
    form = DaysForm.of(find_days(site_of_the_page().id, person))
    return Panel("deadlines/_days.html", {"form": form, "url": url_for(f"{place.staff_name}.days.note", person=person)})


@days.get("/<uuid:person>/dates")
@requires(Permission.FOLLOW_PEOPLE)
def edit(person: UUID) -> View:
    """Shows the days to watch of somebody."""
    last = _last(person)
    return _page(last, DaysForm.of(find_days(site_of_the_page().id, person)))


@days.post("/<uuid:person>/dates")
@requires(Permission.FOLLOW_PEOPLE)
def note(person: UUID) -> View:
    """Notes them."""
    last, form, place = _last(person), DaysForm(), here()
    if place and form.validate():
        try:
            with atomic():
                note_days(site_id=site_of_the_page().id, person=person, days=form.to_days(), actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Les dates sont notées.", "success")
            return redirect(url_for(f"{place.staff_name}.people.person", person=person), 303)
    return _page(last, form), 422


def _last(person: UUID) -> TeamMember:
    return find_path(site_of_the_page().id, person)[-1]


def _page(last: TeamMember, form: DaysForm) -> str:
    place = here()
    back = url_for(f"{place.staff_name}.people.person", person=last.person) if place else ""
    return render_template("deadlines/days.html", person=last, form=form, back=back)
