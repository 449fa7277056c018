"""The supervisor's home: four lines at most, each with one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from shared.accounts.queries import find_user_by_email
from shared.accounts.services import grant_role
from shared.db import atomic
from shared.workshop import find_site
from tests.support.personas import SUPERVISOR, client_of, move_in
from tests.support.queries import statements
from tests.support.sheets import fill, validate
from tests.support.team import MONDAY, hire_team, terms

Inside = Callable[..., Any]
Read = Callable[..., str]

LAST_MONDAY = MONDAY - timedelta(days=7)


def titles(app: Flask) -> list[str]:
    """Returns the titles of the cards."""
    page = html.fromstring(client_of(app, SUPERVISOR).get("/bureau").text)
    return [title.text_content() for title in page.xpath("//article//h2")]


def test_a_morning_with_everything_open(app: Flask, inside: Inside, read: Read) -> None:
    inside(hire_team, 3, contract=terms(first=LAST_MONDAY, last=MONDAY + timedelta(days=12)))

    assert titles(app) == [
        "Qui est là aujourd’hui\u00a0?",
        "Des journées sont incomplètes",
        "Des dates approchent dans l’équipe",
        "Aucune commande en cours",
    ]
    page = read(SUPERVISOR)
    assert "0 sur 3" in page
    assert "4 jours Des journées sont incomplètes Il manque 3 personnes lundi 9 novembre, et 3 autres jours." in page
    assert "Ada B. : fin de contrat dans 12 jours" in page.replace("\xa0", " ")
    assert "Bouleau" not in page


def test_one_tap_leads_to_the_oldest_day_that_misses(app: Flask, inside: Inside) -> None:
    inside(hire_team, 1, contract=terms(first=LAST_MONDAY, last=date(2027, 5, 1)))

    page = html.fromstring(client_of(app, SUPERVISOR).get("/bureau").text)

    (link,) = page.xpath("//a[starts-with(normalize-space(), 'Compléter la plus ancienne')]")
    assert link.get("href") == "/auto-bleue/atelier/heures/jour/2026-11-09"


def test_an_afternoon_with_everything_done(app: Flask, inside: Inside) -> None:
    inside(hire_team, 3, contract=terms(first=MONDAY, last=date(2027, 5, 1)))
    inside(fill)
    assert titles(app)[0] == "La journée est notée"
    inside(validate)

    assert titles(app) == [
        "La journée est validée",
        "Des dates approchent dans l’équipe",
        "Aucune commande en cours",
    ]


def test_the_colleagues_of_two_sites_are_told_apart(app: Flask, inside: Inside, read: Read) -> None:
    def lead_too() -> None:
        with atomic():
            user = find_user_by_email(SUPERVISOR.email)
            assert user
            grant_role(user=user, role=SUPERVISOR.role, site=find_site("valorilot"), actor="cli:test")

    move_in(app, SUPERVISOR)
    inside(lead_too)
    inside(hire_team, 2, "valorilot")

    page = read(SUPERVISOR)

    assert "Auto Bleue Personne n’est attendu aujourd’hui" in page
    assert "Site V Qui est là aujourd’hui ?" in page
    assert "valor" not in page.casefold()


@pytest.mark.parametrize("size", [1, 24])
def test_the_page_asks_as_often_whatever_the_size_of_the_team(app: Flask, inside: Inside, size: int) -> None:
    client = client_of(app, SUPERVISOR)
    inside(hire_team, size)
    inside(fill)
    inside(validate)

    with statements(app) as sent:
        client.get("/bureau")

    # Who it is, the sites, two of the holes, contracts that end, four of the day sheet, two of the orders.
    assert len(sent) == 13, "\n".join(sent)
