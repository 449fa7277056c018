"""The office prints a contract to be signed: everything that was said of it, on one page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from tests.support import sales
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.office import hire, member
from tests.support.personas import CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.team import terms

__all__ = ["at_work", "inside"]

TEAM = "/auto-bleue/atelier/equipe"
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def name_the_seller() -> None:
    with atomic():
        sales.name_the_seller()


@pytest.fixture
def paper(inside: Inside) -> tuple[str, str]:
    """The page of somebody, and where the contract is printed."""
    contract = inside(hire, "Nour", "Alisier", terms())
    person = inside(lambda: member(contract).person)
    return f"{TEAM}/{person}", f"{TEAM}/{person}/contrats/{contract}/papier"


def test_the_paper_says_who_when_how_long_and_by_which_law(
    sign_in: SignIn, inside: Inside, paper: tuple[str, str]
) -> None:
    inside(name_the_seller)
    page, act = paper
    answer = sign_in(CIP).submit(page, action=act)

    assert answer.content_type == "application/pdf"
    (sheet,) = pypdf.PdfReader(BytesIO(answer.data)).pages
    text = " ".join(sheet.extract_text().split())
    for words in ("Nour Alisier", "mécanique", "du 1er septembre 2026 au 30 avril 2027 compris", "28 h par semaine"):
        assert words in text
    assert "Contrat à durée déterminée d’insertion" in text
    assert "jusqu’au 30 septembre 2026 au plus tard (C. trav. L. 1242-10)" in text
    assert "8h-11h30" in text
    assert "Modèle à faire relire" in text
    assert inside(lambda: session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all())[-1] == (
        "contract.printed"
    )


def test_without_an_employer_nothing_is_printed(sign_in: SignIn, paper: tuple[str, str]) -> None:
    page, act = paper
    adviser = sign_in(CIP)
    assert adviser.submit(page, action=act).location == page
    assert "Dites d’abord qui est l’association" in adviser.get(page).text


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE, NEIGHBOUR], ids=str)
def test_others_do_not_print_it(sign_in: SignIn, paper: tuple[str, str], persona: Persona) -> None:
    visitor = sign_in(persona)
    assert visitor.post(paper[1]).status_code in {400, 403}
    assert "Contrat à imprimer" not in visitor.get(paper[0]).text


def test_a_sensitive_site_prints_none_of_ours(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Nour", "Alisier", terms(), "valorilot")
    person = inside(lambda: member(contract, "valorilot").person)
    assert "Contrat à imprimer" not in sign_in(DIRECTION).get(f"/site-v/atelier/equipe/{person}").text
