"""Somebody's PASS IAE: recorded, suspended, prolonged, and what would be if."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import InvalidInput
from shared.people.passes import prolonging, services
from shared.people.passes.forms import (
    AskForm,
    DenyForm,
    EndSuspensionForm,
    GrantForm,
    PassForm,
    SuspensionForm,
    WhyForm,
)
from shared.people.passes.views.blueprint import passes
from shared.people.passes.views.page import show_page
from shared.people.passes.words import Denial, ProlongationReason, SuspensionReason
from shared.people.queries import find_path
from shared.people.views.blueprint import View, site_of_the_page
from shared.web.forms import RefusableForm
from shared.workshop import here


@passes.get("/<uuid:person>")
@requires(Permission.VIEW_PASSES)
def person(person: UUID) -> View:
    """Shows the PASS, what happened to it, and, when days are asked about, what a suspension would change."""
    return show_page(person, asked=request.args)


@passes.post("/<uuid:person>")
@requires(Permission.MANAGE_PASSES)
def record(person: UUID) -> View:
    """Records the PASS of somebody who has none here, or a new one."""
    form = PassForm()
    return _try(person, "record", form, services.record_pass, "Le PASS est noté.", person=person)


@passes.post("/<uuid:person>/<uuid:pass_id>/corriger")
@requires(Permission.MANAGE_PASSES)
def correct(person: UUID, pass_id: UUID) -> View:
    """Corrects the number, or puts off the first day of a PASS that has not begun."""
    form = PassForm()
    return _try(person, "correct", form, services.correct_pass, "Le PASS est corrigé.", pass_id=pass_id)


@passes.post("/<uuid:person>/<uuid:pass_id>/effacer")
@requires(Permission.MANAGE_PASSES)
def withdraw(person: UUID, pass_id: UUID) -> View:
    """Takes back a PASS that was noted by mistake."""
    form = WhyForm()
    return _try(person, "withdraw", form, services.withdraw_pass, "Le PASS est effacé.", pass_id=pass_id)


@passes.post("/<uuid:person>/<uuid:pass_id>/suspendre")
@requires(Permission.MANAGE_PASSES)
def suspend(person: UUID, pass_id: UUID) -> View:
    """Suspends the PASS."""
    form = SuspensionForm()
    return _try(person, "suspend", form, services.suspend_pass, "La suspension est notée.", pass_id=pass_id)


@passes.post("/<uuid:person>/suspensions/<uuid:suspension>/fin")
@requires(Permission.MANAGE_PASSES)
def end_suspension(person: UUID, suspension: UUID) -> View:
    """Ends a suspension earlier."""
    form = EndSuspensionForm()
    done = "La suspension s’arrête plus tôt."
    return _try(person, f"end-{suspension}", form, services.end_suspension, done, suspension=suspension)


@passes.post("/<uuid:person>/suspensions/<uuid:suspension>/corriger")
@requires(Permission.MANAGE_PASSES)
def correct_suspension(person: UUID, suspension: UUID) -> View:
    """Writes a suspension anew."""
    form = SuspensionForm()
    done = "La suspension est corrigée."
    return _try(person, f"correct-{suspension}", form, services.correct_suspension, done, suspension=suspension)


@passes.post("/<uuid:person>/suspensions/<uuid:suspension>/effacer")
@requires(Permission.MANAGE_PASSES)
def withdraw_suspension(person: UUID, suspension: UUID) -> View:
    """Takes back a suspension that was noted by mistake."""
    form = WhyForm()
    done = "La suspension est effacée."
    return _try(person, f"withdraw-{suspension}", form, services.withdraw_suspension, done, suspension=suspension)


@passes.post("/<uuid:person>/<uuid:pass_id>/prolonger")
@requires(Permission.MANAGE_PASSES)
def ask(person: UUID, pass_id: UUID) -> View:
    """Notes that a prolongation is asked for."""
    form = AskForm()
    done = "La demande est notée. Notez la réponse quand vous l’avez."
    return _try(person, "ask", form, prolonging.ask_prolongation, done, pass_id=pass_id)


@passes.post("/<uuid:person>/prolongations/<uuid:prolongation>/accorder")
@requires(Permission.MANAGE_PASSES)
def grant(person: UUID, prolongation: UUID) -> View:
    """Notes a yes."""
    form = GrantForm()
    done = "La prolongation est accordée\u00a0: la fin du PASS a changé."
    return _try(person, "grant", form, prolonging.grant_prolongation, done, prolongation=prolongation)


@passes.post("/<uuid:person>/prolongations/<uuid:prolongation>/refuser")
@requires(Permission.MANAGE_PASSES)
def deny(person: UUID, prolongation: UUID) -> View:
    """Notes a no."""
    form = DenyForm()
    done = "Le refus est noté. La fin du PASS ne change pas."
    return _try(person, "deny", form, prolonging.deny_prolongation, done, prolongation=prolongation)


@passes.post("/<uuid:person>/prolongations/<uuid:prolongation>/retirer")
@requires(Permission.MANAGE_PASSES)
def withdraw_prolongation(person: UUID, prolongation: UUID) -> View:
    """Takes back a request, or a prolongation that was noted by mistake."""
    form = WhyForm()
    done = "La prolongation est retirée."
    return _try(person, f"undo-{prolongation}", form, prolonging.withdraw_prolongation, done, prolongation=prolongation)


def _try(of: UUID, name: str, form: RefusableForm, service: Callable[..., object], done: str, **subject: UUID) -> View:
    """Does one thing with what the form says, or shows the page again with a sentence at its field."""
    site_id = site_of_the_page().id
    find_path(site_id, of)
    if form.validate():
        try:
            with atomic():
                service(site_id=site_id, actor=actor(), **subject, **_said(form))
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(done, "success")
            return redirect(_back_to(of), 303)
    return show_page(of, tried={name: form}), 422


def _back_to(of: UUID) -> str:
    """Returns the page of the PASS, or that of the contracts for who came from there."""
    place = here()
    if place and request.args.get("retour") == "contrats":
        return url_for(f"{place.staff_name}.people.person", person=of)
    return url_for(".person", person=of)


def _said(form: RefusableForm) -> dict[str, Any]:
    """Returns the fields of a form as the arguments of a service."""
    said = {field.name: field.data for field in form if field.name != "csrf_token"}
    kinds: dict[str, type[Any]] = {
        "denial": Denial,
        "reason": SuspensionReason if isinstance(form, SuspensionForm) else ProlongationReason,
    }
    return {name: kinds[name](value) if name in kinds else value for name, value in said.items()}
