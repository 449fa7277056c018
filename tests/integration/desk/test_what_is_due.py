"""The adviser's home opens on what is due, each line with one thing to do; who leads a team sees five dates of work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.accounts.models import User
from shared.config import Settings
from shared.db import atomic, session
from shared.followup.models import DeadlineMark
from shared.people.contracts.services import end_contract
from shared.people.passes.services import record_pass
from tests.support.client import Visitor
from tests.support.office import hire, member
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona, client_of, move_in
from tests.support.team import MONDAY, NAMES, site_id, terms

Inside = Callable[..., Any]
Read = Callable[..., str]
HOME = "/bureau"


def due(visitor: Visitor) -> list[str]:
    """Returns what each line says, on one line."""
    (section,) = html.fromstring(visitor.get(HOME).text).find_class("due")
    return [" ".join(each.text_content().split()) for each in section.xpath(".//li")]


def first_link(visitor: Visitor) -> tuple[str, str]:
    """Returns what the first button of the first line says, and where it leads."""
    (section,) = html.fromstring(visitor.get(HOME).text).find_class("due")
    link = section.xpath(".//li//a")[0]
    return " ".join(link.text_content().split()), link.get("href")


def hire_until(days: int, name: str = "Ada Bouleau", slug: str = "auto-bleue") -> UUID:
    """Hires somebody whose contract ends in so many days, and returns the contract."""
    first, last = name.split()
    return hire(first, last, terms(date(2026, 6, 1), MONDAY + timedelta(days=days)), slug)


@pytest.fixture
def adviser(app: Flask) -> Visitor:
    return client_of(app, CIP)


def test_nothing_due_is_one_calm_line(adviser: Visitor, read: Read, inside: Inside) -> None:
    inside(hire_until, 31)

    assert due(adviser) == []
    assert "À faire maintenant Tout voir Rien n’arrive à son terme d’ici trente jours." in read(CIP)


def test_it_is_the_first_thing_on_the_page(app: Flask, adviser: Visitor, inside: Inside) -> None:
    inside(hire_until, 5)

    (main,) = html.fromstring(adviser.get(HOME).text).xpath("//main")
    assert main.xpath(".//h2")[0].text_content() == "À faire maintenant"
    assert not html.fromstring(client_of(app, FINANCE).get(HOME).text).find_class("due")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Aujourd’hui"), (1, "Demain"), (5, "Dans 5 jours, le 21/11/2026"), (30, "Dans 30 jours, le 16/12/2026")],
)
def test_a_contract_says_how_many_days_are_left_and_leads_to_its_renewal(
    adviser: Visitor, inside: Inside, days: int, words: str
) -> None:
    person = inside(lambda contract: member(contract).person, inside(hire_until, days))

    (line,) = due(adviser)

    assert line.startswith(f"Ada Bouleau Fin de contrat {words} Auto Bleue")
    name, address = first_link(adviser)
    assert name.startswith("Renouveler")
    assert address == f"/auto-bleue/atelier/equipe/{person}/renouveler"


def test_a_contract_that_outlives_the_pass_is_red_however_far_away(adviser: Visitor, inside: Inside) -> None:
    def note() -> None:
        person = member(hire("Ada", "Bouleau", terms(date(2026, 9, 1), date(2027, 4, 30)))).person
        with atomic():
            record_pass(
                site_id=site_id(), person=person, number="999990000001", starts_on=date(2025, 3, 1), actor="test"
            )

    inside(note)

    (section,) = html.fromstring(adviser.get(HOME).text).find_class("due")
    (line,) = section.xpath(".//li")
    assert "tone-danger" in line.get("class")
    assert "Contrat plus long que le PASS Dans 104 jours" in " ".join(line.text_content().split())
    assert first_link(adviser)[0].startswith("Voir le PASS")


def test_one_tap_takes_a_line_and_leads_back_home(adviser: Visitor, inside: Inside) -> None:
    contract = inside(hire_until, 5)
    assert "Sans personne depuis 25 jours" in due(adviser)[0]

    taken = adviser.submit(HOME, action=f"/echeances/contract/{contract}/prendre?retour=accueil")

    assert (taken.status_code, taken.location) == (303, HOME)
    (line,) = due(adviser)
    assert "Vous vous en occupez." in line
    assert "Je m’en occupe" not in line
    mark, user = inside(lambda: session.execute(select(DeadlineMark.owner_id, User.id).join(User)).one())
    assert mark == user


def test_six_lines_at_most_and_the_others_one_tap_away(adviser: Visitor, read: Read, inside: Inside) -> None:
    for place, name in enumerate(NAMES[:9]):
        inside(hire_until, 24 + place if place < 6 else 1, name)

    lines = due(adviser)

    assert len(lines) == 6
    # Nobody has taken the last three for long: they come first.
    assert [each.split()[0] for each in lines[:3]] == [name.split()[0] for name in sorted(NAMES[6:9])]
    assert "Tout voir (9)" in read(CIP)


def test_a_site_of_somebody_else_is_not_there(adviser: Visitor, inside: Inside) -> None:
    inside(hire_until, 5, "Bruno Mésange", "gourmand")

    assert due(adviser) == []


def test_a_direction_sees_only_what_waits_without_anybody(app: Flask, read: Read, inside: Inside) -> None:
    inside(hire_until, 29)
    assert "sans personne" not in read(DIRECTION)
    inside(hire_until, 10, "Bruno Mésange", "gourmand")

    page = read(DIRECTION)

    assert "1 Une échéance est sans personne Depuis 7 jours ou plus, 20 jours pour la plus ancienne." in page
    assert "Mésange" not in page
    assert not html.fromstring(client_of(app, DIRECTION).get(HOME).text).find_class("due")


def test_the_patience_is_a_setting(app: Flask, read: Read, inside: Inside) -> None:
    inside(hire_until, 10)
    settings: Settings = app.extensions["ateliers_settings"]
    app.extensions["ateliers_settings"] = replace(settings, deadlines_alone_days=21)
    try:
        assert "sans personne" not in read(DIRECTION)
        assert "Sans personne" not in read(CIP)
    finally:
        app.extensions["ateliers_settings"] = settings


@pytest.mark.parametrize("persona", [SUPERVISOR], ids=str)
def test_a_supervisor_sees_five_dates_of_work_at_most(app: Flask, read: Read, inside: Inside, persona: Persona) -> None:
    move_in(app, persona)
    for place, name in enumerate(NAMES[:6]):
        inside(hire_until, 10 + place, name)
    inside(hire, "Gaëlle", "Érable", terms(date(2026, 10, 26), date(2027, 6, 25)))

    page = read(persona).replace("\xa0", " ")

    assert "7 Des dates approchent dans l’équipe Gaëlle É. : fin d’essai dans 9 jours" in page
    assert "Ada B. : fin de contrat dans 10 jours" in page
    assert "Et 2 autres dates." in page
    assert page.count("fin de contrat dans") == 4
    assert not [name for name in NAMES if name.split()[1] in page]


def test_a_supervisor_sees_nothing_of_a_pass(app: Flask, read: Read, inside: Inside) -> None:
    def note() -> None:
        person = member(hire("Ada", "Bouleau", terms(date(2026, 3, 2), date(2027, 4, 30)))).person
        with atomic():
            record_pass(
                site_id=site_id(), person=person, number="999990000001", starts_on=date(2024, 12, 1), actor="test"
            )

    inside(note)

    assert "PASS" not in read(SUPERVISOR)
    assert "Des dates" not in read(SUPERVISOR)


def test_a_contract_that_ended_early_is_gone(adviser: Visitor, inside: Inside) -> None:
    contract = inside(hire_until, 20)

    def stop() -> None:
        with atomic():
            end_contract(site_id=site_id(), contract=contract, ends_on=MONDAY - timedelta(days=1), actor="test")

    inside(stop)

    assert due(adviser) == []
