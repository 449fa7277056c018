"""The way around: each finds what they may open, first of all where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html

from tests.support.client import Visitor
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, FINANCE, SUPERVISOR, Persona

SignIn = Callable[[Persona], Visitor]


def links(client: Visitor, path: str) -> list[tuple[str, str]]:
    """Returns label and address of each link of the side navigation."""
    rail = html.fromstring(client.get(path, follow_redirects=True).text).xpath("//div[@class='rail']//nav//a")
    return [(link.text_content().strip(), link.get("href")) for link in rail]


def current(client: Visitor, path: str) -> list[str]:
    """Returns the labels that the side navigation marks as the page being shown."""
    marked = html.fromstring(client.get(path).text).xpath("//div[@class='rail']//nav//a[@aria-current]")
    return [link.text_content().strip() for link in marked]


def test_a_visitor_is_led_to_the_sign_in_alone(client: Visitor) -> None:
    assert "/bureau" not in client.get("/").text
    assert links(client, "/") == []


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, FINANCE, DIRECTION, ADMINISTRATOR], ids=str)
def test_every_link_opens(sign_in: SignIn, persona: Persona) -> None:
    client = sign_in(persona)

    offered = links(client, "/bureau")

    assert offered
    answers = {address: client.get(address, follow_redirects=True).status_code for _, address in offered}
    assert set(answers.values()) == {200}, answers


def test_the_day_comes_first_and_the_own_workshop_next(sign_in: SignIn) -> None:
    bar = html.fromstring(sign_in(SUPERVISOR).get("/bureau").text).xpath("//nav[@class='tabs']/ul//a")

    addresses = [link.get("href") for link in bar]
    assert addresses[0] == "/bureau"
    assert addresses[1].startswith("/auto-bleue/atelier/")
    assert not any(address.startswith("/gourmand") for address in addresses)


def test_only_who_may_open_a_page_is_led_to_it(sign_in: SignIn) -> None:
    assert ("Exploitation", "/gestion/exploitation") in links(sign_in(ADMINISTRATOR), "/bureau")
    assert ("Exploitation", "/gestion/exploitation") not in links(sign_in(SUPERVISOR), "/bureau")


def test_in_a_workshop_its_own_pages_come_before_those_of_the_others(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    start, there = "/gourmand/atelier/", next(url for _, url in links(client, "/bureau") if url.startswith("/gourmand"))

    of_workshops = [address for _, address in links(client, there) if "/atelier/" in address]

    own = [address.startswith(start) for address in of_workshops]
    assert own == sorted(own, reverse=True)
    assert {True, False} == set(own)


def test_a_sensitive_site_bears_its_neutral_name(sign_in: SignIn) -> None:
    client = sign_in(DIRECTION)
    (rail,) = html.fromstring(client.get("/bureau").text).xpath("//div[@class='rail']//nav")

    written = html.tostring(rail, encoding="unicode").lower()
    assert "site v" in written
    assert "/site-v/atelier/" in written
    assert "valor" not in written


def test_the_page_being_shown_is_marked(sign_in: SignIn) -> None:
    client = sign_in(ADMINISTRATOR)

    assert current(client, "/bureau") == ["Aujourd’hui"]
    assert current(client, "/gestion/exploitation") == ["Exploitation"]
