"""The month of a team: its totals, its way to payroll, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.minutes import show_minutes
from shared.kernel.weeks import Month
from shared.payroll.categories import Totals
from shared.payroll.export import Profile, export_payroll
from shared.payroll.forms import ReopenForm
from shared.payroll.holidays import public_holiday
from shared.payroll.models import MonthAction, MonthStatus
from shared.payroll.months import MonthOpen, approve_month, check_month, close_month, reopen_month
from shared.payroll.queries import find_month
from shared.payroll.queries.standing import Standing, find_standing
from shared.payroll.views.blueprint import View, may_here, payroll, site_of_the_page

STEPS = (
    (MonthAction.APPROVE, MonthStatus.APPROVED, "Validé par l’encadrement"),
    (MonthAction.CHECK, MonthStatus.CHECKED, "Vérifié"),
    (MonthAction.EXPORT, MonthStatus.EXPORTED, "Pris par la paie"),
    (MonthAction.LOCK, MonthStatus.LOCKED, "Clos"),
)
"""The way of a month: what is done, where it leads, and its words."""


COUNTED_COLUMNS = (
    "Personne",
    "Matricule",
    "Présence",
    "Dont production",
    "Dont formation",
    "Absences",
    "Payé",
    "Travail effectif",
    "Compté pour l’ASP",
    "Heures ASP",
    "ASP à confirmer",
)
"""What the month's table shows of each person: who, both ledgers, and what the minutes count as."""


@payroll.get("/mois")
@requires(Permission.VIEW_HOURS)
def month_now() -> View:
    """Opens the present month."""
    return redirect(url_for(".month", month=Month.of(clock.today())))


@payroll.get("/mois/<month:month>")
@requires(Permission.VIEW_HOURS)
def month(month: Month) -> View:
    """Shows the totals of a month, and what keeps payroll waiting."""
    return _page(month)


@payroll.post("/mois/<month:month>/valider")
@requires(Permission.EDIT_HOURS)
def approve(month: Month) -> View:
    """Says for the workshop that the month is complete."""
    return _step(month, "C’est noté\u00a0: ce mois est validé par l’encadrement.", approve_month)


@payroll.post("/mois/<month:month>/verifier")
@requires(Permission.CHECK_HOURS)
def check(month: Month) -> View:
    """Says that somebody else has looked at the month."""
    return _step(month, "C’est noté\u00a0: ce mois est vérifié. La paie peut le prendre.", check_month)


@payroll.post("/mois/<month:month>/clore")
@requires(Permission.EXPORT_PAYROLL)
def close(month: Month) -> View:
    """Locks the month for good."""
    return _step(month, "Ce mois est clos\u00a0: plus rien n’y change.", close_month)


@payroll.post("/mois/<month:month>/rouvrir")
@requires(Permission.CHECK_HOURS)
def reopen_the_month(month: Month) -> View:
    """Gives the month back to the workshop, with the reason."""
    form = ReopenForm()
    if not form.validate():
        return _page(month, reopening=form), 422
    reason = form.reason.data
    return _step(
        month,
        "Ce mois est rouvert. L’encadrement peut corriger, puis le valider de nouveau.",
        lambda **named: reopen_month(reason=reason, **named),
    )


@payroll.post("/mois/<month:month>/paie")
@requires(Permission.EXPORT_PAYROLL)
def payroll_file(month: Month) -> View:
    """Gives the month as a payroll file, and records who took it; says what is missing as long as something is."""
    try:
        profile = Profile(request.form.get("profile", ""))
    except ValueError:
        raise InvalidInput("profile", "Ce format de fichier n’existe pas.") from None
    site, content = site_of_the_page(), BytesIO()
    try:
        with atomic():
            export_payroll([site], month, profile, content, actor=actor())
    except MonthOpen as refusal:
        return _page(month, problems=refusal.problems), 409
    content.seek(0)
    name = f"paie-{site.neutral_slug}-{month}.{profile.value}"
    return send_file(content, profile.media_type, as_attachment=True, download_name=name)


def _step(month: Month, done: str, act: Callable[..., object]) -> View:
    """Takes the month one step, or shows it again with what keeps it from that."""
    try:
        with atomic():
            act(site=site_of_the_page(), month=month, actor=actor())
    except MonthOpen as refusal:
        return _page(month, problems=refusal.problems), 409
    except Refused as refusal:
        return _page(month, problems=[refusal.sentence]), 409
    flash(done, "success")
    return redirect(url_for(".month", month=month))


def _page(month: Month, *, problems: list[str] | None = None, reopening: ReopenForm | None = None) -> str:
    site = site_of_the_page()
    page, standing = find_month(site.id, month), find_standing(site.id, month)
    codes = [category.code for category in page.categories]
    return render_template(
        "payroll/month.html",
        page=page,
        standing=standing,
        steps=_steps(standing),
        counted=[(row.name, row.matricule, *_counted(row.totals, row.totals.asp_hours)) for row in page.rows],
        counted_in_all=("Équipe", "", *_counted(page.totals, page.asp_hours)),
        counted_columns=COUNTED_COLUMNS,
        by_category=[(row.name, *_minutes(row.minutes, codes)) for row in page.rows],
        by_category_in_all=("Équipe", *_minutes(page.minutes, codes)),
        present=Month.of(clock.today()),
        profiles=list(Profile),
        problems=problems,
        reopening=reopening or ReopenForm(formdata=None),
        holidays={day: name for day in month.days if (name := public_holiday(day))},
        can_edit=may_here(Permission.EDIT_HOURS),
        can_check=may_here(Permission.CHECK_HOURS),
        can_export=may_here(Permission.EXPORT_PAYROLL),
    )


def _steps(standing: Standing) -> list[tuple[str, str]]:
    """Returns each step with its words and whether it is done, next, or to come."""
    states = ["done" if standing.reached(status) else "todo" for _, status, _ in STEPS]
    if "todo" in states:
        states[states.index("todo")] = "current"
    return [(_words(standing, action, text), state) for (action, _, text), state in zip(STEPS, states, strict=True)]


def _words(standing: Standing, action: MonthAction, text: str) -> str:
    step = standing.step_to(action)
    if step is None:
        return text
    when = f"le {clock.local(step.at):%d/%m}"
    return f"{text}, {when} par {step.who}" if step.who else f"{text}, {when}"


def _counted(totals: Totals, asp_hours: int) -> list[str]:
    """Returns what minutes count as, in the order of the table's columns; what is always there is never left out."""
    usual = show_minutes(totals.presence), show_minutes(totals.production), _if_any(totals.training)
    counted = show_minutes(totals.paid), show_minutes(totals.effective), show_minutes(totals.asp)
    return [*usual, _if_any(totals.absence), *counted, f"{asp_hours}\u00a0h", _if_any(totals.asp_unsure)]


def _if_any(minutes: int) -> str:
    return show_minutes(minutes) if minutes else ""


def _minutes(minutes: Mapping[str, int], codes: Iterable[str]) -> list[str]:
    return [show_minutes(minutes[code]) if code in minutes else "" for code in codes]
