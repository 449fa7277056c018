"""Every page of hours against every role and site."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from shared.workshop import registry
from tests.support.client import Visitor
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    DIRECTION,
    EMPLOYEE,
    EVERYBODY,
    FINANCE,
    NEIGHBOUR,
    SUPERVISOR,
    Persona,
)
from tests.support.team import hire_team

DAY = "/jour/2026-11-16"
READERS = {SUPERVISOR, CIP, FINANCE, DIRECTION}
STRANGERS = {NEIGHBOUR, ADMINISTRATOR, EMPLOYEE, CUSTOMER}

PAGES = {
    ("GET", "/"): READERS,
    ("GET", DAY): READERS,
    ("GET", "/semaine"): READERS,
    ("GET", "/semaine/2026-W47"): READERS,
    ("GET", "/mois"): READERS,
    ("GET", "/mois/2026-11"): READERS,
    ("GET", f"{DAY}/personne/{{contract}}"): {SUPERVISOR},
    ("POST", f"{DAY}/personne/{{contract}}"): {SUPERVISOR},
    ("POST", f"{DAY}/remplir"): {SUPERVISOR},
    ("POST", f"{DAY}/personne"): {SUPERVISOR},
    ("POST", f"{DAY}/annuler"): {SUPERVISOR},
    ("POST", f"{DAY}/valider"): {SUPERVISOR},
    ("POST", f"{DAY}/rouvrir"): {SUPERVISOR},
    ("POST", "/semaine/2026-W47/clore"): {SUPERVISOR},
    ("POST", "/semaine/2026-W47/rouvrir"): {SUPERVISOR},
    ("GET", "/semaine/2026-W47/saisie"): {SUPERVISOR},
    ("POST", "/semaine/2026-W47/saisie"): {SUPERVISOR},
    ("POST", "/mois/2026-11/valider"): {SUPERVISOR},
    ("POST", "/mois/2026-11/verifier"): {CIP, FINANCE, DIRECTION},
    ("POST", "/mois/2026-11/rouvrir"): {CIP, FINANCE, DIRECTION},
    ("POST", "/mois/2026-11/paie"): {FINANCE},
    ("POST", "/mois/2026-11/clore"): {FINANCE},
}


def test_every_page_of_hours_is_listed_here(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff_auto_bleue.payroll.")]

    assert len(rules) == len(PAGES)


def test_everybody_is_a_reader_or_a_stranger() -> None:
    assert set(EVERYBODY) == READERS | STRANGERS


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(
    sign_in: Callable[[Persona], Visitor], crew: list[UUID], persona: Persona
) -> None:
    visitor = sign_in(persona)
    answers = {}
    for method, path in PAGES:
        url = "/auto-bleue/atelier/heures" + path.format(contract=crew[0])
        answer = visitor.open(url, method=method)
        # Who may is stopped by the missing token, who may not by the guard before it.
        answers[method, path] = answer.status_code != 403

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}


def test_a_supervisor_opens_nothing_of_any_other_site(
    app: Flask, sign_in: Callable[[Persona], Visitor], crew: list[UUID]
) -> None:
    supervisor = sign_in(SUPERVISOR)
    with app.app_context():
        others = [place.site.staff_slug for place in registry().places if place.slug != SUPERVISOR.site]

    assert len(others) == 7
    for slug in others:
        for method, path in PAGES:
            answer = supervisor.open(f"/{slug}/atelier/heures" + path.format(contract=crew[0]), method=method)
            assert answer.status_code == 403, f"{method} /{slug}{path}"


def test_a_visitor_is_asked_who_it_is(client: Visitor, crew: list[UUID]) -> None:
    for method, path in PAGES:
        answer = client.open("/auto-bleue/atelier/heures" + path.format(contract=crew[0]), method=method)
        assert answer.status_code == 302
        assert "/connexion" in answer.location


def test_a_sensitive_site_bears_its_neutral_name_wherever_a_person_appears(
    sign_in: Callable[[Persona], Visitor], inside: Callable[..., object]
) -> None:
    inside(hire_team, 2, "valorilot")
    visitor = sign_in(FINANCE)

    for path in (DAY, "/semaine/2026-W47", "/mois/2026-11"):
        page = visitor.get(f"/site-v/atelier/heures{path}").text
        assert "Ada B." in page
        assert "valor" not in page.casefold()
