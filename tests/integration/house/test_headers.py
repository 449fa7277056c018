"""What every answer tells the browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from flask import Flask

from tests.integration.house.conftest import PAY_HOST
from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, Persona

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)


def test_every_answer_carries_the_policy(client: Visitor) -> None:
    for path in ("/", "/connexion", "/absente", "/healthz", "/api/v1/workshops"):
        headers = client.get(path).headers

        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_a_failure_carries_the_policy_too(probed: Flask) -> None:
    assert probed.test_client().get("/essai/panne").headers["Content-Security-Policy"] == POLICY


def test_forms_lead_to_the_payment_host_on_the_page_that_asks_and_on_no_other(probed: Flask) -> None:
    client = probed.test_client()

    paying = client.get("/essai/payer").headers["Content-Security-Policy"]
    afterwards = client.get("/essai/page").headers["Content-Security-Policy"]

    assert paying == f"{POLICY} {PAY_HOST}"
    assert afterwards == POLICY


def test_a_static_file_says_what_it_is_and_runs_nothing(client: Visitor) -> None:
    address = re.search(r"/static/[^\"]+\.svg", client.get("/").text)
    assert address

    with client.get(address[0]) as file:
        headers = file.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "immutable" in headers["Cache-Control"]


def test_only_production_insists_on_https(probed: Flask, production: Flask) -> None:
    assert "Strict-Transport-Security" not in probed.test_client().get("/").headers
    assert production.test_client().get("/").headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_page_behind_the_sign_in_is_kept_nowhere(client: Visitor, sign_in: Callable[[Persona], Visitor]) -> None:
    administrator = sign_in(ADMINISTRATOR)

    assert administrator.get("/gestion/exploitation").headers["Cache-Control"] == "no-store"
    assert administrator.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/gestion/exploitation").headers["Cache-Control"] == "no-store"
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_a_page_with_a_secret_in_its_address_is_kept_nowhere(probed: Flask) -> None:
    assert probed.test_client().get("/essai/secret/abc").headers["Cache-Control"] == "no-store"


def test_a_page_travels_compressed_and_arrives_whole(probed: Flask) -> None:
    client = probed.test_client()

    plain = client.get("/essai/page")
    packed = client.get("/essai/page", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 5
    assert packed.headers["Content-Length"] == str(len(packed.data))


def test_a_short_answer_is_not_worth_compressing(client: Visitor) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers


def test_only_the_proxies_of_the_settings_are_believed(probed: Flask, production: Flask) -> None:
    claimed = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "ateliers.example.org"}

    direct = probed.test_client().get("/essai/adresse", headers=claimed).text
    proxied = production.test_client().get("/essai/adresse", headers=claimed).text

    assert direct == "127.0.0.1 http://localhost/essai/adresse"
    assert proxied == "192.0.2.7 https://ateliers.example.org/essai/adresse"
