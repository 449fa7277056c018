"""The titles of the house on one page, for whoever may read them; the model of an import; what the pages ask."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from python_calamine import CalamineWorkbook

from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, EVERYBODY, FINANCE, Persona
from tests.support.queries import statements
from tests.support.titles import HEADER, IMPORT, TITLES, confirm, faults, look, send, shown, state
from tests.support.workbooks import workbook

__all__ = ["at_work", "inside"]

READERS = {ADMINISTRATOR, CIP, FINANCE, DIRECTION}
PAGES = {
    ("GET", TITLES): READERS,
    ("GET", IMPORT): {ADMINISTRATOR},
    ("POST", f"{IMPORT}/modele"): {ADMINISTRATOR},
    ("POST", IMPORT): {ADMINISTRATOR},
    ("POST", f"{IMPORT}/enregistrer"): {ADMINISTRATOR},
}
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


@pytest.fixture
def administrator(sign_in: SignIn) -> Visitor:
    """Whoever answers for the rules of the house."""
    return sign_in(ADMINISTRATOR)


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(sign_in: SignIn, persona: Persona) -> None:
    visitor = sign_in(persona)

    answers = {page: visitor.open(page[1], method=page[0]).status_code != 403 for page in PAGES}

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}


def test_every_page_is_listed_here(app: Flask) -> None:
    assert len([rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("titles.")]) == len(PAGES)


def test_the_adviser_reads_the_titles_and_changes_nothing(sign_in: SignIn) -> None:
    adviser = sign_in(CIP)
    assert TITLES in adviser.get("/auto-bleue/atelier/examens").text

    page = adviser.get(TITLES)

    said = shown(page)
    assert "Employé polyvalent en restauration RNCP38663 Niveau 3 Enregistré jusqu’au 04/06/2029." in said
    assert "BC04 Réaliser la plonge et le nettoyage des locaux et des matériels À confirmer" in said
    assert "Ses blocs ne sont pas connus" in said
    assert "Importer" not in said


def test_the_model_bears_the_titles_of_today_and_changes_nothing(administrator: Visitor, inside: Inside) -> None:
    before = inside(state)
    for form in ("xlsx", "csv"):
        answer = administrator.submit(IMPORT, action=f"{IMPORT}/modele", button=f"format={form}")
        assert f"modele-titres.{form}" in answer.headers["Content-Disposition"]
        if form == "xlsx":
            rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_name("Titres").to_python()
            assert rows[0] == HEADER
            assert len(rows) == 1 + 2 + 4 + 1

        preview = send(administrator, BytesIO(answer.data), f"titres.{form}")

        # Nothing but that somebody of the house now vouches for it.
        assert preview.status_code == 200, faults(preview)
        assert "BC01, BC02, BC03, BC04 : à confirmer" in shown(preview)
        assert "Mécanicien de maintenance automobile RNCP38101 Reste comme il est" in shown(preview)
    assert inside(state) == before


@pytest.mark.parametrize("size", [1, 30])
def test_the_list_asks_as_often_whatever_it_holds(app: Flask, administrator: Visitor, size: int) -> None:
    rows = [[f"RNCP4{number:04d}", f"Titre {number}", 3, "", "BC01", "Bloc", 1] for number in range(size)]
    confirm(administrator, look(administrator, *rows))
    administrator.get(TITLES)

    with statements(app) as sent:
        administrator.get(TITLES)

    assert len(sent) == 4, "\n".join(sent)


@pytest.mark.parametrize("size", [2, 60])
def test_the_preview_asks_as_often_for_60_titles_as_for_2(app: Flask, administrator: Visitor, size: int) -> None:
    rows = [[f"RNCP4{number:04d}", f"Titre {number}", 3, "", "BC01", "Bloc", 1] for number in range(size)]
    file = workbook({"Titres": [HEADER, *rows]})
    token = html.fromstring(administrator.get(IMPORT).text).xpath("//main//input[@name='csrf_token']/@value")[0]

    with statements(app) as sent:
        answer = administrator.post(IMPORT, data={"csrf_token": token, "file": (file, "titres.xlsx")})

    assert answer.status_code == 200
    # Who it is, the titles with their blocks, the blocks that somebody sat, the exams to come.
    assert len(sent) == 5, "\n".join(sent)
