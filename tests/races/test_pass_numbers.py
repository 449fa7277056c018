"""Two sites type the same PASS number in the same second: one has it, the other reads a sentence at the field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.people.models import PassIae
from shared.people.passes.services import correct_pass, record_pass
from tests.support.office import hire, member
from tests.support.passes import NUMBER, START
from tests.support.races import race
from tests.support.team import site_id, terms

SITES = ("auto-bleue", "gourmand", "etapweb", "agrilot")


@dataclass(frozen=True)
class Screen:
    """Somebody's PASS page at a site; `pass_id` where a PASS is there already."""

    slug: str
    person: UUID
    pass_id: UUID | None = None


def type_number(screen: Screen) -> str:
    """Gives a PASS the number; returns the field that is refused."""
    try:
        with atomic():
            site = site_id(screen.slug)
            if screen.pass_id:
                correct_pass(site_id=site, pass_id=screen.pass_id, number=NUMBER, starts_on=START, actor="test")
            else:
                record_pass(site_id=site, person=screen.person, number=NUMBER, starts_on=START, actor="test")
    except InvalidInput as refusal:
        return refusal.field
    return ""


def somebody_at(slug: str) -> UUID:
    """Hires somebody at a site and returns the person."""
    return member(hire("Ada", "Bouleau", terms(date(2026, 9, 1)), slug), slug).person


def check(results: list[object]) -> None:
    """One screen has the number, the others a sentence."""
    assert sorted(map(str, results)) == ["", *["number"] * (len(SITES) - 1)], results
    assert session.scalar(select(func.count()).where(PassIae.number == NUMBER)) == 1


def test_one_number_is_recorded_once(app: Flask, settings: Settings) -> None:
    with app.app_context():
        screens = [Screen(slug, somebody_at(slug)) for slug in SITES]

    results = race(type_number, screens, settings)

    with app.app_context():
        check(list(results))


def test_a_correction_waits_for_another(app: Flask, settings: Settings) -> None:
    with app.app_context():
        screens = []
        for place, slug in enumerate(SITES):
            person = somebody_at(slug)
            with atomic():
                number = f"99999000010{place}"
                pass_id = record_pass(
                    site_id=site_id(slug), person=person, number=number, starts_on=START, actor="test"
                )
            screens.append(Screen(slug, person, pass_id))

    results = race(type_number, screens, settings)

    with app.app_context():
        check(list(results))
