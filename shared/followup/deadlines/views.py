"""What expires at the sites that somebody follows: one list, one person who sees to each line, or put off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from shared.accounts.access import actor, may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.followup.deadlines.finding import Deadline, list_deadlines
from shared.followup.deadlines.forms import SnoozeForm
from shared.followup.deadlines.services import leave_deadline, snooze_deadline, take_deadline, wake_deadline
from shared.followup.models import DeadlineKind
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.web.navigation import NavEntry
from shared.workshop import Place, places_by_site

deadlines = Blueprint("deadlines", __name__, template_folder="../templates", url_prefix="/echeances")

NAVIGATION = (NavEntry("Échéances", "deadlines.overview", "clock", Permission.VIEW_DEADLINES),)

USUAL_SNOOZE = timedelta(days=7)

View = str | Response | tuple[str, int]


@deadlines.get("")
@requires(Permission.VIEW_DEADLINES)
def overview() -> str:
    """Shows what expires, the nearest first, of every kind or of the one that is asked for."""
    return _page()


@deadlines.post("/<kind>/<uuid:subject>/reporter")
@requires(Permission.VIEW_DEADLINES)
def snooze(kind: str, subject: UUID) -> View:
    """Puts a deadline off, with a reason."""
    found, form = _find(kind, subject), SnoozeForm()
    if form.validate():
        try:
            with atomic():
                snooze_deadline(
                    kind=found.kind, subject=subject, until=form.until.data, reason=form.reason.data, actor=actor()
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"{found.who}\u00a0: cela revient le {form.until.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".overview"), 303)
    return _page(found, form), 422


@deadlines.post("/<kind>/<uuid:subject>/prendre")
@requires(Permission.VIEW_DEADLINES)
def take(kind: str, subject: UUID) -> Response:
    """Notes that whoever is at the screen sees to it."""
    found = _find(kind, subject)
    with atomic():
        take_deadline(kind=found.kind, subject=subject, owner_id=current_user.id, actor=actor())
    return _back_to(found)


@deadlines.post("/<kind>/<uuid:subject>/laisser")
@requires(Permission.VIEW_DEADLINES)
def leave(kind: str, subject: UUID) -> Response:
    """Notes that nobody sees to it any more."""
    found = _find(kind, subject)
    with atomic():
        leave_deadline(kind=found.kind, subject=subject, actor=actor())
    return _back_to(found)


@deadlines.post("/<kind>/<uuid:subject>/reprendre")
@requires(Permission.VIEW_DEADLINES)
def wake(kind: str, subject: UUID) -> Response:
    """Brings it back into the list."""
    found = _find(kind, subject)
    with atomic():
        wake_deadline(kind=found.kind, subject=subject, actor=actor())
    return _back_to(found)


def _back_to(found: Deadline) -> Response:
    return redirect(url_for(".overview", _anchor=f"e-{found.kind}-{found.subject}"), 303)


def _places() -> dict[int, Place]:
    """Returns the places whose deadlines whoever is at the screen follows."""
    return {
        site_id: place
        for site_id, place in places_by_site().items()
        if may(current_user, Permission.VIEW_DEADLINES, place.slug)
    }


def _list() -> list[Deadline]:
    places = _places()
    with_passes = [
        site_id
        for site_id, place in places.items()
        if not place.site.sensitive and may(current_user, Permission.VIEW_PASSES, place.slug)
    ]
    return list_deadlines(places, with_passes)


def _find(kind: str, subject: UUID) -> Deadline:
    for each in _list():
        if each.kind.value == kind and each.subject == subject:
            return each
    raise NotFound("Cette échéance n’est plus dans votre liste.")


def _page(putting_off: Deadline | None = None, form: SnoozeForm | None = None) -> str:
    places, asked = _places(), request.args.get("sorte", "")
    everything = _list()
    shown = [each for each in everything if asked in {"", each.kind.value}]
    return render_template(
        "deadlines/overview.html",
        groups=[
            (title, [(each, *_links(each, places), _form(each, putting_off, form)) for each in group])
            for title, group in _by_time(shown)
            if group
        ],
        kinds=[kind for kind in DeadlineKind if any(each.kind is kind for each in everything)],
        asked=asked,
        count=len([each for each in shown if not each.is_snoozed]),
    )


def _by_time(shown: list[Deadline]) -> list[tuple[str, list[Deadline]]]:
    awake = [each for each in shown if not each.is_snoozed]
    week, month = timedelta(days=7).days, timedelta(days=30).days
    return [
        ("Maintenant", [each for each in awake if each.days_left <= week]),
        ("Ce mois-ci", [each for each in awake if week < each.days_left <= month]),
        ("Plus tard", [each for each in awake if each.days_left > month]),
        ("Reportées", [each for each in shown if each.is_snoozed]),
    ]


def _links(each: Deadline, places: dict[int, Place]) -> tuple[str, str]:
    """Returns the name of the site, and the page where the deadline is seen to."""
    place = places[each.site_id]
    if each.departure is not None:
        return place.site.staff_label, url_for(f"{place.staff_name}.followup.sheet", departure=each.departure)
    if each.person is None:
        return place.site.staff_label, url_for(f"{place.staff_name}.exams.exam", exam=each.subject)
    page = "passes.person" if each.kind in {DeadlineKind.PASS, DeadlineKind.UNCOVERED} else "people.person"
    return place.site.staff_label, url_for(f"{place.staff_name}.{page}", person=each.person)


def _form(each: Deadline, putting_off: Deadline | None, form: SnoozeForm | None) -> SnoozeForm:
    """Returns the form of one line; many stand on the page, and a label must find its own field."""
    if form and putting_off and (each.kind, each.subject) == (putting_off.kind, putting_off.subject):
        own = form
    else:
        own = SnoozeForm(formdata=None)
        own.until.data = clock.today() + USUAL_SNOOZE
    own.until.id, own.reason.id = f"until-{each.kind}-{each.subject}", f"reason-{each.kind}-{each.subject}"
    return own
