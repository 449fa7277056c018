"""A person's own page: durations typed as people write them, and everything typed kept when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from lxml import html

from shared.people.models import Half
from tests.support.client import Visitor
from tests.support.sheets import fill, line, tap, validate, words, write
from tests.support.team import hire_team

AM, PM = Half.MORNING, Half.AFTERNOON
SUNDAY = date(2026, 11, 15)
MONDAY = "/auto-bleue/atelier/heures/jour/2026-11-16"

Inside = Callable[..., Any]


def page_of(contract: UUID) -> str:
    return f"{MONDAY}/personne/{contract}"


def fields(form: str) -> dict[str, str]:
    """Reads `am-0 ASP_INT 1h` lines into the names of the form."""
    named = {}
    for part in form.strip().splitlines():
        place, category, *duration = part.split()
        named[f"{place}-category"] = category
        named[f"{place}-duration"] = " ".join(duration)
    return named


def test_the_page_starts_from_the_timetable(supervisor: Visitor, crew: list[UUID]) -> None:
    form = html.fromstring(supervisor.get(page_of(crew[0])).text).xpath("//main//form")[0]

    assert form.fields["am-0-category"] == "TRAV"
    assert form.fields["am-0-duration"] == "3h30"
    assert form.fields["am-1-category"] == ""


@pytest.mark.parametrize("written", ["1h30", "1:30", "1,5", "1.5", "90 min", " 1 h 30 "])
def test_a_duration_is_read_however_it_is_written(
    supervisor: Visitor, crew: list[UUID], inside: Inside, written: str
) -> None:
    wish = fields(f"am-0 ASP_INT {written}\nam-1 TRAV")

    answer = supervisor.submit(page_of(crew[0]), comment="chez la conseillère", **wish)

    assert answer.location == MONDAY
    assert inside(line, crew[0]).entries == {AM: {"ASP_INT": 90, "TRAV": 120}, PM: {"TRAV": 210}}
    assert inside(line, crew[0]).comment == "chez la conseillère"


@pytest.mark.parametrize(
    ("wish", "field", "says"),
    [
        ("am-0 TRAV sept heures", "am-0-duration", "ne se lit pas"),
        ("am-0 TRAV 25h", "am-0-duration", "tient dans un jour"),
        ("am-0 TRAV 0h", "am-0-duration", "plus grande que zéro"),
        ("am-0 TRAV 3h", "am-0-duration", "30\u00a0min qui manquent"),
        ("pm-0 MAL 4h", "pm-0-duration", "une absence ne dure pas plus"),
        ("am-0 TRAV 5h\npm-0 TRAV 5h30", "pm-0-duration", "L. 3121-18"),
        ("am-0 TRAV 1h\nam-1 TRAV 2h30", "am-1-category", "déjà donné"),
        ("am-0 TRAV\nam-1 ASP_INT", "am-1-duration", "une seule peut rester vide"),
        ("am-0 TRAV\nam-1 ASP_INT 3h30", "am-0-duration", "ne reste rien"),
    ],
)
def test_what_is_wrong_gets_a_sentence_at_its_field_and_everything_typed_stays(
    supervisor: Visitor, crew: list[UUID], wish: str, field: str, says: str
) -> None:
    answer = supervisor.submit(page_of(crew[0]), comment="à revoir", **fields(wish))

    page = html.fromstring(answer.text)
    form = page.xpath("//main//form")[0]
    assert answer.status_code == 422
    assert says in page.get_element_by_id(f"{field}-error").text_content()
    assert page.get_element_by_id(field).get("aria-invalid") == "true"
    assert page.xpath(f"//*[@class='errors-summary']//a[@href='#{field}']")
    assert form.fields["comment"] == "à revoir"
    assert all(form.fields[name] == value for name, value in fields(wish).items())
    assert "Rien n’est encore enregistré" in answer.text


def test_a_duration_without_a_reason_asks_for_one(supervisor: Visitor, crew: list[UUID]) -> None:
    answer = supervisor.submit(page_of(crew[0]), **{"am-1-duration": "1h"})

    assert "Choisissez un motif" in html.fromstring(answer.text).get_element_by_id("am-1-category-error").text_content()


def test_what_another_screen_wrote_is_shown_beside_what_was_typed(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    inside(fill)
    opened = html.fromstring(supervisor.get(page_of(crew[0])).text).xpath("//main//form")[0]
    inside(tap, crew[0], "MAL")

    answer = supervisor.post(page_of(crew[0]), data=dict(opened.form_values()) | fields("am-0 TRAV 4h"))

    again = html.fromstring(answer.text)
    form = again.xpath("//main//form")[0]
    assert answer.status_code == 409
    assert "Malade" in again.xpath("//*[@class='clash']")[0].text_content()
    assert form.fields["am-0-duration"] == "4h"
    assert inside(words)["Ada B."] == "Malade"

    supervisor.post(page_of(crew[0]), data=dict(form.form_values()))

    assert inside(words)["Ada B."] == "Présent 7\u00a0h\u00a030"


def test_a_validated_day_is_not_rewritten(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    inside(fill)
    opened = html.fromstring(supervisor.get(page_of(crew[0])).text).xpath("//main//form")[0]
    inside(validate)

    answer = supervisor.post(page_of(crew[0]), data=dict(opened.form_values()) | {"am-0-category": "MAL"})

    assert answer.status_code == 409
    assert "Rouvrez-la" in answer.text


def test_somebody_of_another_site_has_no_page_here(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    (stranger,) = inside(hire_team, 1, "gourmand")

    assert supervisor.get(page_of(stranger)).status_code == 404


def test_the_roster_opens_the_page_of_the_person_touched(supervisor: Visitor, crew: list[UUID]) -> None:
    answer = supervisor.submit(MONDAY, action=f"{MONDAY}/personne", button="reason=details", contract=str(crew[4]))

    assert answer.location == page_of(crew[4])


def test_too_many_hours_in_a_week_come_back_with_what_was_typed(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    for offset in range(1, 5):
        inside(write, crew[0], {AM: {"TRAV": 300}, PM: {"TRAV": 300}}, day=SUNDAY - timedelta(days=offset))

    page = f"/auto-bleue/atelier/heures/jour/{SUNDAY}/personne/{crew[0]}"
    answer = supervisor.submit(page, **fields("am-0 TRAV 9h"))

    form = html.fromstring(answer.text).xpath("//main//form")[0]
    assert answer.status_code == 422
    assert "L. 3121-20" in answer.text
    assert form.fields["am-0-duration"] == "9h"
