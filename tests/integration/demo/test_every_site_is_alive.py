"""The demonstration: each site has the team of the plan, its days up to yesterday, and the accounts their place."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from shared.accounts.demonstration import DOMAIN
from shared.accounts.models import User
from shared.accounts.queries import find_user_by_email
from shared.db import atomic, session
from shared.demo import loading
from shared.invoicing.examination import list_faults
from shared.invoicing.queries import list_numbers
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.models import DayLine, DaySheet, DayStatus
from shared.payroll.queries.overview import total_by_site
from shared.people.models import Contract, Person
from shared.people.overview import count_people, list_unnumbered
from shared.people.queries import list_own_contracts
from shared.workshop import places_by_site, registry

FRIDAY = date(2026, 11, 27)
ON_CONTRACT = {
    "agrilot": 9, "aqi-paris": 6, "aqi-aubervilliers": 9, "aqi-somme": 10,
    "auto-bleue": 11, "etapweb": 9, "gourmand": 20, "valorilot": 6,
}  # fmt: skip


def user_of(name: str) -> User:
    user = find_user_by_email(f"{name}{DOMAIN}")
    assert user
    return user


@pytest.mark.usefixtures("context")
def test_every_site_lives_from_the_first_day_to_yesterday() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)):
        with atomic():
            loading._open_the_house()  # noqa: SLF001 - a month of it would take the time of a hundred tests
            for place in registry().places:
                assert place.demonstrate, place.slug
                place.demonstrate(FRIDAY - timedelta(days=3), FRIDAY)
        slugs = {site_id: place.slug for site_id, place in places_by_site().items()}

        people = {slugs[site_id]: count for site_id, count in count_people(None).items()}
        assert people == ON_CONTRACT
        assert list_unnumbered(None) == []
        _check_days(slugs)
        _check_accounts()


def _check_days(slugs: dict[int, str]) -> None:
    sheets = session.execute(select(DaySheet.site_id, DaySheet.day, DaySheet.status)).all()
    assert {sheet.status for sheet in sheets} == {DayStatus.VALIDATED}
    assert max(sheet.day for sheet in sheets) == FRIDAY - timedelta(days=1)
    assert {slugs[sheet.site_id] for sheet in sheets} == ON_CONTRACT.keys()
    hours = {slugs[site_id]: each for site_id, each in total_by_site(None, Month.of(FRIDAY)).items()}
    for slug in ("aqi-paris", "aqi-aubervilliers", "aqi-somme"):
        assert 0 < hours[slug].training < hours[slug].presence
    sensitive = next(site_id for site_id, slug in slugs.items() if slug == "valorilot")
    told = session.execute(
        select(Contract.job, DayLine.comment).join(DayLine, DayLine.contract_id == Contract.id)
        .where(Contract.site_id == sensitive)
    )  # fmt: skip
    assert {tuple(row) for row in told} == {("Production", None)}


def _check_accounts() -> None:
    (contract, *_) = list_own_contracts(user_of("salarie").id)
    assert contract.full_name == user_of("salarie").display_name
    assert contract.starts_on <= FRIDAY <= contract.ends_on
    assert [held.site_slug for held in user_of("salarie").held] == ["auto-bleue"]
    assert [held.site_slug for held in user_of("encadrant").held] == ["auto-bleue"]
    assert [held.site_slug for held in user_of("cip").held] == [None]
    names = Counter(person.full_name for person in session.scalars(select(Person)))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.deep
@pytest.mark.usefixtures("context")
def test_every_document_of_the_demonstration_passes_the_official_rules() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)):
        with atomic():
            loading.load_demonstration(until=FRIDAY)
        drain()
    numbers = list_numbers()
    assert len(numbers) > 30
    assert [(number, fault) for number in numbers for fault in list_faults(number)] == []
