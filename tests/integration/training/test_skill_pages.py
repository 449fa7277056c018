"""The team by skills, one person over time, and the taps that note what was seen: who may, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html

from shared.accounts.permissions import Permission
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.exam_pages import Inside, SignIn, words
from tests.support.exams import group
from tests.support.personas import CIP, DIRECTION, EVERYBODY, NEIGHBOUR, SUPERVISOR, Persona, supervisor_of
from tests.support.queries import statements
from tests.support.skills import BRAKES, OIL, TYRES, see, stored, team
from tests.support.team import AT_WORK, MONDAY, hire_team

PAGE = "/auto-bleue/atelier/competences"
PAGES = {
    ("GET", ""): {SUPERVISOR, CIP, DIRECTION},
    ("POST", "/fichier"): {SUPERVISOR, CIP, DIRECTION},
    ("GET", "/{person}"): {SUPERVISOR, CIP, DIRECTION},
    ("POST", "/{person}/attestation"): {CIP, DIRECTION},
    ("GET", "/{person}/jour/{day}"): {SUPERVISOR},
    ("GET", "/{person}/jour/{day}/{skill}"): {SUPERVISOR},
    ("POST", "/{person}/jour/{day}/{skill}"): {SUPERVISOR},
}


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    """Half past eight on Monday."""
    with clock.at(AT_WORK):
        yield


@pytest.fixture
def people(inside: Inside) -> list[UUID]:
    """Ada, Bruno and Chloé."""
    found: list[UUID] = inside(team, 3)
    return found


def day_of(person: UUID, skill: str = "", day: Any = MONDAY) -> str:
    return f"{PAGE}/{person}/jour/{day}" + (f"/{skill}" if skill else "")


def tap(client: Visitor, path: str, **fields: str) -> Any:
    """Taps a level as the page does; a level that it does not offer may be sent too."""
    token = html.fromstring(client.get(PAGE).text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(path, data={"csrf_token": token, **fields})


def cells(page: Any, row: str) -> list[str]:
    (found,) = [
        tr for tr in html.fromstring(page.text).xpath("//tbody/tr") if row in tr.xpath("./th")[0].text_content()
    ]
    return [" ".join(cell.text_content().split()) for cell in found.xpath("./td//span[@class='visually-hidden']")]


def test_every_page_of_skills_is_listed_here(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PAGE)]
    assert len(rules) == len(PAGES)


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(sign_in: SignIn, people: list[UUID], persona: Persona) -> None:
    visitor, places = sign_in(persona), {"person": people[0], "day": MONDAY, "skill": OIL}
    opened = {
        (method, path): visitor.open(PAGE + path.format(**places), method=method).status_code != 403
        for method, path in PAGES
    }
    assert opened == {page: persona in allowed for page, allowed in PAGES.items()}


def test_a_supervisor_holds_nothing_above_level_one_here() -> None:
    assert {Permission.VIEW_SKILLS.level, Permission.OBSERVE_SKILLS.level, Permission.CERTIFY_SKILLS.level} == {1}


def test_the_matrix_shows_the_last_level_and_what_the_person_says(
    sign_in: SignIn, inside: Inside, people: list[UUID]
) -> None:
    ada, bruno, _ = people
    inside(see, ada, OIL, 1, MONDAY - timedelta(days=7))
    inside(see, ada, OIL, 3)
    inside(see, ada, TYRES, 2, MONDAY - timedelta(days=7))
    inside(see, ada, OIL, 4, own=True)
    inside(see, bruno, BRAKES, 4, own=True)

    page = sign_in(SUPERVISOR).get(PAGE)

    of_ada = cells(page, "Ada B.")
    assert "Vidange : Seul, la personne dit : Transmet" in of_ada
    assert "Pneus : Seul, avec contrôle" in of_ada
    assert "Freins : pas encore observé" in of_ada
    assert "Freins : pas encore observé, la personne dit : Transmet" in cells(page, "Bruno M.")
    assert "Bouleau" not in page.text


def test_the_adviser_reads_whole_names_and_finds_no_button(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    inside(see, people[0], OIL, 3)
    client = sign_in(CIP)
    page = client.get(PAGE)
    assert "Ada Bouleau" in words(page)
    assert "/jour/" not in page.text
    assert "Noter une compétence" not in client.get(f"{PAGE}/{people[0]}").text


def test_the_day_sheet_opens_the_skills_of_each_for_who_may_note_them(sign_in: SignIn, people: list[UUID]) -> None:
    sheet = "/auto-bleue/atelier/heures/jour/2026-11-16"
    links = html.fromstring(sign_in(SUPERVISOR).get(sheet).text).xpath("//nav[contains(@class, 'observing')]//a/@href")
    assert links == [day_of(person) for person in people]
    assert "observing" not in sign_in(CIP).get(sheet).text


def test_a_level_is_noted_and_the_page_comes_back_to_the_person(
    sign_in: SignIn, inside: Inside, people: list[UUID]
) -> None:
    client, ada = sign_in(SUPERVISOR), people[0]
    assert "Pas encore observé" in words(client.get(day_of(ada)))

    answer = tap(client, day_of(ada, OIL), level="3")
    assert (answer.status_code, answer.location) == (302, day_of(ada))
    page = client.get(answer.location)
    assert "C’est noté : Faire une vidange et changer les filtres, seul." in words(page).replace("\u00a0", " ")
    assert "Seul, le 16/11/2026" in words(page)

    assert "C’était déjà noté" in words(client.get(tap(client, day_of(ada, OIL), level="3").location))
    tap(client, day_of(ada, OIL), level="2", own="1")
    assert inside(stored) == [(OIL, 3, MONDAY, False), (OIL, 2, MONDAY, True)]
    assert "se dit : seul, avec contrôle" in words(client.get(day_of(ada))).replace("\u00a0", " ")


@pytest.mark.parametrize("level", ["", "5", "-1", "seul", "3.0", "9" * 5000])
def test_a_wrong_level_is_refused_in_french_and_writes_nothing(
    sign_in: SignIn, inside: Inside, people: list[UUID], level: str
) -> None:
    answer = tap(sign_in(SUPERVISOR), day_of(people[0], OIL), level=level)
    assert answer.status_code == 422
    assert "Choisissez un niveau de la liste." in words(answer)
    assert inside(stored) == []


def test_what_does_not_exist_is_not_found(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    client, ada = sign_in(SUPERVISOR), people[0]
    tomorrow, before = MONDAY + timedelta(days=1), MONDAY - timedelta(days=365)
    for path in (
        day_of(ada, "plonge"), day_of(ada, OIL, tomorrow), day_of(ada, OIL, before), day_of(uuid4(), OIL),
        day_of(ada, "", tomorrow), day_of(ada, "", before), day_of(uuid4()),
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    for path in (day_of(ada, "plonge"), day_of(ada, OIL, tomorrow), day_of(ada, OIL, before), day_of(uuid4(), OIL)):
        assert tap(client, path, level="3").status_code == 404, path
    assert client.get(f"{PAGE}/{uuid4()}").status_code == 404
    assert inside(stored) == []


def test_nobody_of_another_site_is_shown_or_noted(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    ada = people[0]
    inside(see, ada, OIL, 3)
    client = sign_in(NEIGHBOUR)
    elsewhere = PAGE.replace("auto-bleue", "gourmand")
    assert "Ada" not in client.get(elsewhere).text
    assert client.get(f"{elsewhere}/{ada}").status_code == 404
    assert client.get(f"{elsewhere}/{ada}/jour/{MONDAY}").status_code == 404
    assert tap_at(client, elsewhere, f"/{ada}/jour/{MONDAY}/plonge").status_code == 404
    assert len(inside(stored)) == 1


def tap_at(client: Visitor, page: str, path: str) -> Any:
    token = html.fromstring(client.get(page).text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(page + path, data={"csrf_token": token, "level": "3"})


def test_the_history_says_each_day_level_and_who(sign_in: SignIn, inside: Inside, people: list[UUID]) -> None:
    client, ada = sign_in(SUPERVISOR), people[0]
    inside(see, ada, OIL, 1, MONDAY - timedelta(days=7))
    # A slip of the finger, mended at once: the day's last word counts.
    tap(client, day_of(ada, OIL), level="4")
    tap(client, day_of(ada, OIL), level="2")
    tap(client, day_of(ada, OIL), level="3", own="1")

    page = words(client.get(f"{PAGE}/{ada}")).replace("\u00a0", " ")

    assert "16/11/2026 : seul, avec contrôle noté par Supervisor" in page
    assert "16/11/2026 : seul , dit de soi" in re.sub(r"\bseul,", "seul ,", page)
    assert "09/11/2026 : avec aide" in page
    assert "transmet" not in page
    assert "Compte pour RNCP38101" in page


@pytest.mark.parametrize(("persona", "name"), [(SUPERVISOR, "Ada B."), (CIP, "Ada Bouleau")], ids=["short", "whole"])
def test_the_matrix_is_taken_home_with_the_names_of_the_screen(
    sign_in: SignIn, inside: Inside, people: list[UUID], persona: Persona, name: str
) -> None:
    inside(see, people[0], OIL, 3)
    inside(see, people[0], OIL, 2, own=True)
    client = sign_in(persona)
    answer = client.submit(PAGE, action=f"{PAGE}/fichier", button="format=csv")
    assert answer.content_type.startswith("text/csv")
    head, first, *_ = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    line = dict(zip(head.split(";"), first.split(";"), strict=True))
    assert line["Nom"] == name
    assert line["Faire une vidange et changer les filtres"] == "3"
    assert line["Faire une vidange et changer les filtres (dit par la personne)"] == "2"
    assert line["Monter et équilibrer un pneu"] == ""
    assert tap(client, f"{PAGE}/fichier", format="pdf").status_code in {400, 422}


def test_a_sensitive_site_bears_its_neutral_name_beside_people(sign_in: SignIn, inside: Inside) -> None:
    inside(hire_team, 1, "valorilot")
    page = sign_in(supervisor_of("valorilot")).get("/site-v/atelier/competences")
    assert "Ada B." in words(page)
    assert not re.search(
        r"(?i)valor|textile|tissu|vêtement|couture", html.fromstring(page.text).xpath("//main")[0].text_content()
    )


@pytest.mark.parametrize("path", ["", "/{person}", "/{person}/jour/2026-11-16", "/{person}/jour/2026-11-16/vidange"])
def test_the_statements_do_not_grow_with_the_team(app: Flask, sign_in: SignIn, inside: Inside, path: str) -> None:
    people = inside(team, 2)
    inside(see, people[0], OIL, 3)
    client = sign_in(SUPERVISOR)
    address = PAGE + path.format(person=people[0])
    client.get(address)
    with statements(app) as few:
        client.get(address)
    inside(more_of_it, people[0])
    with statements(app) as many:
        client.get(address)
    assert len(few) == len(many) <= 5


def more_of_it(person: UUID) -> None:
    """Twenty more people, and ten more observations of somebody."""
    hired = group(20, "auto-bleue")
    for each in hired[:5]:
        see(each, OIL, 2)
    for back in range(1, 11):
        see(person, TYRES, 2, MONDAY - timedelta(days=back))
