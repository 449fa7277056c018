"""A supervisor types the team's week into the grid and saves it in one request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.weeks import Week
from shared.payroll.export import Profile, export_payroll
from shared.payroll.services import record_line
from shared.people.contracts.services import sign_contract
from shared.people.models import Half, Person
from shared.people.services import hire_person
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.months import OCTOBER, approve, check, close
from tests.support.queries import statements
from tests.support.sheets import fill, line, sheet, tap, validate, write
from tests.support.team import hire_team, site_id, terms

AM, PM = Half.MORNING, Half.AFTERNOON
WEEK = Week(2026, 46)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = WEEK.days[:5]
PAGE = "/auto-bleue/atelier/heures/semaine/2026-W46/saisie"
ARMISTICE = WEDNESDAY
"""11 November, a public holiday."""

Inside = Callable[..., Any]


def cell(contract: UUID, day: date) -> str:
    return f"{contract}.{day}"


def type_in(supervisor: Visitor, cells: dict[tuple[UUID, date], str], *, button: str = "", page: str = PAGE) -> Any:
    return supervisor.submit(page, button=button, **{cell(*place): text for place, text in cells.items()})


def faults(answer: Any) -> dict[str, str]:
    """Returns the sentence of each cell that is wrong, by the cell's name for a screen reader."""
    page = html.fromstring(answer.text)
    wrong = page.xpath("//input[@aria-invalid='true']")
    return {
        each.get("aria-label"): page.xpath("string(//*[@id=$id])", id=each.get("aria-describedby")) for each in wrong
    }


def shown(answer: Any) -> dict[str, str]:
    """Returns what every cell of the page says, by its name."""
    inputs = html.fromstring(answer.text).xpath("//table//input[@type='text']")
    return {each.get("name"): each.get("value") for each in inputs}


def test_exceptions_are_typed_and_one_button_says_the_rest(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    answer = type_in(
        supervisor,
        {
            (crew[0], MONDAY): "R30",
            (crew[1], MONDAY): "M",
            (crew[2], TUESDAY): "m/p r45",
            (crew[3], THURSDAY): "7h30",
        },
        button="fill",
    )

    assert answer.location == PAGE
    assert inside(line, crew[0], MONDAY).entries == {AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}
    assert inside(line, crew[1], MONDAY).entries == {AM: {"MAL": 210}, PM: {"MAL": 210}}
    assert inside(line, crew[2], TUESDAY).entries == {AM: {"MAL": 210}, PM: {"RET": 45, "TRAV": 165}}
    assert inside(line, crew[3], THURSDAY).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 240}}
    assert inside(line, crew[11], TUESDAY).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 210}}
    assert inside(line, crew[11], ARMISTICE).entries == {AM: {"JF": 210}, PM: {"JF": 210}}
    assert "48 cases enregistrées." in supervisor.get(PAGE).text
    assert inside(sheet, FRIDAY).version == 0


def test_the_whole_week_is_saved_in_six_statements(app: Flask, supervisor: Visitor, inside: Inside) -> None:
    contracts = inside(hire_team, 15)
    supervisor.get(PAGE)

    with statements(app) as sent:
        type_in(supervisor, {(contract, MONDAY): "M" for contract in contracts}, button="fill")
    posted = sent[next(place for place, each in enumerate(sent) if "INSERT INTO day_sheets" in each) - 2 :]

    # The user with the grants, the team, the sheets claimed and read, the lines, the entries.
    assert len(posted) == 6, "\n".join(posted)


def test_correcting_a_week_takes_as_many(app: Flask, supervisor: Visitor, inside: Inside) -> None:
    contracts = inside(hire_team, 15)
    type_in(supervisor, {}, button="fill")

    with statements(app) as sent:
        type_in(supervisor, {(contract, day): "F" for contract in contracts for day in (MONDAY, TUESDAY, THURSDAY)})
    posted = sent[next(place for place, each in enumerate(sent) if "INSERT INTO day_sheets" in each) - 2 :]

    assert len(posted) == 6, "\n".join(posted)
    assert inside(line, contracts[14], THURSDAY).entries == {AM: {"FOR_INT": 210}, PM: {"FOR_INT": 210}}


def test_what_is_wrong_is_said_at_its_cell_and_everything_typed_is_kept(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    typed = {
        (crew[0], MONDAY): "25h",
        (crew[1], MONDAY): "sept heures",
        (crew[2], MONDAY): "6h",
        (crew[3], MONDAY): "M/R45",
        (crew[4], TUESDAY): "R",
    }

    answer = type_in(supervisor, typed)

    assert answer.status_code == 422
    said = faults(answer)
    assert said["Ada B., lun. 9"].startswith("25\u00a0h dans la journée\u00a0: la loi en permet 10\u00a0h au plus")
    assert said["Bruno M., lun. 9"].startswith("« sept heures » ne se lit pas")
    assert said["Chloé T., lun. 9"].startswith("6\u00a0h sur 7\u00a0h prévues")
    assert said["Elsa C., mar. 10"].endswith("par exemple R30.")
    assert len(said) == 4
    kept = shown(answer)
    assert {place: kept[cell(*place)] for place in typed} == typed
    assert inside(sheet, MONDAY).version == 0
    assert inside(sheet, TUESDAY).version == 0


def test_mending_the_cells_that_were_wrong_saves_the_rest_too(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    refused = type_in(supervisor, {(crew[0], MONDAY): "sept heures", (crew[1], MONDAY): "M"})
    form = the_form(refused)
    form.fields[cell(crew[0], MONDAY)] = "7h"

    answer = supervisor.post(PAGE, data=dict(form.form_values()))

    assert answer.location == PAGE
    assert inside(line, crew[1], MONDAY).entries == {AM: {"MAL": 210}, PM: {"MAL": 210}}
    assert inside(line, crew[0], MONDAY).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 210}}


def test_a_day_outside_the_contract_cannot_be_typed_and_is_refused_when_forced(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    late = inside(hire_late, TUESDAY)
    page = supervisor.get(PAGE)
    assert cell(late, MONDAY) not in shown(page)
    assert cell(late, TUESDAY) in shown(page)

    answer = force(supervisor, {cell(late, MONDAY): "P"})

    assert answer.status_code == 422
    assert "Le contrat va du 10/11/2026 au 30/04/2027." in answer.text
    assert inside(sheet, MONDAY).lines == {}


def hire_late(first: date) -> UUID:
    """Somebody whose contract begins in the middle of the week."""
    with atomic():
        return hire_person(
            site_id=site_id(),
            first_name="Zélie",
            last_name="Houx",
            matricule=None,
            terms=terms(first),
            actor="test",
        )


def the_form(answer: Any) -> Any:
    """Returns the grid of a page."""
    return next(each for each in html.fromstring(answer.text).forms if each.get("id") == "week-entry")


def force(supervisor: Visitor, cells: dict[str, str], page: str = PAGE) -> Any:
    """Sends cells that the page does not offer."""
    return supervisor.post(page, data=dict(the_form(supervisor.get(page)).form_values()) | cells)


def test_a_person_of_another_site_is_refused_at_the_cell(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    (stranger,) = inside(hire_team, 1, "etapweb")

    answer = force(supervisor, {cell(stranger, MONDAY): "P", cell(crew[0], MONDAY): "M"})

    assert answer.status_code == 422
    assert "Cette personne n’a pas de contrat ici cette semaine." in answer.text
    assert shown(answer)[cell(crew[0], MONDAY)] == "M"
    assert inside(sheet, MONDAY).version == 0


def test_a_validated_day_and_one_to_come_are_refused_when_forced(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    inside(fill, MONDAY)
    inside(validate, MONDAY)
    before = inside(line, crew[0], MONDAY)

    answer = force(supervisor, {cell(crew[0], MONDAY): "M"})

    assert "Cette journée est validée\u00a0: rouvrez-la pour la corriger." in answer.text
    assert inside(line, crew[0], MONDAY) == before
    this_week = PAGE.replace("W46", "W47")
    form = the_form(supervisor.get(this_week))
    thursday = date(2026, 11, 19)
    assert cell(crew[0], thursday) not in form.fields
    assert (
        "Ce jour n’est pas encore arrivé."
        in supervisor.post(this_week, data=dict(form.form_values()) | {cell(crew[0], thursday): "P"}).text
    )


def test_a_locked_day_says_so(supervisor: Visitor, inside: Inside) -> None:
    (contract,) = inside(work_in_october)

    answer = force(supervisor, {cell(contract, OCTOBER.last): "M"}, PAGE.replace("W46", "W44"))

    assert "Cette journée est verrouillée" in answer.text
    assert inside(line, contract, date(2026, 10, 29)).entries == {AM: {"TRAV": 210}, PM: {"TRAV": 210}}


def work_in_october() -> list[UUID]:
    """Somebody who worked on the last Thursday of October, and whose month is closed."""
    contracts = hire_team(1, contract=terms(date(2026, 10, 29)))
    fill(date(2026, 10, 29))
    validate(date(2026, 10, 29))
    approve()
    check()
    with atomic():
        export_payroll([find_site("auto-bleue")], OCTOBER, Profile.CSV, BytesIO(), actor="test")
    close()
    return contracts


def test_two_screens_each_keep_their_lines_and_the_same_line_shows_both(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    form = the_form(supervisor.get(PAGE))
    inside(tap, crew[0], "MAL", day=MONDAY)
    inside(tap, crew[1], "CP", day=MONDAY)
    form.fields[cell(crew[0], MONDAY)] = "R15"
    form.fields[cell(crew[2], MONDAY)] = "F"

    answer = supervisor.post(PAGE, data=dict(form.form_values()))

    assert answer.status_code == 409
    assert faults(answer) == {"Ada B., lun. 9": "Changé sur un autre écran\u00a0: M."}
    assert shown(answer)[cell(crew[0], MONDAY)] == "R15"
    assert inside(sheet, MONDAY).version == 2

    again = the_form(answer)
    assert supervisor.post(PAGE, data=dict(again.form_values())).location == PAGE
    assert inside(line, crew[0], MONDAY).entries == {AM: {"RET": 15, "TRAV": 195}, PM: {"TRAV": 210}}
    assert inside(line, crew[1], MONDAY).entries == {AM: {"CP": 210}, PM: {"CP": 210}}
    assert inside(line, crew[2], MONDAY).entries == {AM: {"FOR_INT": 210}, PM: {"FOR_INT": 210}}


def test_two_screens_that_say_the_same_do_not_quarrel(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    form = the_form(supervisor.get(PAGE))
    inside(tap, crew[0], "MAL", day=MONDAY)
    form.fields[cell(crew[0], MONDAY)] = "m"
    form.fields[cell(crew[1], MONDAY)] = "C"

    assert supervisor.post(PAGE, data=dict(form.form_values())).location == PAGE
    assert inside(line, crew[0], MONDAY).version == 1


def test_a_week_that_gets_too_long_is_refused_at_its_last_day(
    supervisor: Visitor, crew: list[UUID], inside: Inside
) -> None:
    answer = type_in(supervisor, {(crew[0], day): "10h" for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)})

    assert faults(answer) == {
        "Ada B., ven. 13": "Ada aurait 50\u00a0h dans la semaine\u00a0: la loi en permet 48\u00a0h au plus "
        "(C. trav. L. 3121-20)."
    }
    assert inside(sheet, MONDAY).version == 0


def test_the_hours_of_another_site_count_in_the_week(supervisor: Visitor, inside: Inside) -> None:
    contract = inside(work_elsewhere_first)

    answer = type_in(supervisor, {(contract, day): "10h" for day in (WEDNESDAY, THURSDAY, FRIDAY)})

    assert "Ada aurait 50\u00a0h dans la semaine" in answer.text
    assert inside(sheet, FRIDAY).version == 0


def work_elsewhere_first() -> UUID:
    """Ten hours on Monday and on Tuesday at another site, then a contract at the garage."""
    (before,) = hire_team(1, "etapweb", terms(MONDAY, TUESDAY))
    for day in (MONDAY, TUESDAY):
        with atomic():
            record_line(
                site_id=site_id("etapweb"),
                day=day,
                contract=before,
                entries={AM: {"TRAV": 300}, PM: {"TRAV": 300}},
                comment="",
                seen_version=0,
                actor="test",
            )
    with atomic():
        person = session.scalars(select(Person)).one()
        return sign_contract(person=person.public_id, site_id=site_id(), terms=terms(WEDNESDAY), actor="test")


def test_an_emptied_cell_takes_the_line_back(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    inside(tap, crew[0], "MAL", day=MONDAY)

    assert type_in(supervisor, {(crew[0], MONDAY): ""}).location == PAGE

    assert inside(sheet, MONDAY).lines == {}
    assert inside(sheet, MONDAY).version == 2


def test_a_comment_survives_the_grid(supervisor: Visitor, crew: list[UUID], inside: Inside) -> None:
    inside(write, crew[0], {AM: {"MAL": 210}, PM: {"MAL": 210}}, day=MONDAY, comment="Arrêt reçu")

    type_in(supervisor, {(crew[0], MONDAY): "C"})

    assert inside(line, crew[0], MONDAY).comment == "Arrêt reçu"


def test_saving_without_a_change_says_so(supervisor: Visitor, crew: list[UUID]) -> None:
    assert type_in(supervisor, {}).location == PAGE

    assert "Rien n’a changé" in supervisor.get(PAGE).text


def test_a_week_of_nobody_is_empty(supervisor: Visitor) -> None:
    assert "Pas d’équipe cette semaine-là" in supervisor.get(PAGE).text


def test_the_grid_opens_from_the_week(supervisor: Visitor, crew: list[UUID]) -> None:
    links = html.fromstring(supervisor.get(PAGE.removesuffix("/saisie")).text).xpath("//main//a/@href")

    assert PAGE in links
