"""When something goes wrong, the visitor learns what happened and finds the way on."""

from __future__ import annotations

from typing import NoReturn

import pytest
from flask import Flask

from shared.db import database
from tests.integration.house.conftest import REFUSALS
from tests.support.client import Visitor

STATUSES = {"refused": 409, "conflict": 409, "absent": 404, "typed": 422}
WORDS = {
    400: "Nous n’avons pas compris",
    403: "Cette page ne vous est pas ouverte",
    404: "Cette page n’existe pas",
    405: "Cette page n’existe pas",
    409: "Cela a changé entre-temps",
    413: "Ce fichier est trop lourd",
    429: "Trop d’essais",
    500: "cassé chez nous",
    503: "Nous revenons dans un instant",
}


def test_a_refusal_is_said_in_its_own_words(probed: Flask) -> None:
    for kind in ("refused", "typed"):
        page = probed.test_client().get(f"/essai/refus/{kind}")

        assert page.status_code == STATUSES[kind]
        assert REFUSALS[kind].sentence in page.text
        assert "<nav" in page.text


def test_a_program_gets_problem_details(probed: Flask) -> None:
    for kind, status in STATUSES.items():
        answer = probed.test_client().get(f"/api/essai/refus/{kind}")

        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.json is not None
        assert (answer.json["status"], answer.json["detail"]) == (status, REFUSALS[kind].sentence)
        assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_a_part_of_a_page_gets_a_part_of_a_page(probed: Flask) -> None:
    answer = probed.test_client().get("/essai/refus/refused", headers={"HX-Request": "true"})

    assert answer.status_code == STATUSES["refused"]
    assert REFUSALS["refused"].sentence in answer.text
    assert "<html" not in answer.text


def test_each_error_has_its_page_and_its_problem(probed: Flask) -> None:
    client = probed.test_client()
    for code, words in WORDS.items():
        page = client.get(f"/essai/statut/{code}")
        problem = client.get(f"/api/essai/statut/{code}")

        assert (page.status_code, problem.status_code) == (code, code)
        assert words in page.text
        assert problem.json is not None
        assert problem.json["status"] == code


def test_an_unknown_page_keeps_the_way_around(client: Visitor) -> None:
    page = client.get("/cette-page-n-existe-pas")

    assert page.status_code == 404
    assert 'href="/connexion' in page.text


def test_a_form_without_token_is_sent_back_with_advice(client: Visitor) -> None:
    page = client.post("/connexion", data={"email": "quelquun@example.org"})

    assert page.status_code == 400
    assert "Rechargez la page" in page.text


def test_a_wrong_method_says_which_are_right(client: Visitor) -> None:
    answer = client.delete("/api/v1/workshops")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


def test_a_failure_shows_a_number_to_quote_and_nothing_else(probed: Flask) -> None:
    page = probed.test_client().get("/essai/panne?plate=AB-123-CD")

    assert page.status_code == 500
    assert page.headers["X-Request-ID"] in page.text
    for leak in ("AB-123-CD", "RuntimeError", "Traceback"):
        assert leak not in page.text


def test_a_failure_is_told_even_without_database(probed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> NoReturn:
        raise ConnectionError

    with probed.app_context():
        monkeypatch.setattr(database.engine.pool, "connect", gone)
    client = probed.test_client()

    page = client.post("/connexion", data={})

    assert page.status_code == 500
    assert "cassé chez nous" in page.text
