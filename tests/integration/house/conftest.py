"""An application with pages that do what no page of ours does: refuse, break, lead elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from flask import Blueprint, Flask, abort, request

from shared.accounts.permissions import public
from shared.config import Mode, Settings
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.web.headers import allow_form_action
from tests.support.house import application, visited

PAY_HOST = "https://pay.example.org"
REFUSALS = {
    "refused": Refused("La voiture est déjà partie."),
    "conflict": Conflict("Le prix a changé."),
    "absent": NotFound("Cette commande n’existe pas."),
    "typed": InvalidInput("plate", "Cette plaque ne se lit pas."),
}


def probe() -> Blueprint:
    """The pages, under `/essai` for people and `/api/essai` for programs."""
    pages = Blueprint("probe", __name__)

    @pages.get("/essai/page")
    @public
    def page() -> str:
        return "<!doctype html><title>Essai</title>" + "<p>Bonjour.</p>" * 100

    @pages.get("/essai/payer")
    @public
    def pay() -> str:
        allow_form_action(PAY_HOST)
        return "<!doctype html><title>Payer</title>"

    @pages.route("/essai/secret/<secret>", methods=["GET", "POST"])
    @public
    def secret_page(secret: str) -> str:
        return f"{secret} {request.form.get('plate')}"

    @pages.get("/essai/adresse")
    @public
    def address() -> str:
        return f"{request.remote_addr} {request.url}"

    @pages.get("/essai/refus/<kind>")
    @pages.get("/api/essai/refus/<kind>")
    @public
    def refuse(kind: str) -> str:
        raise REFUSALS[kind]

    @pages.get("/essai/statut/<int:code>")
    @pages.get("/api/essai/statut/<int:code>")
    @public
    def status(code: int) -> NoReturn:
        abort(code)

    @pages.route("/essai/panne", methods=["GET", "POST"])
    @pages.get("/api/essai/panne")
    @public
    def break_down() -> str:
        message = f"cannot read {request.values.get('plate', 'nothing')}"
        raise RuntimeError(message)

    return pages


Variant = Callable[..., Flask]


@pytest.fixture
def variant(app: Flask, settings: Settings) -> Iterator[Variant]:
    """Makes applications with the probing pages, on fresh data, with some settings changed."""
    assert app.testing
    with ExitStack() as open_ones:

        def make(**changes: Any) -> Flask:
            other = open_ones.enter_context(visited(application(replace(settings, **changes))))
            other.register_blueprint(probe())
            # As it runs for real: an error becomes a page.
            other.config["PROPAGATE_EXCEPTIONS"] = False
            return other

        yield make


@pytest.fixture
def probed(variant: Variant) -> Flask:
    """The application of the demonstration, with the probing pages."""
    return variant()


@pytest.fixture
def production(variant: Variant) -> Flask:
    """The application in production, behind one proxy, with the probing pages."""
    return variant(
        mode=Mode.PRODUCTION, proxies=1, public_url="https://ateliers.example.org", smtp_url="smtp://127.0.0.1"
    )
