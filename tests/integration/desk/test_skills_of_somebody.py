"""What somebody does alone stands on their page, and a certificate says it once it was seen on two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pypdf
import pytest
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from tests.support import sales
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.skills import BRAKES, OIL, TYRES, see, team
from tests.support.team import MONDAY

__all__ = ["at_work", "inside"]

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]
WEEK_BEFORE = MONDAY - timedelta(days=7)
HISTORY = "/auto-bleue/atelier/competences/{}"


def name_the_seller() -> None:
    with atomic():
        sales.name_the_seller()


@pytest.fixture
def ada(inside: Inside) -> UUID:
    """Oil was seen alone on two days, brakes on one, tyres with help; of brakes she says twice that she passes on."""
    person: UUID = inside(team, 1)[0]
    for skill, level, day, own in (
        (OIL, 3, WEEK_BEFORE, False), (OIL, 4, MONDAY, False), (BRAKES, 3, MONDAY, False), (TYRES, 1, MONDAY, False),
        (BRAKES, 4, WEEK_BEFORE, True), (BRAKES, 4, MONDAY, True),
    ):  # fmt: skip
        inside(see, person, skill, level, day, own=own)
    return person


def test_the_page_of_somebody_says_what_they_do_alone(sign_in: SignIn, ada: UUID) -> None:
    page = sign_in(CIP).get(f"/auto-bleue/atelier/equipe/{ada}")
    assert "Transmet, vu le 16/11/2026" in page.text
    assert "Changer des plaquettes de frein" in page.text
    assert "Monter et équilibrer un pneu" not in page.text
    assert "Toutes, dont 1 en cours" in page.text


def test_finance_sees_no_skills_there(sign_in: SignIn, ada: UUID) -> None:
    assert "Compétences" not in sign_in(FINANCE).get(f"/auto-bleue/atelier/equipe/{ada}").text


def test_the_certificate_says_what_was_seen_alone_on_two_days(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    inside(name_the_seller)
    page = HISTORY.format(ada)
    answer = sign_in(CIP).submit(page, action=f"{page}/attestation")

    assert answer.content_type == "application/pdf"
    (sheet,) = pypdf.PdfReader(BytesIO(answer.data)).pages
    text = " ".join(sheet.extract_text().split())
    for words in (
        "Attestation de compétences",
        "Ada Bouleau",
        "Faire une vidange",
        "Transmet",
        "16/11/2026",
        "RNCP38101",
    ):
        assert words in text
    assert "plaquettes" not in text
    assert "pneu" not in text
    actions = inside(lambda: session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all())
    assert actions[-1] == "skills.certified"


def test_nothing_to_certify_offers_nothing(sign_in: SignIn, inside: Inside) -> None:
    (ada,) = inside(team, 1)
    inside(see, ada, OIL, 3)
    adviser, page = sign_in(CIP), HISTORY.format(ada)
    shown = adviser.get(page)
    assert "Attestation" not in shown.text
    token = html.fromstring(shown.text).xpath("//input[@name='csrf_token']/@value")[0]
    assert adviser.post(f"{page}/attestation", data={"csrf_token": token}).status_code == 404


def test_without_an_employer_nothing_is_printed(sign_in: SignIn, ada: UUID) -> None:
    adviser, page = sign_in(DIRECTION), HISTORY.format(ada)
    assert adviser.submit(page, action=f"{page}/attestation").location == page
    assert "Dites d’abord qui est l’association" in adviser.get(page).text


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE, NEIGHBOUR], ids=str)
def test_others_do_not_print_it(sign_in: SignIn, ada: UUID, persona: Persona) -> None:
    visitor = sign_in(persona)
    assert visitor.post(f"{HISTORY.format(ada)}/attestation").status_code in {400, 403}
    assert "Attestation" not in visitor.get(HISTORY.format(ada)).text


def test_the_certificate_of_a_sensitive_site_says_nowhere_where(sign_in: SignIn, inside: Inside) -> None:
    inside(name_the_seller)
    (ada,) = inside(team, 1, "valorilot")
    for day in (WEEK_BEFORE, MONDAY):
        inside(see, ada, "colis", 3, day, slug="valorilot")
    page = f"/site-v/atelier/competences/{ada}"
    answer = sign_in(DIRECTION).submit(page, action=f"{page}/attestation")
    text = " ".join(pypdf.PdfReader(BytesIO(answer.data)).pages[0].extract_text().split())
    assert "Préparer un colis" in text
    assert "Valor" not in text
    assert "Site V" not in text
    assert "département" not in text
    assert "Valor" not in answer.headers["Content-Disposition"]
