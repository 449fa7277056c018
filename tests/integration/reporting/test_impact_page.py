"""The impact report on the screen: for whom, what it says, what it opens to, and when the vault is looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import select

from shared.accounts.permissions import Role
from shared.audit.models import AuditEvent
from shared.config import Settings
from shared.db import session
from tests.support.client import Visitor
from tests.support.impact import settle_house
from tests.support.monday import at_work, inside
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    DIRECTION,
    EMPLOYEE,
    FINANCE,
    SUPERVISOR,
    Persona,
)
from tests.support.queries import statements
from tests.support.team import hire_team, terms

__all__ = ["at_work", "inside"]

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = "/gestion/impact/2025"
VAULT, FILE, LINES = f"{PAGE}/coffre", f"{PAGE}/fichier", f"{PAGE}/lignes"
OF_ONE_SITE = Persona("director-of-one", Role.DIRECTION, "auto-bleue")


@pytest.fixture(autouse=True)
def house_of_2025(inside: Inside) -> None:
    """Seven people in ACI, four in AQI."""
    inside(settle_house)


@pytest.fixture
def without_vault(app: Flask, settings: Settings) -> Iterator[None]:
    app.extensions["ateliers_settings"] = replace(settings, vault_key="")
    yield
    app.extensions["ateliers_settings"] = settings


def cards(page: str) -> dict[str, str]:
    """Returns value and fraction of each figure by its label."""
    found = {}
    for card in html.fromstring(page).xpath("//section[@class='impact']//li"):
        (label,) = card.xpath("./p[@class='name']")
        told = card.xpath("./p[contains(@class, 'figure') or @class='fraction']")
        found[_plain(label)] = " ".join(_plain(each) for each in told)
    return found


def _plain(element: Any) -> str:
    return " ".join(element.text_content().split())


def links(page: str) -> dict[str, str]:
    return {
        each.text_content(): each.get("href") for each in html.fromstring(page).xpath("//section[@class='impact']//a")
    }


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def readings(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "vault.opened")))


def test_each_figure_has_its_fraction_and_its_definition(sign_in: SignIn) -> None:
    page = sign_in(DIRECTION).get(PAGE).text
    found = cards(page)

    assert found["Personnes accueillies en ACI"] == "7"
    assert found["Âge moyen en ACI"] == "40 ans 281 / 7"
    assert found["Sorties d’ACI vers un emploi ou une formation"] == "50 % 3 / 6"
    assert found["Reçus : AQI Paris"] == "50 % 1 / 2"
    definitions = html.fromstring(page).xpath("//section[@class='impact']//details")
    assert len(definitions) == len(found)
    assert all("Source" in each.text_content() for each in definitions)
    assert "AQI : sortie pas encore notée pour 1 personne." in words(page)


def test_looking_at_the_page_does_not_open_the_vault(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)

    assert "non compté" in words(client.get(PAGE).text)
    assert client.get(VAULT).location == PAGE
    assert readings(app) == []


def test_the_direction_counts_in_the_vault_and_it_is_noted(app: Flask, sign_in: SignIn) -> None:
    counted = sign_in(DIRECTION).submit(PAGE, action=f"{VAULT}#group-2")

    assert cards(counted.text)["Sous main de justice, en ACI"] == "43 % 3 / 7"
    assert cards(counted.text)["Sous main de justice, en AQI"] == "25 % 1 / 4"
    assert not [label for label in links(counted.text) if "justice" in label]
    assert len(readings(app)) == 2
    assert {actor.split(":")[0] for actor in readings(app)} == {"user"}


def test_a_house_without_a_vault_says_so(sign_in: SignIn, without_vault: None) -> None:
    page = words(sign_in(DIRECTION).get(PAGE).text)

    assert page.count("non disponible") == 2
    assert "Le coffre est désactivé dans cette installation." in page
    assert "Compter dans le coffre" not in page


def test_only_who_covers_the_whole_house_counts_in_the_vault(app: Flask, sign_in: SignIn) -> None:
    for persona in (CIP, FINANCE):
        client = sign_in(persona)
        assert "La direction seule le compte." in words(client.get(PAGE).text)
        assert send(client, VAULT).status_code == 403
    client = sign_in(OF_ONE_SITE)
    assert "Compter dans le coffre" not in client.get(PAGE).text
    assert "il faut un rôle qui en couvre tous les sites" in send(client, VAULT).text
    assert readings(app) == []


@pytest.mark.parametrize("persona", [SUPERVISOR, ADMINISTRATOR, EMPLOYEE, CUSTOMER], ids=str)
def test_nobody_else_sees_anything_of_it(sign_in: SignIn, persona: Persona) -> None:
    client = sign_in(persona)

    for path in ("/gestion/impact", PAGE, f"{LINES}/people_aci"):
        assert client.get(path).status_code == 403
    for path in (VAULT, FILE):
        assert send(client, path).status_code == 403


def test_a_figure_opens_to_its_people_with_the_neutral_name_of_their_site(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    path = links(client.get(PAGE).text)["Sorties d’ACI vers un emploi ou une formation"]
    page = client.get(path).text

    rows = [" ".join(row.text_content().split()) for row in html.fromstring(page).xpath("//tbody/tr")]
    assert rows == [
        "Farid Grive L’Îlot Gourmand Oui Entrée en formation qualifiante ou préqualifiante",
        "Bruno Mésange Auto Bleue Oui CDI sans aide publique, chez un autre employeur",
        "Chloé Tilleul Auto Bleue Oui CDD ou intérim de moins de 6 mois",
        "Elsa Charme Site V Non Motif confidentiel",
        "Gaëlle Érable L’Îlot Gourmand Non Au chômage",
        "Driss Pinson Auto Bleue Non Au chômage",
    ]
    assert "Valor" not in page
    assert client.get(html.fromstring(page).xpath("//tbody//a/@href")[0]).status_code == 200


def test_every_link_of_the_direction_leads_somewhere(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    found = links(client.get(PAGE).text)

    assert len(found) > 20
    assert {client.get(path).status_code for path in found.values()} == {200}


def test_an_adviser_sees_the_people_of_the_own_sites_and_no_sales(sign_in: SignIn) -> None:
    client = sign_in(CIP)
    page = client.get(PAGE).text
    lines = client.get(f"{LINES}/people_aci").text

    assert not [label for label in cards(page) if "Ventes" in label]
    assert cards(page)["Personnes accueillies en ACI"] == "7"
    names = html.fromstring(lines).xpath("//tbody/tr/th")
    assert [each.text_content() for each in names] == ["Ada Bouleau", "Bruno Mésange", "Driss Pinson", "Chloé Tilleul"]
    assert "Vous voyez les personnes de vos sites." in words(lines)
    assert "Personne de vos sites" in words(client.get(f"{LINES}/people_aqi").text)


def test_finance_sees_figures_and_sales_but_nobody(sign_in: SignIn) -> None:
    client = sign_in(FINANCE)
    page = client.get(PAGE).text

    assert "Ventes hors taxes : Auto Bleue" in cards(page)
    assert not [path for path in links(page).values() if "/lignes/" in path]
    assert client.get(f"{LINES}/people_aci").status_code == 403


@pytest.mark.parametrize("code", ["court_measure_aci", "hours", "sales", "nothing", "coffre"])
def test_what_opens_to_nobody_is_not_found(sign_in: SignIn, code: str) -> None:
    assert sign_in(DIRECTION).get(f"{LINES}/{code}").status_code == 404


def test_years_are_beside_each_other(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)

    assert client.get("/gestion/impact").location == PAGE
    page = client.get(PAGE).text
    assert "/gestion/impact/2024" in page
    assert "/gestion/impact/2026" in page
    assert "/gestion/impact/2023" not in client.get("/gestion/impact/2024").text
    for absurd in (1999, 2027, 99999):
        assert client.get(f"/gestion/impact/{absurd}").status_code == 404


def test_the_home_page_of_the_direction_leads_there(sign_in: SignIn) -> None:
    home = html.fromstring(sign_in(DIRECTION).get("/bureau").text)

    assert home.xpath("//article[contains(., 'Rapport d’impact 2025')]//a/@href") == ["/gestion/impact"]


@pytest.mark.parametrize("audience", ["internal", "funder", "public"])
def test_the_report_goes_home_as_a_workbook(app: Flask, sign_in: SignIn, audience: str) -> None:
    answer = sign_in(DIRECTION).submit(PAGE, action=FILE, button="format=xlsx", audience=audience)

    assert f"impact-2025-{audience}.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Chiffres 2025", "Définitions", "Lisez-moi"]
    rows = {row[7]: row[1:7] for row in book["Chiffres 2025"].iter_rows(min_row=2, values_only=True)}
    assert rows["mean_age_aci"] == ("Âge moyen en ACI", 40, "ans", 281, 7, None)
    measure = rows["court_measure_aci"][1:]
    assert measure == ((43, "%", 3, 7, None) if audience == "internal" else (None, "%", None, None, "non communiqué"))
    definitions = {row[4]: row[1] for row in book["Définitions"].iter_rows(min_row=2, values_only=True)}
    assert definitions.keys() == rows.keys()
    with app.app_context():
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "impact.exported")).all()
        assert [(each.subject, each.detail) for each in events] == [
            ("impact:2025", {"audience": audience, "format": "xlsx"})
        ]


def test_the_report_goes_home_as_a_pdf(sign_in: SignIn) -> None:
    answer = sign_in(FINANCE).submit(PAGE, action=FILE, button="format=pdf", audience="internal")

    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.data)).pages).split())
    assert answer.mimetype == "application/pdf"
    assert "Rapport d’impact 2025" in text
    assert "Sorties d’ACI vers un emploi ou une formation 50 % 3 / 6" in text
    # Finance does not count in the vault.
    assert "Sous main de justice, en ACI non compté" in text
    assert "sortie pas encore notée pour 1 personne" in text
    for name in ("Bouleau", "Charme", "Site V"):
        assert name not in text


def test_a_file_needs_a_known_audience_and_format(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    token = html.fromstring(client.get(PAGE).text).xpath("//main//input[@name='csrf_token']/@value")[0]

    for asked in (
        {"audience": "everybody", "format": "pdf"},
        {"format": "pdf"},
        {"audience": "public", "format": "csv"},
    ):
        assert client.post(FILE, data={"csrf_token": token} | asked).status_code == 422


def test_the_pages_take_as_many_statements_for_a_hundred_people(app: Flask, inside: Inside, sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)

    def count(path: str) -> int:
        with statements(app) as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    paths = (PAGE, f"{LINES}/people_aci", f"{LINES}/job_or_training_aci")
    before = [count(path) for path in paths]
    inside(hire_team, 24, "gourmand", terms(date(2025, 5, 5), date(2025, 12, 1)))
    assert [count(path) for path in paths] == before


def send(client: Visitor, path: str) -> Any:
    """Sends a bare form with a valid token."""
    tokens = html.fromstring(client.get("/mon-compte").text).xpath("//input[@name='csrf_token']/@value")
    return client.post(path, data={"csrf_token": tokens[0], "audience": "public", "format": "pdf"})
