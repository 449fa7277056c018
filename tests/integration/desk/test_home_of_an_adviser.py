"""An adviser's home: site by site who is away and what nobody has noted, the most pressing first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html

from shared.accounts.queries import find_user_by_email
from shared.accounts.services import grant_role
from shared.db import atomic
from shared.kernel import clock
from shared.payroll import services
from shared.payroll.holidays import shift_working_days
from shared.payroll.reasons import Span
from shared.payroll.store import read_sheet
from shared.people.services import hire_person
from shared.workshop import find_site
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona, client_of, move_in
from tests.support.queries import statements
from tests.support.sheets import ALIX, fill, tap
from tests.support.team import MONDAY, hire_team, site_id, terms

Inside = Callable[..., Any]
Read = Callable[..., str]

WORKING_DAYS = [shift_working_days(MONDAY, -number) for number in range(1, 11)]
"""The last ten working days before Monday 16 November, the latest first; the 11th is a public holiday."""
ATTENDED = [day for day in WORKING_DAYS if day.weekday() < 4]


def note_all(days: list[date] | None = None, slug: str = "auto-bleue") -> None:
    """Notes everybody present on every day since the contracts began, so that nothing is missing."""
    first = date(2026, 9, 1)
    for number in range((MONDAY - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() < 4 and (days is None or day in days):
            with atomic():
                services.fill_day(site_id=site_id(slug), day=day, category="TRAV", actor=ALIX)


def hire_one(last: date, *, name: str = "Zoé", matricule: str | None = "77001", slug: str = "auto-bleue") -> None:
    """Hires one more person until `last`."""
    with atomic():
        hire_person(
            site_id=site_id(slug),
            first_name=name,
            last_name="Alouette",
            matricule=matricule,
            terms=terms(last=last),
            actor="cli:test",
        )


@pytest.fixture
def team(inside: Inside) -> list[UUID]:
    """Three people of the garage, everything noted."""
    contracts: list[UUID] = inside(hire_team, 3)
    return contracts


def test_nothing_due_is_said_calmly(team: list[UUID], inside: Inside, read: Read) -> None:
    inside(note_all)

    assert "Auto Bleue Rien à regarder aujourd’hui. Auto Bleue : Voir la semaine" in read(CIP)


@pytest.mark.parametrize(("days", "signal"), [(1, False), (2, False), (3, True), (5, True)])
def test_three_unjustified_absences_in_ten_working_days_are_a_signal(
    team: list[UUID], inside: Inside, read: Read, days: int, *, signal: bool
) -> None:
    inside(note_all)
    for day in ATTENDED[:days]:
        inside(tap, team[0], "AI", day=day, span=Span.MORNING)

    page = read(CIP)

    assert ("À appeler Ada Bouleau" in page) is signal
    assert (f"Absences injustifiées Ada Bouleau : {days} jour" in page) is not signal


def test_what_is_older_than_ten_working_days_is_left_out(team: list[UUID], inside: Inside, read: Read) -> None:
    inside(note_all)
    oldest = WORKING_DAYS[-1]
    assert oldest == date(2026, 10, 30)
    inside(tap, team[0], "MAL", day=date(2026, 10, 29))
    assert "Malades" not in read(CIP)

    inside(tap, team[0], "MAL", day=ATTENDED[-1])
    assert "Malades Ada Bouleau : 1 jour" in read(CIP)


def test_an_absence_that_was_taken_back_does_not_count(team: list[UUID], inside: Inside, read: Read) -> None:
    inside(note_all)
    inside(tap, team[0], "AI", day=ATTENDED[0])
    inside(tap, team[0], "TRAV", day=ATTENDED[0])

    assert "Absences injustifiées" not in read(CIP)


def test_days_that_miss_since_two_working_days_are_counted(team: list[UUID], inside: Inside, read: Read) -> None:
    thursday, wednesday, tuesday = date(2026, 11, 12), date(2026, 11, 11), date(2026, 11, 10)
    noted = [MONDAY - timedelta(days=number) for number in range(1, 90)]
    inside(note_all, [day for day in noted if day not in {thursday, wednesday, tuesday}])

    page = read(CIP)
    assert "Saisies qui manquent 3 journées incomplètes, depuis mardi 10 novembre" in page
    assert "Voir la journée incomplète" in page
    # On Friday only Tuesday and the holiday are two working days old.
    with clock.at(clock.at_paris(date(2026, 11, 13), 9)):
        assert "2 journées incomplètes" in read(CIP)


def test_people_without_matricule_are_named(inside: Inside, read: Read) -> None:
    inside(hire_one, date(2027, 4, 30), matricule=None)

    assert "Sans matricule de paie Zoé Alouette" in read(CIP)


def test_the_most_pressing_site_comes_first_and_only_the_own_ones(app: Flask, inside: Inside, read: Read) -> None:
    def follow_too(slug: str) -> None:
        with atomic():
            user = find_user_by_email(CIP.email)
            assert user
            grant_role(user=user, role=CIP.role, site=find_site(slug), actor="cli:test")

    move_in(app, CIP)
    inside(follow_too, "gourmand")
    inside(follow_too, "valorilot")
    inside(hire_team, 2, "gourmand")
    inside(hire_one, date(2026, 12, 1), name="Iris", slug="etapweb", matricule="77002")
    inside(hire_one, date(2026, 12, 1), name="Yves", slug="valorilot", matricule="77003")
    inside(note_all, slug="valorilot")

    page = client_of(app, CIP).get("/bureau").text

    (main,) = html.fromstring(page).xpath("//main")
    assert [title.text_content() for title in main.xpath(".//h2")] == [
        "À faire maintenant",
        "L’Îlot Gourmand",
        "Auto Bleue",
        "Site V",
    ]
    text = main.text_content()
    assert "Yves Alouette" in text
    assert "Iris" not in text
    assert "valor" not in text.casefold()


@pytest.mark.parametrize("persona", [SUPERVISOR, DIRECTION, FINANCE], ids=str)
def test_the_other_roles_do_not_see_it(team: list[UUID], inside: Inside, read: Read, persona: Persona) -> None:
    inside(hire_one, date(2027, 1, 10), matricule=None)

    page = read(persona)

    assert "Alouette" not in page
    assert "Sans matricule" not in page


@pytest.mark.parametrize("size", [1, 24])
def test_the_page_asks_as_often_whatever_there_is_to_say(app: Flask, inside: Inside, size: int) -> None:
    client = client_of(app, CIP)
    contracts = inside(hire_team, size, contract=terms(last=date(2026, 12, 15)))
    inside(fill, ATTENDED[0])
    for contract in contracts:
        inside(tap, contract, "AI", day=ATTENDED[0])
    assert inside(lambda: len(read_sheet(site_id(), ATTENDED[0]).lines)) == size

    with statements(app) as sent:
        client.get("/bureau")

    # Who it is, the sites, two of exams that wait, ten of what is due, absences, two of the holes, matricules, exits
    # that nobody has noted.
    assert len(sent) == 19, "\n".join(sent)
