"""The log says what happened, and never what somebody typed."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask

SECRETS = ("Amarante", "amarante@example.org", "AB-123-CD", "ne-le-dites-pas", "0601020304")


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """Reads the lines that were written since the last look."""
    return Lines(capsys)


class Lines:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.text = ""

    def read(self) -> list[dict[str, object]]:
        self.text = self._capsys.readouterr().err
        return [json.loads(line) for line in self.text.splitlines()]


def test_each_request_is_one_line_of_json(probed: Flask, lines: Lines) -> None:
    answer = probed.test_client().get("/essai/page?q=Amarante")

    (line,) = lines.read()
    assert line["event"] == "request"
    assert line["method"] == "GET"
    assert line["endpoint"] == "probe.page"
    assert line["status"] == 200
    assert line["request_id"] == answer.headers["X-Request-ID"]


def test_a_proxy_s_number_is_kept_when_it_is_one(production: Flask, probed: Flask) -> None:
    offered = {"X-Request-ID": "3f6c1d2e-from-the-proxy"}

    assert production.test_client().get("/healthz", headers=offered).headers["X-Request-ID"] == offered["X-Request-ID"]
    assert probed.test_client().get("/healthz", headers=offered).headers["X-Request-ID"] != offered["X-Request-ID"]


def test_a_number_that_is_none_is_replaced(production: Flask) -> None:
    for offered in ("court", "<script>alert(1)</script>", "amarante@example.org", "a" * 65):
        answer = production.test_client().get("/healthz", headers={"X-Request-ID": offered})

        assert answer.headers["X-Request-ID"] != offered


def test_what_is_typed_is_never_written(probed: Flask, lines: Lines) -> None:
    name, email, plate, secret, phone = SECRETS
    client = probed.test_client()
    probed.config["WTF_CSRF_ENABLED"] = False

    client.get(f"/essai/secret/{secret}?q={name}", headers={"Referer": f"/essai/secret/{secret}"})
    client.post(f"/essai/secret/{secret}", data={"plate": plate, "email": email, "phone": phone})
    client.post("/essai/panne", data={"plate": plate, "name": name})
    client.get(f"/essai/panne?plate={plate}&email={email}")
    client.get(f"/{secret}/{name}")
    client.post("/connexion", data={"email": email, "password": secret})
    client.get(f"/demonstration/courriels/{plate}")

    assert len(lines.read()) >= 7
    assert [secret for secret in SECRETS if secret in lines.text] == []


def test_a_failure_is_found_by_its_place(probed: Flask, lines: Lines) -> None:
    probed.test_client().get("/essai/panne?plate=AB-123-CD")

    failure = next(line for line in lines.read() if line["event"] == "failure")
    assert failure["error"] == "RuntimeError"
    assert failure["endpoint"] == "probe.break_down"
    assert str(failure["at"]).endswith("break_down']")


@pytest.mark.usefixtures("probed")
def test_a_library_s_line_comes_without_its_arguments(lines: Lines) -> None:
    try:
        int("AB-123-CD")
    except ValueError:
        logging.getLogger("some.library").exception("cannot serve %s", "/commande/ne-le-dites-pas")

    (line,) = lines.read()
    assert line["event"] == "cannot serve %s"
    assert line["error"] == "ValueError"
    assert [secret for secret in SECRETS if secret in lines.text] == []
