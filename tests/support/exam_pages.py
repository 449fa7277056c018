"""How tests read and fill in the pages of exams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from lxml import html
from sqlalchemy import select

from shared.accounts.permissions import Role
from shared.db import session
from shared.training.models import ExamSession, ExamStep
from tests.support.client import Visitor
from tests.support.exams import SITE
from tests.support.personas import Persona, supervisor_of

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
PAGE = f"/{SITE}/atelier/examens"
ADVISER = Persona("adviser", Role.CIP, SITE)
LEADER = supervisor_of(SITE)


def words(answer: Any) -> str:
    return " ".join(" ".join(html.fromstring(answer.text).xpath("//main")[0].itertext()).split())


def errors(answer: Any) -> str:
    return " ".join(each.text_content() for each in html.fromstring(answer.text).find_class("field-error"))


def send(client: Visitor, path: str, **fields: Any) -> Any:
    """Posts what no form of ours would send."""
    page = client.get(PAGE + "/prevoir")
    token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(PAGE + path, data={"csrf_token": token, **fields})


def tap(client: Visitor, exam: UUID, person: UUID, outcome: str, **more: Any) -> Any:
    """Notes an outcome as a card of the page does."""
    return send(client, f"/{exam}/resultats", person=f"{person}", outcome=outcome, **more)


def written(inside: Inside) -> tuple[int, int]:
    """Returns how many exams and how many steps are stored."""

    def count() -> tuple[int, int]:
        return len(session.scalars(select(ExamSession.id)).all()), len(session.scalars(select(ExamStep.id)).all())

    found: tuple[int, int] = inside(count)
    return found
