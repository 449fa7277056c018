"""Before an interview the adviser opens somebody's page: where they stand in one glance, and how they came there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from lxml import html

from shared.db import atomic
from shared.people.passes.services import record_pass
from shared.people.queries import find_path
from tests.support import exams
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.office import hire, member, renew
from tests.support.personas import CIP, DIRECTION, FINANCE, SUPERVISOR, Persona
from tests.support.sheets import fill, tap
from tests.support.team import MONDAY, site_id, terms

__all__ = ["at_work", "inside"]

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def summary(visitor: Visitor, person: UUID) -> str:
    """Returns what stands at the top of somebody's page, on one line; empty where there is nothing."""
    page = html.fromstring(visitor.get(f"/auto-bleue/atelier/equipe/{person}").text)
    return " ".join(" ".join(each.text_content().split()) for each in page.find_class("summary"))


def contract_of(person: UUID) -> UUID:
    return find_path(site_id(), person)[-1].contract


@pytest.fixture
def ada(inside: Inside) -> UUID:
    """Ada has been there since September, with a PASS since March 2025."""
    contract = inside(hire, "Ada", "Bouleau", terms(date(2026, 9, 1), date(2026, 12, 31)))
    person: UUID = inside(lambda: member(contract).person)

    def note() -> None:
        with atomic():
            record_pass(
                site_id=site_id(), person=person, number="999990000001", starts_on=date(2025, 3, 1), actor="test"
            )

    inside(note)
    return person


def test_the_figures_are_those_of_the_day(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    contract = inside(contract_of, ada)
    inside(fill, date(2026, 11, 9))
    inside(tap, contract, "FOR_INT", day=date(2026, 11, 10))
    inside(tap, contract, "AI", day=date(2026, 11, 12))
    inside(fill, MONDAY)

    said = summary(sign_in(CIP), ada)

    assert "Contrat 45 jours jusqu’au 31/12/2026" in said
    assert "PASS IAE 105 jours jusqu’au 28/02/2027" in said.replace("\xa0", " ")
    assert "Présence ce mois-ci 21 h" in said.replace("\xa0", " ")
    assert "Assiduité 75 %" in said.replace("\xa0", " ")
    assert "Formation 7 h" in said.replace("\xa0", " ")


def test_the_path_is_told_in_the_order_of_time(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    inside(renew, ada, terms(date(2027, 1, 1), date(2027, 2, 28)))
    inside(exams.plan, date(2026, 12, 1), slug="auto-bleue", rncp=exams.MECHANIC)

    said = summary(sign_in(DIRECTION), ada)

    coming, _, past = said.partition("Son parcours")
    assert "01/01/2027 Nouveau contrat" in coming
    assert coming.index("01/01/2027") < coming.index("28/02/2027 Fin du PASS IAE")
    assert past.index("01/09/2026 Premier contrat") < past.index("01/03/2025 Début du PASS IAE")


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE], ids=str)
def test_whoever_does_not_follow_somebody_sees_none_of_it(sign_in: SignIn, ada: UUID, persona: Persona) -> None:
    assert summary(sign_in(persona), ada) == ""


def test_somebody_without_hours_has_no_share_of_presence(sign_in: SignIn, ada: UUID) -> None:
    said = summary(sign_in(CIP), ada)
    assert "Assiduité" not in said
    assert "Formation" not in said
