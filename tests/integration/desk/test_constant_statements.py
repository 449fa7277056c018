"""The pages of follow-up ask as often for ten people as for a thousand, and for a path of sixty contracts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests.support.client import Visitor
from tests.support.crowd import settle
from tests.support.personas import CIP, DIRECTION, SUPERVISOR, Persona, client_of
from tests.support.queries import statements

Inside = Callable[..., Any]
FEW, MANY = 10, 1000


def asked(app: Flask, visitor: Visitor, path: str) -> Sequence[str]:
    """Returns the statements that a page sends."""
    with statements(app) as sent:
        assert visitor.get(path).status_code == 200
    return sent


@pytest.mark.parametrize(
    ("persona", "path"),
    [(CIP, "/bureau"), (DIRECTION, "/bureau"), (SUPERVISOR, "/bureau"), (CIP, "/echeances")],
    ids=lambda each: str(each).strip("/"),
)
def test_a_list_asks_as_often_for_a_thousand(app: Flask, inside: Inside, persona: Persona, path: str) -> None:
    visitor = client_of(app, persona)
    inside(settle, FEW)
    few = asked(app, visitor, path)
    inside(settle, MANY - FEW)

    many = asked(app, visitor, path)

    assert len(many) == len(few), "\n".join(many)


def test_a_person_s_page_asks_as_often_for_a_thousand_and_for_a_long_path(app: Flask, inside: Inside) -> None:
    visitor = client_of(app, CIP)

    def page_of(person: UUID) -> int:
        return len(asked(app, visitor, f"/auto-bleue/atelier/equipe/{person}"))

    first, *_ = inside(settle, FEW)
    few = page_of(first)
    inside(settle, MANY - FEW - 1)
    assert page_of(first) == few
    (long,) = inside(settle, 1, contracts=60)

    assert page_of(long) == few
