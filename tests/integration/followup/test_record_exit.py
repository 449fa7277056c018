"""Somebody has left: noted once, on the last day, with a reason that says no more than it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from shared.config import Settings
from shared.db import atomic, session
from shared.followup import reference
from shared.followup.models import Exit, ExitCategory, ExitReason
from shared.followup.services import find_reason, record_exit
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.contracts.services import sign_contract
from shared.people.models import Person, VaultTopic
from shared.people.vault import Purpose, open_vault
from tests.support.team import hire_team, site_id, terms

pytestmark = pytest.mark.usefixtures("context")

LAST_DAY = date(2026, 10, 31)
HIRED, ILLNESS, JUSTICE, RETIRED = 3, 16, 18, 15


@pytest.fixture
def person() -> Iterator[UUID]:
    hire_team(1, contract=terms(date(2026, 3, 1), LAST_DAY))
    with clock.at(clock.at_paris(date(2026, 11, 2), 9)):
        yield session.scalars(select(Person.public_id)).one()


def leave(person: UUID, reason: int = HIRED, slug: str = "auto-bleue") -> None:
    with atomic():
        record_exit(site_id=site_id(slug), person=person, reason=reason, actor="user:adviser")


def stored() -> Exit:
    return session.scalars(select(Exit)).one()


def test_an_exit_is_of_the_last_day_and_has_its_reason(person: UUID) -> None:
    leave(person)

    reason = session.get_one(ExitReason, stored().reason_id)
    assert (stored().left_on, reason.code, reason.category) == (LAST_DAY, HIRED, ExitCategory.DURABLE)
    assert reason.job_or_training
    assert not reason.confirmed


@pytest.mark.parametrize("reason", [ILLNESS, JUSTICE])
def test_a_confidential_reason_is_in_the_vault_alone(person: UUID, reason: int) -> None:
    leave(person, reason)

    assert stored().reason_id is None
    told = open_vault(VaultTopic.EXIT, [stored().person_id], purpose=Purpose.FOLLOW, actor="user:adviser")
    assert told == {stored().person_id: {"reason": reason}}


def test_without_a_vault_a_confidential_reason_is_kept_nowhere(person: UUID, app: Flask, settings: Settings) -> None:
    app.extensions["ateliers_settings"] = replace(settings, vault_key="")
    try:
        leave(person, JUSTICE)
    finally:
        app.extensions["ateliers_settings"] = settings

    assert stored().reason_id is None
    assert open_vault(VaultTopic.EXIT, [stored().person_id], purpose=Purpose.FOLLOW, actor="user:adviser") == {}


def test_an_exit_is_noted_once(person: UUID) -> None:
    leave(person)

    with pytest.raises(Refused, match="déjà notée"):
        leave(person, RETIRED)


def test_nobody_leaves_whose_contract_runs_or_is_to_come(person: UUID) -> None:
    with atomic():
        sign_contract(person=person, site_id=site_id(), terms=terms(date(2026, 12, 1), date(2027, 3, 31)), actor="x")

    with pytest.raises(Refused, match="court jusqu’au 31/03/2027"):
        leave(person)
    assert session.scalars(select(Exit)).all() == []


def test_somebody_of_elsewhere_and_an_unknown_reason_are_refused(person: UUID) -> None:
    with pytest.raises(NotFound):
        leave(person, slug="gourmand")
    with pytest.raises(NotFound):
        leave(UUID(int=7))
    with pytest.raises(InvalidInput, match="motif de la liste") as refusal:
        leave(person, 99)
    assert refusal.value.field == "reason"


def test_a_reason_is_the_one_in_force_that_day() -> None:
    changed = date(2026, 6, 1)
    with atomic():
        before = find_reason(RETIRED, changed)
        session.add(
            ExitReason(
                code=RETIRED, label=before.label, category=ExitCategory.WITHDRAWN, job_or_training=False,
                confidential=False, source="Arrêté inventé", confirmed=True, valid_from=changed, in_denominator=False,
            )
        )  # fmt: skip
        reference.seed()

    assert find_reason(RETIRED, date(2026, 5, 31)).category is ExitCategory.POSITIVE
    assert find_reason(RETIRED, changed).category is ExitCategory.WITHDRAWN
    with pytest.raises(InvalidInput):
        find_reason(RETIRED, date(2019, 12, 31))
