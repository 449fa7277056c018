"""The office signs people on from the team's pages; the workshop sees who works here."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.people.queries import list_contracts
from tests.support.client import Visitor
from tests.support.office import hire, member, renew
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
from tests.support.queries import statements
from tests.support.team import MONDAY, hire_team, site_id, terms

TEAM = "/auto-bleue/atelier/equipe"
READERS = {SUPERVISOR, CIP, FINANCE, DIRECTION}
OFFICE = {CIP, DIRECTION}

PAGES = {
    ("GET", ""): READERS,
    ("GET", "/{person}"): READERS,
    ("POST", "/fichier"): OFFICE,
    ("GET", "/embaucher"): OFFICE,
    ("POST", "/embaucher"): OFFICE,
    ("GET", "/{person}/renouveler"): OFFICE,
    ("POST", "/{person}/renouveler"): OFFICE,
    ("GET", "/{person}/contrats/{contract}/horaire"): OFFICE,
    ("POST", "/{person}/contrats/{contract}/horaire"): OFFICE,
    ("GET", "/{person}/contrats/{contract}/corriger"): OFFICE,
    ("POST", "/{person}/contrats/{contract}/corriger"): OFFICE,
    ("POST", "/{person}/contrats/{contract}/annuler"): OFFICE,
    ("POST", "/{person}/contrats/{contract}/fin"): OFFICE,
    ("POST", "/{person}/matricule"): {CIP, FINANCE, DIRECTION},
}

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]

NEW = {
    "first_name": "Nour",
    "last_name": "Alisier",
    "job": "Mécanicienne",
    "starts_on": "2026-11-16",
    "ends_on": "2027-07-15",
    "weekly": "26h",
    **{f"timetable-{day}-am": "8h-12h" for day in range(5)},
    **{f"timetable-{day}-pm": "13h-14h30" for day in range(4)},
}


def person_of(contract: UUID) -> UUID:
    return member(contract).person


def errors(answer: Any) -> list[str]:
    """Returns the sentences beside the fields."""
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


def test_every_page_of_the_team_is_listed_here(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("staff_auto_bleue.people.")]

    assert len(rules) == len(PAGES)


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_each_role_opens_what_it_may_and_nothing_else(sign_in: SignIn, inside: Inside, persona: Persona) -> None:
    contract = inside(hire)
    places = {"contract": contract, "person": inside(person_of, contract)}
    visitor = sign_in(persona)

    answers = {
        (method, path): visitor.open(TEAM + path.format(**places), method=method).status_code != 403
        for method, path in PAGES
    }

    assert answers == {page: persona in allowed for page, allowed in PAGES.items()}
    assert set(EVERYBODY) == READERS | {NEIGHBOUR, ADMINISTRATOR, EMPLOYEE, CUSTOMER}


def test_a_person_of_another_site_is_not_found(sign_in: SignIn, inside: Inside) -> None:
    elsewhere = inside(hire, slug="etapweb")
    person = inside(lambda: member(elsewhere, "etapweb").person)

    assert sign_in(DIRECTION).get(f"{TEAM}/{person}").status_code == 404


def test_the_adviser_hires_somebody_and_the_sheet_expects_them(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(CIP).submit(f"{TEAM}/embaucher", **NEW)

    assert answer.status_code == 302
    (nour,) = inside(lambda: list_contracts(site_id(), MONDAY, MONDAY))
    assert (nour.full_name, nour.weekly_minutes, nour.matricule) == ("Nour Alisier", 26 * 60, None)
    assert "Nour A." in sign_in(SUPERVISOR).get("/auto-bleue/atelier/heures/jour/2026-11-16").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first_name": ""}, "Écrivez le prénom."),
        ({"ends_on": "2026-11-15"}, "Le contrat finit avant de commencer."),
        ({"starts_on": "le 16"}, "Cette date n’existe pas."),
        ({"weekly": "vingt-six"}, "Cette durée ne se lit pas."),
        ({"weekly": "28h"}, "L’emploi du temps fait 26\xa0h par semaine et le contrat 28\xa0h."),
        ({"weekly": "50h"}, "48\xa0h au plus (C. trav. L. 3121-20)"),
        ({"timetable-0-am": "matin"}, "« matin » ne se lit pas."),
        ({"timetable-0-am": "6h-18h", "weekly": "34h"}, "Le lundi"),
        ({"matricule": "é=1"}, "Un matricule a 20 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    sign_in: SignIn, inside: Inside, changes: dict[str, str], says: str
) -> None:
    answer = sign_in(CIP).submit(f"{TEAM}/embaucher", **(NEW | changes))

    assert answer.status_code == 422
    assert any(says in sentence for sentence in errors(answer))
    kept = {each.get("name"): each.get("value") for each in html.fromstring(answer.text).xpath("//main//input")}
    typed = NEW | changes
    assert {name: kept[name] for name in typed if name != "starts_on"} == {
        name: value for name, value in typed.items() if name != "starts_on"
    }
    assert inside(lambda: list_contracts(site_id(), date.min, date.max)) == []


def test_a_renewal_follows_the_last_day_with_the_same_hours(sign_in: SignIn, inside: Inside) -> None:
    person = inside(lambda: person_of(hire()))
    adviser = sign_in(CIP)

    assert adviser.submit(f"{TEAM}/{person}/renouveler").location == f"{TEAM}/{person}"

    _, renewal = inside(lambda: list_contracts(site_id(), date.min, date.max))
    assert (renewal.starts_on, renewal.ends_on) == (date(2027, 5, 1), date(2027, 8, 31))
    assert renewal.planned(date(2027, 5, 3)).total == 420
    again = adviser.submit(f"{TEAM}/{person}/renouveler", starts_on="2027-05-02", ends_on="2027-09-30")
    assert "Cette personne a déjà un contrat du 01/05/2027 au 31/08/2027." in " ".join(errors(again))


def test_hours_change_and_contracts_end_from_the_page(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire)
    person, adviser = inside(person_of, contract), sign_in(CIP)
    page = f"{TEAM}/{person}"

    amended = adviser.submit(f"{page}/contrats/{contract}/horaire", from_day="2026-12-01")
    assert amended.location == page
    ended = adviser.submit(page, action=f"{page}/contrats/{contract}/fin", ends_on="2026-12-24")
    assert ended.status_code == 422
    assert "Choisissez un jour entre" in " ".join(errors(ended))
    assert adviser.submit(page, action=f"{page}/contrats/{contract}/fin", ends_on="2026-11-20").location == page
    assert "Du 01/09/2026 au 20/11/2026" in adviser.get(page).text


def test_the_contract_of_somebody_else_is_not_ended_from_this_page(sign_in: SignIn, inside: Inside) -> None:
    ada, bruno = inside(hire), inside(hire, "Bruno", "Mésange")
    page = f"{TEAM}/{inside(person_of, ada)}"
    adviser = sign_in(CIP)
    token = html.fromstring(adviser.get(page).text).xpath("//main//input[@name='csrf_token']/@value")[0]

    answer = adviser.post(f"{page}/contrats/{bruno}/fin", data={"ends_on": "2026-11-20", "csrf_token": token})

    assert answer.status_code == 404
    assert inside(member, bruno).ends_on == date(2027, 4, 30)


def test_somebody_renewed_neither_leaves_soon_nor_has_a_short_contract(sign_in: SignIn, inside: Inside) -> None:
    def path() -> UUID:
        contract = hire(contract=terms(last=MONDAY + timedelta(days=10)))
        renew(person_of(contract), terms(MONDAY + timedelta(days=11), MONDAY + timedelta(days=100)))
        return person_of(contract)

    person, adviser = inside(path), sign_in(CIP)

    assert "Finit dans" not in adviser.get(TEAM).text
    page = adviser.get(f"{TEAM}/{person}")
    assert "moins de 4 mois" not in page.text
    labels = html.fromstring(page.text).xpath("//label[contains(., 'Dernier jour') or contains(., 'Pourquoi')]/@for")
    assert len(set(labels)) == 2
    assert all(html.fromstring(page.text).xpath("//input[@id=$id]", id=each) for each in labels)


@pytest.mark.parametrize("renewals", [0, 3])
def test_the_page_of_a_person_asks_as_often_whatever_the_path(
    app: Flask, sign_in: SignIn, inside: Inside, renewals: int
) -> None:
    def path() -> UUID:
        person = person_of(hire())
        for year in range(renewals):
            renew(person, terms(date(2027 + year, 5, 1), date(2028 + year, 4, 30)))
        return person

    person, adviser = inside(path), sign_in(CIP)

    with statements(app) as sent:
        adviser.get(f"{TEAM}/{person}")

    # Who it is, the site, the contracts; what is kept of them and decided; limits and minimum wages; the PASS, its
    # history and its rules; the titles; the skills; exits; documents; the group; the immersions and their limits;
    # where the person stands, with hours, PASS, exams and exit; the days to watch.
    assert len(sent) == 32, "\n".join(sent)


def test_finance_gives_the_matricule_and_payroll_no_longer_waits(sign_in: SignIn, inside: Inside) -> None:
    person = inside(lambda: person_of(hire()))
    finance = sign_in(FINANCE)
    assert "Matricule à donner" in finance.get(TEAM).text

    assert finance.submit(f"{TEAM}/{person}", action=f"{TEAM}/{person}/matricule", matricule="00042").status_code == 302

    assert "Matricule à donner" not in finance.get(TEAM).text


def test_a_tablet_shows_no_full_name(sign_in: SignIn, inside: Inside) -> None:
    person = inside(lambda: person_of(hire()))
    supervisor = sign_in(SUPERVISOR)

    for path in ("", f"/{person}"):
        page = supervisor.get(TEAM + path).text
        assert "Ada B." in page
        assert "Bouleau" not in page
    assert "Ada Bouleau" in sign_in(CIP).get(TEAM).text


def test_who_is_here_who_comes_and_who_has_left(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau")
    inside(hire, "Bruno", "Mésange", terms(date(2026, 12, 1)))
    inside(hire, "Chloé", "Tilleul", terms(last=date(2026, 10, 30)))
    inside(hire, "Driss", "Pinson", terms(date(2025, 9, 1), date(2026, 1, 31)))
    inside(hire, "Elsa", "Charme", terms(last=MONDAY + timedelta(days=10)))
    adviser = sign_in(CIP)

    def names(query: str) -> list[str]:
        page = html.fromstring(adviser.get(f"{TEAM}?{query}").text)
        return [str(name) for name in page.xpath("//main//li//strong/text()")]

    assert names("") == ["Ada Bouleau", "Elsa Charme"]
    assert names("tri=end") == ["Elsa Charme", "Ada Bouleau"]
    assert names("qui=coming") == ["Bruno Mésange"]
    assert names("qui=left") == ["Chloé Tilleul"]
    assert names("qui=all&q=mesange") == ["Bruno Mésange"]
    assert names("qui=nonsense") == ["Ada Bouleau", "Bruno Mésange", "Chloé Tilleul", "Elsa Charme"]
    assert "Finit dans 10 jours" in adviser.get(TEAM).text


def test_the_team_as_a_file_is_recorded(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "=1+1", "Bouleau")

    inside(hire, "Nour", "Alisier")
    page = f"{TEAM}?q=bouleau&tri=end"
    answer = sign_in(CIP).submit(page, action=f"{TEAM}/fichier?q=bouleau&qui=here&tri=end", button="format=csv")

    (row,) = csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert row["Nom"] == "'=1+1 Bouleau"
    assert row["Début"] == "01/09/2026"
    actions = inside(lambda: list(session.scalars(select(AuditEvent.action))))
    assert "team.exported" in actions


def test_a_sensitive_site_keeps_its_neutral_name_and_says_no_kind(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, slug="valorilot")
    person = inside(lambda: member(contract, "valorilot").person)
    direction = sign_in(DIRECTION)

    for path in ("", f"/{person}", "/embaucher"):
        page = direction.get(f"/site-v/atelier/equipe{path}").text
        assert "valor" not in page.casefold()
        assert "CEP" not in page
        assert "pénit" not in page


@pytest.mark.parametrize("size", [3, 24])
def test_the_page_asks_as_often_for_24_people_as_for_3(app: Flask, sign_in: SignIn, inside: Inside, size: int) -> None:
    inside(hire_team, size)
    adviser = sign_in(CIP)

    with statements(app) as sent:
        adviser.get(TEAM)

    # Who it is, the site, the team.
    assert len(sent) == 3, "\n".join(sent)


def test_somebody_who_left_long_ago_is_found_again_instead_of_hired_twice(sign_in: SignIn, inside: Inside) -> None:
    former = inside(hire, "Éléonore", "Grive", terms(date(2024, 1, 8), date(2024, 9, 7)))
    person, adviser = inside(person_of, former), sign_in(CIP)
    assert "Grive" not in adviser.get(f"{TEAM}?qui=all").text

    assert "Une autre personne, partie ou à venir, correspond" in adviser.get(f"{TEAM}?q=grive").text
    assert "Parti le 07/09/2024" in adviser.get(f"{TEAM}?q=grive&qui=all").text.replace("&#39;", "’")

    twin = NEW | {"first_name": "Eleonore", "last_name": "GRIVE"}
    refused = adviser.submit(f"{TEAM}/embaucher", **twin)
    assert refused.status_code == 422
    assert "Ce nom est déjà connu ici" in refused.text
    assert f"{TEAM}/{person}/renouveler" in refused.text
    assert 'value="Mécanicienne"' in refused.text


def test_a_namesake_is_hired_when_the_office_says_so(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Nour", "Alisier")
    adviser = sign_in(CIP)
    page = adviser.submit(f"{TEAM}/embaucher", **NEW)
    (form,) = html.fromstring(page.text).find_class("contract-form")
    typed = dict(form.form_values()) | {"somebody_else": "y"}

    assert adviser.post(f"{TEAM}/embaucher", data=typed).status_code == 302
    assert len({each.person for each in inside(list_contracts, inside(site_id), date.min, date.max)}) == 2


def test_a_form_sent_twice_hires_one_person(sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    (form,) = html.fromstring(adviser.get(f"{TEAM}/embaucher").text).find_class("contract-form")
    typed = dict(form.form_values()) | NEW

    first, second = (adviser.post(f"{TEAM}/embaucher", data=typed) for _ in range(2))

    assert first.location == second.location
    assert len(inside(list_contracts, inside(site_id), date.min, date.max)) == 1


def test_a_contract_to_come_is_corrected_from_the_person_s_page(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Nour", "Alisier", terms(MONDAY + timedelta(days=7), MONDAY + timedelta(days=240)))
    person, adviser = inside(person_of, contract), sign_in(CIP)
    page = f"{TEAM}/{person}/contrats/{contract}/corriger"
    assert page in adviser.get(f"{TEAM}/{person}").text

    assert errors(adviser.submit(page, ends_on="2026-11-01")) == ["Le contrat finit avant de commencer."]
    assert adviser.submit(page, starts_on="2026-11-18", job="Soudeuse").status_code == 302

    found = inside(member, contract)
    assert (found.starts_on, found.job) == (MONDAY + timedelta(days=2), "Soudeuse")


def test_a_contract_to_come_is_taken_back_with_a_reason(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Nour", "Alisier", terms(MONDAY + timedelta(days=7), MONDAY + timedelta(days=90)))
    person, adviser = inside(person_of, contract), sign_in(CIP)
    act = f"{TEAM}/{person}/contrats/{contract}/annuler"

    assert errors(adviser.submit(f"{TEAM}/{person}", action=act)) == ["Écrivez pourquoi ce contrat est annulé."]
    assert adviser.submit(f"{TEAM}/{person}", action=act, reason="A trouvé un emploi").location == TEAM

    assert inside(list_contracts, inside(site_id), date.min, date.max) == []
    events = inside(lambda: list(session.scalars(select(AuditEvent).order_by(AuditEvent.id))))
    assert events[-1].action == "contract.withdrawn"
    assert events[-1].detail["reason"] == "A trouvé un emploi"


def test_what_has_begun_offers_neither(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire)
    person, adviser = inside(person_of, contract), sign_in(CIP)
    page = adviser.get(f"{TEAM}/{person}").text
    assert "Corriger le contrat" not in page
    assert "Annuler ce contrat" not in page
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    act = f"{TEAM}/{person}/contrats/{contract}/annuler"
    late = adviser.post(act, data={"csrf_token": token, "reason": "trop tard"})
    assert late.status_code == 409
    assert inside(member, contract)


def test_a_year_that_nobody_meant_is_refused_at_its_field(sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    answer = adviser.submit(f"{TEAM}/embaucher", **(NEW | {"ends_on": "9999-12-31"}))
    assert errors(answer) == ["Ce jour est trop loin\u00a0: au plus tard le 31/12/2199."]
