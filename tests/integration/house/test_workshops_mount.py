"""Workshops come and go by their folder alone."""

from __future__ import annotations

import pytest
from flask import Flask

from shared.cli.database import upgrade_database
from shared.config import Settings
from shared.workshop import find_site, here, on_staff_page
from tests.support.house import application, visited
from workshops.app import create_app, find_workshops

FIVE = ["agrilot", "auto_bleue", "etapweb", "gourmand", "valorilot"]


def test_five_workshops_each_have_a_public_page(app: Flask) -> None:
    """And the home page of the house leads to all of them."""
    visitor = app.test_client()
    home = visitor.get("/").text
    for workshop in find_workshops():
        assert f'href="/{workshop.slug}/"' in home
        page = visitor.get(f"/{workshop.slug}/")
        assert page.status_code == 200
        assert workshop.label in page.text
    assert [workshop.name for workshop in find_workshops()] == FIVE


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("only", ["auto_bleue", "auto-bleue"])
def test_one_workshop_is_served_alone_under_the_same_addresses(settings: Settings, only: str) -> None:
    """For a domain of its own: the home page leads there, the others are not there."""
    with visited(create_app(settings, only=only)) as one:
        visitor = one.test_client()
        assert visitor.get("/").location == "/auto-bleue/"
        assert visitor.get("/auto-bleue/").status_code == 200
        assert visitor.get("/auto-bleue/atelier/commandes").status_code == 302
        assert visitor.get("/gourmand/").status_code == 404
        assert visitor.get("/connexion").status_code == 200


def test_an_unknown_workshop_stops_the_start(settings: Settings) -> None:
    """The name that is wrong stands in the message."""
    with pytest.raises(LookupError, match="nowhere"):
        create_app(settings, only="nowhere")


@pytest.mark.usefixtures("app")
def test_a_sixth_workshop_mounts_with_no_other_edit(settings: Settings) -> None:
    """A folder, a manifest, a page: home, public page, staff pages and site are there."""
    with visited(create_app(settings, packages=("workshops", "tests.sixth"))) as six:
        with six.app_context():
            upgrade_database()
            assert find_site("ressourcerie").label == "Ressourcerie d’essai"
        visitor = six.test_client()
        assert "Ressourcerie d’essai" in visitor.get("/").text
        assert "Des meubles qui resservent." in visitor.get("/ressourcerie/").text
        assert visitor.get("/ressourcerie/atelier/commandes").status_code == 302
        assert visitor.get("/auto-bleue/").status_code == 200


@pytest.mark.usefixtures("app")
def test_a_sensitive_site_has_its_true_name_on_public_pages_alone(settings: Settings) -> None:
    """Staff addresses and endpoints bear the neutral name."""
    rules = [(rule.rule, rule.endpoint) for rule in application(settings).url_map.iter_rules()]
    named = {rule for rule, endpoint in rules if "valorilot" in f"{rule} {endpoint}"}
    assert {rule for rule in named if not rule.startswith("/valorilot/")} == set()
    assert not {rule for rule in named if "/atelier/" in rule}
    assert any(rule.startswith("/site-v/atelier/") for rule, _ in rules)


def test_a_qualification_workshop_has_staff_pages_and_no_public_one(app: Flask) -> None:
    """Hours are kept there as everywhere; nothing is sold."""
    visitor = app.test_client()
    assert visitor.get("/aqi-paris/").status_code == 404
    assert visitor.get("/aqi-paris/atelier/commandes").status_code == 404
    assert visitor.get("/aqi-paris/atelier/heures/mois").status_code == 302
    assert "AQI" not in visitor.get("/").text


def test_a_staff_page_knows_where_it_is(app: Flask) -> None:
    """From the address alone, on public and on staff pages."""
    with app.test_request_context("/auto-bleue/"):
        workshop = here()
        assert workshop
        assert (workshop.name, on_staff_page()) == ("auto_bleue", False)
    with app.test_request_context("/site-v/atelier/commandes"):
        workshop = here()
        assert workshop
        assert (workshop.name, on_staff_page()) == ("valorilot", True)
    with app.test_request_context("/"):
        assert here() is None
