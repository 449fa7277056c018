"""The adviser notes what people have left for: who is waiting, what is asked, and what the list may say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import select

from shared.config import Settings
from shared.db import session
from shared.followup.models import Exit
from shared.people.models import Person
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona, client_of
from tests.support.queries import statements
from tests.support.team import hire_team, terms

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = "/auto-bleue/atelier/sorties"
GONE = terms(date(2026, 3, 2), date(2026, 10, 31))
HIRED, JUSTICE = 3, 18


@pytest.fixture(autouse=True)
def team(inside: Inside) -> None:
    """Two mechanics who have left, Ada and Bruno; nobody has noted it."""
    inside(hire_team, 2, contract=GONE)


def person(number: int = 0) -> UUID:
    return session.scalars(select(Person.public_id).order_by(Person.id)).all()[number]


def note(app: Flask, client: Visitor, reason: int, number: int = 0, **more: str) -> Any:
    with app.app_context():
        page = f"{PAGE}/{person(number)}"
    return client.submit(page, reason=str(reason), **more)


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def test_an_exit_is_noted_in_one_choice(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(CIP)
    assert "Sorties à noter Ada Bouleau" in words(client.get("/bureau").text)

    assert note(app, client, HIRED).status_code == 303

    page = words(client.get(PAGE).text)
    assert (
        "Ada Bouleau mécanique 31/10/2026 CDI sans aide publique, chez un autre employeur Emploi durable Aucune" in page
    )
    assert "Bruno Mésange mécanique, jusqu’au" in page
    assert "Ada" not in words(client.get("/bureau").text)


def test_a_confidential_reason_is_called_no_more_than_that(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(CIP)
    note(app, client, JUSTICE)

    page = client.get(PAGE).text
    assert "Motif confidentiel Retrait des sorties constatées" in words(page)
    (table,) = html.fromstring(page).xpath("//table")
    assert "justice" not in table.text_content()


def test_a_house_without_a_vault_says_what_becomes_of_such_a_reason(
    app: Flask, settings: Settings, sign_in: SignIn
) -> None:
    with app.app_context():
        page = f"{PAGE}/{person()}"
    assert "n’est gardé que dans le coffre" in sign_in(CIP).get(page).text
    app.extensions["ateliers_settings"] = replace(settings, vault_key="")
    try:
        assert "ne sera gardé nulle part" in sign_in(CIP).get(page).text
    finally:
        app.extensions["ateliers_settings"] = settings


@pytest.mark.parametrize("reason", ["", "99", "trois", "³", "1" * 50])
def test_a_reason_that_is_none_is_said_at_its_own_field(app: Flask, sign_in: SignIn, reason: str) -> None:
    client = sign_in(CIP)
    with app.app_context():
        ada = person()
    (token,) = set(html.fromstring(client.get(f"{PAGE}/{ada}").text).xpath("//main//input[@name='csrf_token']/@value"))

    answer = client.post(f"{PAGE}/{ada}", data={"csrf_token": token, "reason": reason})

    assert answer.status_code == 422
    (error,) = html.fromstring(answer.text).xpath("//*[@id=$name]", name="reason-error")
    assert "Choisissez un motif de la liste." in error.text_content()
    with app.app_context():
        assert session.scalars(select(Exit)).all() == []


def test_the_list_goes_home_as_a_file(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    note(app, client, JUSTICE)

    answer = client.submit(PAGE, action=f"{PAGE}/fichier", button="format=xlsx")

    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[0] for row in rows[1:2]] == ["Ada Bouleau"]
    assert rows[1][3:5] == ("Motif confidentiel", "Retrait des sorties constatées")


def test_nobody_else_sees_who_left_for_what(app: Flask) -> None:
    for persona in (SUPERVISOR, FINANCE, NEIGHBOUR):
        assert client_of(app, persona).get(PAGE).status_code == 403
    assert client_of(app, CIP).get("/gourmand/atelier/sorties").status_code in {403, 404}


def test_the_page_asks_as_often_for_many(app: Flask, inside: Inside, sign_in: SignIn) -> None:
    client = sign_in(CIP)

    def count() -> int:
        with statements(app) as sent:
            client.get(PAGE)
        return len(sent)

    before = count()
    inside(hire_team, 20, "gourmand", GONE)
    assert count() == before <= 6
