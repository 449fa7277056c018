"""What expires at the sites that somebody follows: one list, one person who sees to each line, or put off."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.followup.deadlines.finding import Deadline
from shared.followup.deadlines.forms import SnoozeForm
from shared.followup.deadlines.mine import find_mine
from shared.followup.deadlines.services import leave_deadline, snooze_deadline, take_deadline, wake_deadline
from shared.followup.models import DeadlineKind
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.web.navigation import NavEntry

deadlines = Blueprint("deadlines", __name__, template_folder="../templates", url_prefix="/echeances")

NAVIGATION = (NavEntry("Échéances", "deadlines.overview", "clock", Permission.VIEW_DEADLINES),)

USUAL_SNOOZE = timedelta(days=7)

HOME = "accueil"
"""What says in an address that somebody came from the first page."""

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
    """Leads back to the line, or home for who came from there."""
    if request.args.get("retour") == HOME:
        return redirect(url_for("desk.home"), 303)
    return redirect(url_for(".overview", _anchor=f"e-{found.kind}-{found.subject}"), 303)


def _find(kind: str, subject: UUID) -> Deadline:
    for each in find_mine(current_user).deadlines:
        if each.kind.value == kind and each.subject == subject:
            return each
    raise NotFound("Cette échéance n’est plus dans votre liste.")


def _page(putting_off: Deadline | None = None, form: SnoozeForm | None = None) -> str:
    mine, asked = find_mine(current_user), request.args.get("sorte", "")
    everything = mine.deadlines
    shown = [each for each in everything if asked in {"", each.kind.value}]
    return render_template(
        "deadlines/overview.html",
        groups=[
            (title, [(each, mine.label_of(each), mine.step_of(each), _form(each, putting_off, form)) for each in group])
            for title, group in _by_time(shown)
            if group
        ],
        kinds=[kind for kind in DeadlineKind if any(each.kind is kind for each in everything)],
        asked=asked,
        count=len([each for each in shown if not each.is_snoozed]),
    )


def _by_time(shown: list[Deadline]) -> list[tuple[str, list[Deadline]]]:
    forgotten = [each for each in shown if each.is_forgotten]
    awake = [each for each in shown if not each.is_snoozed and not each.is_forgotten]
    week, month = timedelta(days=7).days, timedelta(days=30).days
    return [
        ("Sans personne", forgotten),
        ("Maintenant", [each for each in awake if each.days_left <= week]),
        ("Ce mois-ci", [each for each in awake if week < each.days_left <= month]),
        ("Plus tard", [each for each in awake if each.days_left > month]),
        ("Reportées", [each for each in shown if each.is_snoozed]),
    ]


def _form(each: Deadline, putting_off: Deadline | None, form: SnoozeForm | None) -> SnoozeForm:
    """Returns the form of one line; many stand on the page, and a label must find its own field."""
    if form and putting_off and (each.kind, each.subject) == (putting_off.kind, putting_off.subject):
        own = form
    else:
        own = SnoozeForm(formdata=None)
        own.until.data = clock.today() + USUAL_SNOOZE
    own.until.id, own.reason.id = f"until-{each.kind}-{each.subject}", f"reason-{each.kind}-{each.subject}"
    return own
