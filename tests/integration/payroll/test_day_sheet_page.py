"""The day sheet as a supervisor without JavaScript uses it: each tap is a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.support.client import Visitor
from tests.support.personas import CIP, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.sheets import fill, sheet, tap, validate, words
from tests.support.team import hire_team

HOURS = "/auto-bleue/atelier/heures"
MONDAY = f"{HOURS}/jour/2026-11-16"

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def text_of(answer: TestResponse) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


def press(visitor: Visitor, action: str, **button: str) -> TestResponse:
    (name, value), *_ = [*button.items(), ("", "")]
    return visitor.submit(MONDAY, action=f"{MONDAY}/{action}", button=f"{name}={value}" if name else "")


def touch(visitor: Visitor, contract: UUID, reason: str, **fields: str) -> TestResponse:
    wish = {"contract": str(contract), **fields}
    return visitor.submit(MONDAY, action=f"{MONDAY}/personne", button=f"reason={reason}", **wish)


def test_the_short_address_opens_today(supervisor: Visitor, crew: list[UUID]) -> None:
    answer = supervisor.get(f"{HOURS}/")

    assert answer.location == MONDAY
    assert "Lundi 16 novembre" in text_of(supervisor.get(MONDAY))


def test_each_row_shows_the_planned_timetable_until_something_is_recorded(
    supervisor: Visitor, crew: list[UUID]
) -> None:
    page = text_of(supervisor.get(MONDAY))

    assert page.count("8:00–11:30, 13:00–16:30") == 12
    assert "Reste 12 sur 12" in page


def test_tiles_show_first_names_and_an_initial_only(supervisor: Visitor, crew: list[UUID]) -> None:
    page = supervisor.get(MONDAY).text

    assert "Ada B." in page
    assert "Bouleau" not in page


def test_scenario_s_is_recorded_without_javascript(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    press(supervisor, "remplir", filling="TRAV")
    touch(supervisor, crew[3], "RET:30")
    touch(supervisor, crew[5], "MAL")
    touch(supervisor, crew[8], "FOR_INT")
    answer = press(supervisor, "valider")

    assert answer.location == MONDAY
    assert inside(sheet).status == "validated"
    assert sorted(inside(words).values())[:3] == ["Formation interne", "Malade", "Présent 7\u00a0h"]
    assert inside(words)["Driss P."] == "Retard 30\u00a0min"


def test_a_half_day_is_chosen_with_the_span(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    touch(supervisor, crew[0], "MAL", span="am")

    assert inside(words)["Ada B."] == "Malade, après-midi à saisir"


def test_what_was_done_last_is_said_with_its_way_back(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    press(supervisor, "remplir", filling="TRAV")
    touch(supervisor, crew[0], "RET:15")
    assert "Ada B. : retard 15 min Annuler" in text_of(supervisor.get(MONDAY))

    press(supervisor, "annuler")

    assert inside(words)["Ada B."] == "Présent 7\u00a0h"


def test_a_tap_without_a_person_is_answered_with_a_sentence(supervisor: Visitor, crew: list[UUID]) -> None:
    answer = supervisor.submit(MONDAY, action=f"{MONDAY}/personne", button="reason=MAL")

    assert answer.status_code == 422
    assert "Touchez d’abord une personne." in text_of(answer)


def test_a_refused_tap_keeps_the_person_chosen(supervisor: Visitor, crew: list[UUID]) -> None:
    press(supervisor, "remplir", filling="TRAV")

    answer = touch(supervisor, crew[0], "TRAV")

    (chosen,) = html.fromstring(answer.text).xpath("//input[@name='contract'][@checked]/@value")
    assert answer.status_code == 409
    assert "Ada\u00a0: c’est déjà saisi ainsi." in answer.text
    assert chosen == str(crew[0])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"reason": "XYZ"}, 422),
        ({"reason": "RET"}, 422),
        ({"reason": "RET:x"}, 422),
        ({"reason": "RET:1000"}, 422),
        ({"reason": ""}, 422),
        ({"contract": "no-such-thing"}, 422),
        ({"contract": "00000000-0000-7000-8000-000000000000"}, 404),
        ({"span": "night"}, 303),
        ({"seen": "x"}, 409),
    ],
)
def test_a_forged_tap_never_breaks_and_never_overwrites(
    supervisor: Visitor, crew: list[UUID], fields: dict[str, str], status: int, inside: Inside
) -> None:
    inside(tap, crew[0], "CP")
    token = html.fromstring(supervisor.get(MONDAY).text).xpath("//main//input[@name='csrf_token']/@value")[0]
    wish = {"contract": str(crew[0]), "reason": "MAL", "span": "day", "seen": "1", "csrf_token": token}

    answer = supervisor.post(f"{MONDAY}/personne", data=wish | fields)

    assert answer.status_code == status
    assert inside(words)["Ada B."] == ("Malade" if status == 303 else "Congé")


def test_without_its_token_a_tap_is_refused(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    answer = supervisor.post(f"{MONDAY}/remplir", data={"filling": "TRAV"})

    assert answer.status_code == 400
    assert inside(sheet).version == 0


def test_two_tablets_see_both_versions_and_one_decides(
    supervisor: Visitor, sign_in: SignIn, crew: list[UUID], inside: Inside
) -> None:
    press(supervisor, "remplir", filling="TRAV")
    form = html.fromstring(supervisor.get(MONDAY).text).forms
    seen = next(each for each in form if each.action.endswith("/personne")).form_values()
    touch(sign_in(SUPERVISOR), crew[0], "MAL")

    late = [pair for pair in seen if pair[0] != "contract"] + [("contract", str(crew[0])), ("reason", "RET:30")]
    answer = supervisor.post(f"{MONDAY}/personne", data=dict(late))

    clash = html.fromstring(answer.text).xpath("//*[@class='clash']")[0]
    assert answer.status_code == 409
    assert "Malade" in clash.text_content()
    assert "Retard de 30\u00a0min" in clash.text_content()
    assert inside(words)["Ada B."] == "Malade"

    mine = clash.xpath(".//form")[0]
    reason = mine.xpath(".//button/@value")[0]
    again = supervisor.post(mine.action, data=dict(mine.form_values()) | {"reason": reason})

    assert again.status_code == 303
    assert inside(words)["Ada B."] == "Retard 30\u00a0min"


def test_a_validation_of_what_was_not_seen_shows_the_sheet_as_it_stands(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    press(supervisor, "remplir", filling="TRAV")
    form = next(each for each in html.fromstring(supervisor.get(MONDAY).text).forms if each.action.endswith("/valider"))
    inside(tap, crew[0], "MAL")

    answer = supervisor.post(form.action, data=dict(form.form_values()))

    assert answer.status_code == 409
    assert "Relisez-la, puis validez." in answer.text
    assert "Malade" in answer.text


def test_a_validated_day_shows_who_and_offers_to_correct(supervisor: Visitor, crew: list[UUID]) -> None:
    press(supervisor, "remplir", filling="TRAV")
    press(supervisor, "valider")

    page = text_of(supervisor.get(MONDAY))
    assert "Validée par Supervisor à 08:30" in page
    assert "Retard" not in page

    empty = supervisor.submit(MONDAY, action=f"{MONDAY}/rouvrir", reason="")
    assert empty.status_code == 422
    assert "Dites pourquoi" in empty.text
    supervisor.submit(MONDAY, action=f"{MONDAY}/rouvrir", reason="Ada était malade")
    assert "Rouverte par Supervisor : Ada était malade" in text_of(supervisor.get(MONDAY))


def test_a_tablet_that_is_on_the_page_gets_the_sheet_alone(supervisor: Visitor, crew: list[UUID]) -> None:
    fragment = supervisor.get(MONDAY, headers={"HX-Request": "true"}).text

    assert fragment.strip().startswith('<section id="sheet"')
    assert "<html" not in fragment
    assert fragment.count('name="contract"') == 12


def test_a_public_holiday_is_offered_as_one(supervisor: Visitor, crew: list[UUID]) -> None:
    page = text_of(supervisor.get(f"{HOURS}/jour/2026-11-11"))

    assert "Férié pour tous" in page
    assert "Armistice" in page
    assert "Tous présents" not in page


def test_a_weekend_is_a_rest(supervisor: Visitor, crew: list[UUID]) -> None:
    page = text_of(supervisor.get(f"{HOURS}/jour/2026-11-15"))

    assert "Bon repos" in page
    assert "Ada B." in page


def test_a_day_before_any_contract_is_kindly_empty(supervisor: Visitor, crew: list[UUID]) -> None:
    assert "Pas encore d’équipe" in text_of(supervisor.get(f"{HOURS}/jour/2026-08-03"))


def test_a_day_to_come_shows_who_is_expected_and_takes_nothing(supervisor: Visitor, crew: list[UUID]) -> None:
    page = html.fromstring(supervisor.get(f"{HOURS}/jour/2026-11-17").text)

    assert "pas encore arrivé" in page.text_content()
    assert not page.xpath("//main//form")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "hier", "20261116"])
def test_a_day_that_does_not_exist_is_not_found(supervisor: Visitor, day: str) -> None:
    assert supervisor.get(f"{HOURS}/jour/{day}").status_code == 404


def test_who_only_reads_gets_no_button(sign_in: SignIn, crew: list[UUID], inside: Inside) -> None:
    inside(fill)
    inside(validate)

    page = html.fromstring(sign_in(CIP).get(MONDAY).text)

    assert "Présent 7" in page.text_content()
    assert not page.xpath("//main//form")


@pytest.mark.parametrize("size", [5, 24])
def test_the_page_asks_the_database_as_often_for_24_people_as_for_5(
    app: Flask, supervisor: Visitor, size: int, inside: Inside
) -> None:
    inside(hire_team, size)
    inside(fill)

    with statements(app) as sent:
        supervisor.get(MONDAY)

    # Who it is, the site, the sheet, the team, the last step, what there is to sign.
    assert len(sent) == 6, "\n".join(sent)


def test_a_tablet_whose_session_has_ended_is_sent_to_the_door_instead_of_showing_it_in_the_sheet(
    client: Visitor, crew: list[UUID]
) -> None:
    answer = client.post(f"{MONDAY}/remplir", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith("/connexion")
    assert not answer.data
