"""One person's page of the PASS IAE, with every form that somebody may need there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template
from werkzeug.datastructures import MultiDict

from shared.accounts.permissions import Permission
from shared.kernel.errors import InvalidInput, Refused
from shared.people.passes.arithmetic import (
    Suspension,
    check_place,
    check_prolongation_time,
    days_words,
    prolongation_room,
)
from shared.people.passes.forms import (
    AskForm,
    DenyForm,
    EndSuspensionForm,
    GrantForm,
    PassForm,
    SimulationForm,
    SuspensionForm,
    WhyForm,
    numbered,
    reason_choices,
)
from shared.people.passes.holding import is_last_employer
from shared.people.passes.panel import Panel, read_panel
from shared.people.passes.queries import PassCard
from shared.people.passes.story import Act
from shared.people.passes.words import KEPT_APART
from shared.people.queries import TeamMember, find_path
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.web.forms import RefusableForm
from shared.workshop import here

Tried = Mapping[str, RefusableForm]
"""The form that was sent and refused, by its name on the page."""


@dataclass(frozen=True)
class Answer:
    """What a suspension would change: the end that the PASS would have, and by how many days it would move."""

    first: date
    last: date
    ends_on: date
    moved: str
    # Why it could not be noted today, where a rule says so.
    remark: str


def show_page(person: UUID, *, tried: Tried | None = None, asked: MultiDict[str, str] | None = None) -> str:
    """Returns the page; `tried` is a form that was refused, `asked` the days that somebody wonders about."""
    site = site_of_the_page()
    path = find_path(site.id, person)
    panel, place = read_panel(path), here()
    may_manage = may_here(Permission.MANAGE_PASSES)
    simulation, answer = _simulate(panel, asked or MultiDict())
    return render_template(
        "passes/person.html",
        person=path[-1],
        panel=panel,
        contracts_url=f"{place.staff_name}.people.person" if place else "",
        forms=_forms(panel, path, tried or {}) if may_manage else {},
        opened=next(iter(tried or {}), ""),
        may_manage=may_manage,
        may_suspend=may_manage and is_last_employer(site.id, path[-1].person_id),
        why_not_prolonged=_why_not(panel),
        reasons=_reasons(panel) if panel.card else [],
        simulation=simulation,
        answer=answer,
    )


def _forms(panel: Panel, path: list[TeamMember], tried: Tried) -> dict[str, Any]:
    """Returns the forms of the page by name, each with ids of its own; the refused one keeps what was typed."""
    forms: dict[str, Any] = {"record": _empty_pass(path)}
    if card := panel.card:
        forms |= {"correct": PassForm(formdata=None), "withdraw": WhyForm(formdata=None)}
        forms["correct"].show(card)
        forms |= _suspension_forms(panel, card)
        forms |= {"ask": AskForm(formdata=None), "grant": GrantForm(formdata=None), "deny": DenyForm(formdata=None)}
        forms["grant"].decided_on.data = forms["deny"].decided_on.data = panel.today
        forms |= {f"undo-{each.prolongation}": WhyForm(formdata=None) for each in card.prolongations}
    forms |= tried
    if "ask" in forms:
        forms["ask"].reason.choices = reason_choices(panel.rules.prolongations)
    return {name: numbered(form, name) for name, form in forms.items()}


def _empty_pass(path: list[TeamMember]) -> PassForm:
    form = PassForm(formdata=None)
    form.starts_on.data = path[0].starts_on
    return form


def _suspension_forms(panel: Panel, card: PassCard) -> dict[str, RefusableForm]:
    forms: dict[str, RefusableForm] = {"suspend": SuspensionForm(formdata=None)}
    for row in card.suspensions:
        end, anew = EndSuspensionForm(formdata=None), SuspensionForm(formdata=None)
        if row.days.first <= panel.today < row.days.last:
            end.last.data = panel.today
        if panel.step.act is Act.END_SUSPENSION:
            end.last.data = panel.step.day
        anew.show(row)
        names = {"end": end, "correct": anew, "withdraw": WhyForm(formdata=None)}
        forms |= {f"{name}-{row.suspension}": form for name, form in names.items()}
    return forms


def _why_not(panel: Panel) -> str:
    """Returns why no prolongation can be asked for today; empty when one can."""
    if panel.card is None:
        return ""
    is_pending = panel.card.pending is not None
    try:
        check_prolongation_time(panel.card.dates, panel.rules, today=panel.today, is_pending=is_pending)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _reasons(panel: Panel) -> Sequence[tuple[str, ...]]:
    """Returns what each reason allows and asks for, as the cells of a table."""
    rows = []
    for reason, terms in panel.rules.prolongations.items():
        used = panel.card.used_days(None if terms.kept_apart else reason) if panel.card else 0
        asks = [words for words, needed in (("avis", terms.needs_opinion), ("bilan", terms.needs_report)) if needed]
        rows.append(
            (
                reason.label,
                days_words(terms.each_days),
                days_words(terms.total_days) if terms.total_days else "sans limite",
                days_words(prolongation_room(terms, used)),
                " et ".join(asks) or "rien de plus",
                f"non, «\u00a0{KEPT_APART}\u00a0»" if terms.kept_apart else "oui",
                terms.source if terms.confirmed else f"{terms.source}, à confirmer",
            )
        )
    return rows


def _simulate(panel: Panel, asked: MultiDict[str, str]) -> tuple[SimulationForm, Answer | None]:
    form = SimulationForm(asked or None)
    if panel.card is None or not ({"du", "au"} & set(asked)) or not form.validate():
        return form, None
    wanted, dates = Suspension(form.du.data, form.au.data), panel.card.dates
    try:
        check_place(dates, wanted, panel.rules)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return form, None
    remark = "Elle se note à partir de son premier jour." if wanted.first > panel.today else ""
    ends_on = dates.suspended(wanted).ends_on
    return form, Answer(wanted.first, wanted.last, ends_on, days_words(wanted.push), remark)
