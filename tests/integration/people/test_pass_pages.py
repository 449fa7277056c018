"""The adviser keeps the PASS IAE of the team on its pages; whoever works beside the people never sees one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.people.queries import list_team
from tests.support.client import Visitor
from tests.support.office import hire, member, renew
from tests.support.passes import NUMBER, START, ask, card_of, record, somebody, suspend
from tests.support.personas import CIP, DIRECTION, EVERYBODY, FINANCE, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.team import MONDAY, hire_team, site_id, terms

STAFF = "/auto-bleue/atelier"
PASSES, TEAM = f"{STAFF}/pass-iae", f"{STAFF}/equipe"
OFFICE = {CIP, DIRECTION}
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]

PAGES = {
    ("GET", ""),
    ("POST", "/fichier"),
    ("GET", "/{person}"),
    ("POST", "/{person}"),
    ("POST", "/{person}/{other}/corriger"),
    ("POST", "/{person}/{other}/effacer"),
    ("POST", "/{person}/{other}/suspendre"),
    ("POST", "/{person}/suspensions/{other}/fin"),
    ("POST", "/{person}/suspensions/{other}/corriger"),
    ("POST", "/{person}/suspensions/{other}/effacer"),
    ("POST", "/{person}/{other}/prolonger"),
    ("POST", "/{person}/prolongations/{other}/accorder"),
    ("POST", "/{person}/prolongations/{other}/refuser"),
    ("POST", "/{person}/prolongations/{other}/retirer"),
    ("GET", "/importer"),
    ("POST", "/importer"),
    ("POST", "/importer/modele"),
    ("POST", "/importer/enregistrer"),
}


def errors(answer: Any) -> list[str]:
    """Returns the sentences beside the fields."""
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


def words(answer: Any) -> str:
    """Returns what the page says, spaces aside."""
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def test_every_page_is_listed_here_and_a_sensitive_place_has_none(app: Flask) -> None:
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules() if ".passes." in rule.endpoint]

    assert len([each for each in endpoints if each.startswith("staff_auto_bleue.")]) == len(PAGES)
    assert not [each for each in endpoints if each.startswith(("staff_site_v.", "staff_site_t."))]


@pytest.mark.parametrize("persona", EVERYBODY, ids=str)
def test_only_the_adviser_and_the_direction_come_in(sign_in: SignIn, inside: Inside, persona: Persona) -> None:
    places = {"person": inside(somebody), "other": uuid4()}
    visitor = sign_in(persona)

    opened = {
        (method, path)
        for method, path in PAGES
        if visitor.open(PASSES + path.format(**places), method=method).status_code != 403
    }

    assert opened == (PAGES if persona in OFFICE else set())


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE], ids=str)
def test_whoever_may_not_see_it_sees_no_trace_of_it_on_the_team_s_pages(
    sign_in: SignIn, inside: Inside, persona: Persona
) -> None:
    person = inside(somebody)
    inside(record, person)

    visitor = sign_in(persona)
    for page in (TEAM, f"{TEAM}/{person}"):
        assert "PASS" not in visitor.get(page).text


def test_a_person_of_another_site_is_not_found(sign_in: SignIn, inside: Inside) -> None:
    elsewhere = inside(lambda: member(hire(slug="etapweb"), "etapweb").person)

    assert sign_in(DIRECTION).get(f"{PASSES}/{elsewhere}").status_code == 404


def test_a_sensitive_place_offers_no_pass_and_shows_none(sign_in: SignIn, inside: Inside) -> None:
    person = inside(lambda: member(hire(slug="valorilot"), "valorilot").person)
    director = sign_in(DIRECTION)

    assert director.get("/site-v/atelier/pass-iae").status_code == 404
    page = director.get(f"/site-v/atelier/equipe/{person}").text
    assert "PASS IAE" not in words_of_main(page)


def words_of_main(page: str) -> str:
    return str(html.fromstring(page).xpath("//main")[0].text_content())


def test_the_number_is_noted_and_the_person_s_page_tells_it(sign_in: SignIn, inside: Inside) -> None:
    person, adviser = inside(somebody), sign_in(CIP)
    assert "Notez le numéro et le premier jour du PASS." in adviser.get(f"{TEAM}/{person}").text

    answer = adviser.submit(f"{PASSES}/{person}", number="99999 00 00001", starts_on="2026-03-02")

    assert answer.status_code == 303
    told = words(adviser.get(f"{TEAM}/{person}"))
    assert "Valide" in told
    assert "99999 00 00001" in told
    assert "Reste471 jours (environ 15 mois)" in told
    assert "Fin prévisible29/02/2028" in told
    assert "Rien pour l’instant. Une prolongation se demande à partir du 28/02/2027." in told


@pytest.mark.parametrize(
    ("number", "starts_on", "sentence"),
    [
        ("", "2026-03-02", "Écrivez le numéro."),
        ("99999", "2026-03-02", "Un numéro de PASS IAE a 12 chiffres ou lettres sans accent, comme 99999 00 00001."),
        ("999990000002", "le 2 mars", "Cette date n’existe pas. Écrivez-la comme 23/11/2026."),
        ("999990000002", "1926-03-02", "Le 02/03/1926 est trop loin\u00a0: vérifiez l’année."),
        (NUMBER, "2026-03-02", "Ce numéro est déjà celui d’un autre PASS."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_kept(
    sign_in: SignIn, inside: Inside, number: str, starts_on: str, sentence: str
) -> None:
    inside(lambda: record(somebody()))
    person = inside(somebody, "Bruno", "Mésange")

    answer = sign_in(CIP).submit(f"{PASSES}/{person}", number=number, starts_on=starts_on)

    assert answer.status_code == 422
    assert errors(answer) == [sentence]
    values = {each.get("name"): each.get("value") for each in html.fromstring(answer.text).xpath("//main//input")}
    assert (values["number"], values["starts_on"]) == (number, starts_on)


def test_the_adviser_suspends_corrects_ends_and_takes_back(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    pass_id = inside(record, person)
    page, adviser = f"{PASSES}/{person}", sign_in(CIP)
    suspend_at = f"{page}/{pass_id}/suspendre"

    tomorrow = {"first": "2026-11-17", "last": "2026-12-31", "reason": "contract_suspended"}
    refused = adviser.submit(page, action=suspend_at, **tomorrow)
    assert refused.status_code == 422
    assert errors(refused) == ["Une suspension se note à partir de son premier jour\u00a0: pas à l’avance."]
    assert 'value="2026-12-31"' in refused.text
    assert '<option selected value="contract_suspended">' in refused.text

    assert adviser.submit(page, action=suspend_at, **(tomorrow | {"first": "2026-11-02"})).status_code == 303
    told = words(adviser.get(page))
    assert "Valide (suspendu)" in told
    assert "Contrat suspendu plus de 15 jours, fin du PASS repoussée de 59 jours" in told
    assert "Fin prévisible28/04/2028" in told

    row = inside(lambda: card_of(person).suspensions[0].suspension)
    corrected = adviser.submit(page, action=f"{page}/suspensions/{row}/corriger", last="2026-12-01")
    assert corrected.status_code == 303
    assert adviser.submit(page, action=f"{page}/suspensions/{row}/fin", last="2026-11-15").status_code == 303
    assert inside(lambda: card_of(person).dates.ends_on) == date(2028, 2, 29) + timedelta(days=13)
    late = adviser.submit(page, action=f"{page}/suspensions/{row}/fin", last="2026-11-20")
    assert errors(late) == ["Choisissez un jour du 02/11/2026 à la veille du 15/11/2026."]

    assert adviser.submit(page, action=f"{page}/suspensions/{row}/effacer", why="Doublon").status_code == 303
    assert inside(lambda: card_of(person).suspensions) == ()


def test_a_choice_that_does_not_exist_is_refused_in_french(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    pass_id, adviser = inside(record, person), sign_in(CIP)
    token = re.search(r'name="csrf_token" value="([^"]+)"', adviser.get(f"{PASSES}/{person}").text)
    assert token
    sent = {"csrf_token": token[1], "first": "2026-11-02", "last": "2026-11-20", "reason": "sickness"}

    answer = adviser.post(f"{PASSES}/{person}/{pass_id}/suspendre", data=sent)

    assert (answer.status_code, errors(answer)) == (422, ["Choisissez un motif."])


def test_the_adviser_asks_for_a_prolongation_and_notes_the_answer(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    pass_id = inside(record, person, date(2025, 3, 3))
    page, adviser = f"{PASSES}/{person}", sign_in(CIP)
    act = f"{page}/{pass_id}/prolonger"

    wish = {"until": "2027-09-30", "reason": "particular"}
    refused = adviser.submit(page, action=act, **wish)
    assert errors(refused) == ["Ce motif demande l’avis d’un prescripteur\u00a0: écrivez son organisme."]
    assert 'value="2027-09-30"' in refused.text
    assert adviser.submit(page, action=act, **wish, prescriber="Cap Emploi", report_ready="y").status_code == 303

    told = words(adviser.get(page))
    assert "Une prolongation est demandée : notez la réponse quand vous l’avez." in told
    assert "Motif gardé par le prescripteur, 212 jours" in told
    assert "Difficultés particulières, 212" not in told
    row = inside(lambda: card_of(person).prolongations[0].prolongation)
    early = adviser.submit(page, action=f"{page}/prolongations/{row}/accorder", decided_on="2026-11-01")
    assert errors(early) == ["Choisissez le jour de la réponse, du 16/11/2026 à aujourd’hui."]
    assert adviser.submit(page, action=f"{page}/prolongations/{row}/accorder").status_code == 303

    told = words(adviser.get(page))
    assert "Fin prévisible30/09/2027" in told
    assert "02/03/2027 au 30/09/2027 Prolongé" in told


def test_a_denial_has_its_reason(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    pass_id = inside(record, person, date(2025, 3, 3))
    row = inside(ask, pass_id, date(2027, 6, 30))
    page, adviser = f"{PASSES}/{person}", sign_in(CIP)
    act = f"{page}/prolongations/{row}/refuser"

    assert errors(adviser.submit(page, action=act)) == ["Choisissez la raison du refus."]
    assert adviser.submit(page, action=act, denial="duration").status_code == 303
    assert "Prolongation refusée La durée demandée ne convient pas" in words(adviser.get(page))


def test_a_request_that_was_answered_meanwhile_says_so(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    row = inside(ask, inside(record, person, date(2025, 3, 3)), date(2027, 6, 30))
    page, adviser = f"{PASSES}/{person}", sign_in(CIP)
    (form,) = html.fromstring(adviser.get(page).text).xpath(f"//form[@action='{page}/prolongations/{row}/accorder']")

    answers = [adviser.post(form.action, data=dict(form.form_values())).status_code for _ in range(2)]

    assert answers == [303, 409]


def test_a_simulation_shows_the_new_end_and_writes_nothing(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    inside(record, person)
    page, adviser = f"{PASSES}/{person}", sign_in(CIP)

    answer = adviser.submit(page, action=page, du="2027-01-01", au="2027-01-15")

    assert answer.status_code == 200
    told = words(answer)
    assert "le PASS finirait le 14/03/2028 au lieu du 29/02/2028 : 14 jours plus tard." in told
    assert "Elle se note à partir de son premier jour." in told
    assert inside(lambda: card_of(person).dates.ends_on) == date(2028, 2, 29)
    for asked, sentence in (
        ("?du=2027-01-15&au=2027-01-01", "La fin est avant le début."),
        ("?du=2025-01-15&au=2027-01-01", "Le PASS va du 02/03/2026 au 29/02/2028\u00a0: choisissez un de ses jours."),
        ("?du=hier&au=2027-01-01", "Cette date n’existe pas. Écrivez-la comme 23/11/2026."),
        ("?du=2027-01-01&au=9999-12-31", "36 mois au plus\u00a0: jusqu’au 31/12/2029."),
        ("?au=2027-01-01", "Choisissez le premier jour."),
    ):
        assert errors(adviser.get(page + asked)) == [sentence]


def test_a_contract_that_outlives_the_pass_is_told_in_red_and_blocks_nothing(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    inside(record, person, date(2025, 4, 1))
    adviser = sign_in(CIP)

    told = words(adviser.get(f"{TEAM}/{person}"))
    assert "À vérifier : le contrat court jusqu’au 30/04/2027, 30 jours après la fin du PASS." in told
    assert "À faire : Demandez une prolongation, au plus tard le 30/09/2027." in told
    assert "Après la fin du PASS, à vérifier" in adviser.get(PASSES).text
    inside(renew, person, terms(date(2027, 5, 1), date(2027, 8, 31)))
    assert "31/08/2027, 153 jours après" in words(adviser.get(f"{TEAM}/{person}"))


def test_the_list_is_by_end_and_filtered_by_months(sign_in: SignIn, inside: Inside) -> None:
    def people() -> None:
        for number, starts_on in enumerate((date(2026, 3, 2), date(2024, 12, 1), date(2025, 2, 1), date(2025, 5, 1))):
            name = ("Ada", "Bruno", "Chloé", "Driss")[number]
            record(somebody(name, "Tilleul"), starts_on, f"99999000000{number}")
        somebody("Elsa", "Charme")

    inside(people)
    adviser = sign_in(CIP)

    def names(asked: str = "") -> list[str]:
        page = html.fromstring(adviser.get(PASSES + asked).text)
        return [each.text_content().split()[0] for each in page.xpath("//tbody//th")]

    assert names() == ["Elsa", "Bruno", "Chloé", "Driss", "Ada"]
    assert names("?tri=name") == ["Ada", "Bruno", "Chloé", "Driss", "Elsa"]
    assert names("?fin=1") == ["Bruno"]
    assert names("?fin=3") == ["Bruno", "Chloé"]
    assert names("?fin=7") == ["Bruno", "Chloé", "Driss"]
    assert names("?fin=sans") == ["Elsa"]
    assert names("?fin=x&tri=x") == names()


def test_the_list_is_taken_home_and_the_audit_knows(sign_in: SignIn, inside: Inside) -> None:
    inside(lambda: record(somebody()))
    answer = sign_in(CIP).submit(PASSES, action=f"{PASSES}/fichier?fin=&tri=end", button="format=xlsx")

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[1][:5] == ["Ada Bouleau", NUMBER, START, "Valide", date(2028, 2, 29)]
    actions = inside(lambda: list(session.scalars(select(AuditEvent.action))))
    assert "passes.exported" in actions


@pytest.mark.parametrize("size", [3, 24])
def test_the_list_asks_as_often_for_24_people_as_for_3(app: Flask, sign_in: SignIn, inside: Inside, size: int) -> None:
    def people() -> None:
        hire_team(size)
        for number, each in enumerate(list_team(site_id(), MONDAY)):
            pass_id = record(each.person, number=f"9999900001{number:02d}")
            suspend(pass_id, date(2026, 10, 1), date(2026, 10, 20))

    inside(people)
    adviser = sign_in(CIP)

    with statements(app) as sent:
        adviser.get(PASSES)

    # Who it is, the site, the team, the PASS, suspensions, prolongations.
    assert len(sent) == 6, "\n".join(sent)


def test_a_person_s_page_asks_as_often_whatever_the_history(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    def asked(person: UUID) -> int:
        with statements(app) as sent:
            adviser.get(f"{PASSES}/{person}")
        return len(sent)

    adviser, person = sign_in(CIP), inside(somebody)
    pass_id = inside(record, person, date(2025, 3, 3))
    quiet = asked(person)
    for month in (1, 3, 5, 7):
        inside(suspend, pass_id, date(2026, month, 1), date(2026, month, 20))
    inside(ask, pass_id, date(2027, 6, 30))

    assert asked(person) == quiet == 9


def test_a_pass_that_is_over_says_from_when_a_new_one_is_free(sign_in: SignIn, inside: Inside) -> None:
    person = inside(somebody)
    inside(record, person, date(2024, 1, 8))
    adviser = sign_in(CIP)

    told = words(adviser.get(f"{PASSES}/{person}"))

    assert "Expiré" in told
    assert "Le PASS est fini. Jusqu’au 06/01/2028, un nouveau PASS passe par un prescripteur habilité." in told
    page = f"{PASSES}/{person}"
    (form,) = html.fromstring(adviser.get(page).text).xpath(f"//form[@method='post'][@action='{page}']")
    sent = dict(form.form_values()) | {"number": "999990000055", "starts_on": "2026-10-01"}
    assert adviser.post(page, data=sent).status_code == 303
    assert inside(lambda: card_of(person).number) == "999990000055"


def test_a_hire_during_a_suspension_ends_it_in_one_tap(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Ada", "Bouleau", terms(date(2026, 3, 2), date(2026, 10, 31)))
    person = inside(lambda: member(contract).person)
    pass_id = inside(record, person)
    inside(suspend, pass_id, date(2026, 11, 1), date(2027, 2, 28))
    adviser, page = sign_in(CIP), f"{TEAM}/{person}"
    assert "Mettre fin à la suspension le" not in words(adviser.get(page))

    signed = adviser.submit(f"{page}/renouveler", action="", starts_on="2026-12-01", ends_on="2027-05-31", hourly="13")
    assert signed.status_code == 302, errors(signed)
    assert "Mettre fin à la suspension le 30/11/2026" in words(adviser.get(signed.location))
    assert "Mettre fin à la suspension le" not in words(sign_in(SUPERVISOR).get(page))
    (row,) = inside(lambda: card_of(person).suspensions)
    ended = adviser.submit(page, action=f"{PASSES}/{person}/suspensions/{row.suspension}/fin?retour=contrats")

    assert (ended.status_code, ended.location) == (303, page)
    (row,) = inside(lambda: card_of(person).suspensions)
    assert row.days.last == date(2026, 11, 30)
    assert "Mettre fin à la suspension le" not in words(adviser.get(page))
