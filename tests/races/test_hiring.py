"""The same hire form sent by two clicks at the same moment hires one person."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel.identifiers import new_public_id
from shared.people.models import Contract, Person
from shared.people.services import hire_person
from tests.support.races import race
from tests.support.team import site_id, terms

CLICKS = 4


def click(public_id: UUID) -> UUID:
    """Sends the form."""
    with atomic():
        return hire_person(
            site_id=site_id(),
            first_name="Nour",
            last_name="Alisier",
            matricule="00012",
            terms=terms(date(2026, 9, 1)),
            public_id=public_id,
            actor="test",
        )


def test_one_form_hires_one_person_however_often_it_is_sent(app: Flask, settings: Settings) -> None:
    contracts = race(click, [new_public_id()] * CLICKS, settings)

    assert len(set(contracts)) == 1, contracts
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Person)) == 1
        assert session.scalar(select(func.count()).select_from(Contract)) == 1
