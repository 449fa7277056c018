"""From the page of an order, what was seen on it is noted: the observation remembers it, for who may see orders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel.errors import NotFound
from shared.orders.models import Order
from shared.payments.cancellation import cancel_order
from shared.training.skills.queries import read_story
from shared.training.skills.services import skills_of
from shared.workshop import find_site
from tests.support import pieces, sales
from tests.support.client import Visitor
from tests.support.exam_pages import Inside, SignIn, words
from tests.support.personas import CIP, FINANCE, SUPERVISOR
from tests.support.queries import statements
from tests.support.skills import OIL, orders_of, see, stored, team
from tests.support.team import MONDAY

DESK = "/auto-bleue/atelier"


@pytest.fixture
def people(inside: Inside) -> list[UUID]:
    """Ada, Bruno and Chloé."""
    found: list[UUID] = inside(team, 3)
    return found


def place(*, code: str = "vidange") -> tuple[UUID, str]:
    """Orders at the garage and returns the order's public id and reference."""
    with atomic():
        order = sales.order(MONDAY, code=code)
        return order.public_id, order.reference


@pytest.fixture
def order(inside: Inside) -> tuple[UUID, str]:
    """An oil change."""
    found: tuple[UUID, str] = inside(place)
    return found


def links(client: Visitor, order: UUID) -> list[str]:
    page = html.fromstring(client.get(f"{DESK}/commandes/{order}").text)
    return [str(url) for url in page.xpath("//nav[@aria-labelledby='titre-competences']//a/@href")]


def level_of(person: UUID, order: UUID | str) -> str:
    return f"{DESK}/competences/{person}/jour/{MONDAY}/{OIL}?commande={order}"


def tap(client: Visitor, path: str, **fields: str) -> Any:
    token = html.fromstring(client.get(f"{DESK}/competences").text).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(path, data={"csrf_token": token, **fields})


def test_the_order_shows_the_team_to_who_observes_and_to_nobody_else(
    sign_in: SignIn, people: list[UUID], order: tuple[UUID, str], inside: Inside
) -> None:
    found = links(sign_in(SUPERVISOR), order[0])
    assert found == [f"{DESK}/competences/{person}/jour/{MONDAY}?commande={order[0]}" for person in people]
    assert links(sign_in(FINANCE), order[0]) == []

    def call_off() -> None:
        with atomic():
            found = session.scalars(select(Order)).one()
            cancel_order(order_id=found.id, reason="Ne vient plus", actor="test")

    inside(call_off)
    assert links(sign_in(SUPERVISOR), order[0]) == []


def test_what_is_noted_from_the_order_remembers_it_and_comes_back_to_it(
    sign_in: SignIn, people: list[UUID], order: tuple[UUID, str], inside: Inside
) -> None:
    supervisor, (public_id, reference) = sign_in(SUPERVISOR), order
    page = supervisor.get(links(supervisor, public_id)[0])
    assert f"sur la commande {reference}" in words(page)
    assert f"{DESK}/commandes/{public_id}" in page.text
    assert f"commande={public_id}" in page.text

    answer = tap(supervisor, level_of(people[0], public_id), level="3")

    assert answer.location == f"{DESK}/competences/{people[0]}/jour/{MONDAY}?commande={public_id}"
    assert inside(stored) == [(OIL, 3, MONDAY, False)]
    assert inside(orders_of) == [reference]
    assert f"seul , sur la commande {reference}" in words(supervisor.get(f"{DESK}/competences/{people[0]}")).replace(
        "seul,", "seul ,"
    )


def test_who_may_not_see_orders_reads_the_observation_without_its_order(
    sign_in: SignIn, people: list[UUID], order: tuple[UUID, str], inside: Inside
) -> None:
    inside(see, people[0], OIL, 3, order=order[0])
    page = words(sign_in(CIP).get(f"{DESK}/competences/{people[0]}"))
    assert "16/11/2026" in page
    assert order[1] not in page


def test_the_same_level_on_another_order_is_another_observation(
    people: list[UUID], order: tuple[UUID, str], inside: Inside
) -> None:
    other = inside(place, code="nettoyage")
    assert inside(see, people[0], OIL, 3, order=order[0])
    assert not inside(see, people[0], OIL, 3, order=order[0])
    assert not inside(see, people[0], OIL, 3)
    assert inside(see, people[0], OIL, 3, order=other[0])
    assert inside(orders_of) == [order[1], other[1]]


def test_two_orders_of_one_day_are_one_day_for_a_certificate(
    people: list[UUID], order: tuple[UUID, str], inside: Inside
) -> None:
    other = inside(place, code="nettoyage")

    def certified() -> int:
        site = find_site("auto-bleue")
        return len(read_story(site.id, people[0], skills_of(site), full_names=True).certified)

    inside(see, people[0], OIL, 3, order=order[0])
    inside(see, people[0], OIL, 3, order=other[0])
    assert inside(certified) == 0
    inside(see, people[0], OIL, 4, MONDAY - timedelta(days=1))
    assert inside(certified) == 1


@pytest.mark.parametrize("wrong", ["", "abc", "019ab000-0000-7000-8000-00000000dead"])
def test_an_order_that_does_not_exist_is_not_found(
    sign_in: SignIn, people: list[UUID], inside: Inside, wrong: str
) -> None:
    supervisor = sign_in(SUPERVISOR)
    assert supervisor.get(level_of(people[0], wrong)).status_code == 404
    assert tap(supervisor, level_of(people[0], wrong), level="3").status_code == 404
    assert inside(stored) == []


def test_the_order_of_another_workshop_is_not_found(sign_in: SignIn, people: list[UUID], inside: Inside) -> None:
    def jacket() -> UUID:
        with atomic():
            return pieces.buy(pieces.choose(pieces.put_on_sale())).public_id

    foreign = inside(jacket)
    assert tap(sign_in(SUPERVISOR), level_of(people[0], foreign), level="3").status_code == 404
    with pytest.raises(NotFound):
        inside(see, people[0], OIL, 3, order=foreign)
    assert inside(stored) == []


@pytest.mark.parametrize("size", [2, 24])
def test_the_order_asks_as_often_for_a_large_team(
    app: Flask, sign_in: SignIn, order: tuple[UUID, str], inside: Inside, size: int
) -> None:
    inside(team, size)
    supervisor = sign_in(SUPERVISOR)
    with statements(app) as sent:
        supervisor.get(f"{DESK}/commandes/{order[0]}")
    # Who it is, the site, the order with its lines, its steps, money, papers and trade; the team.
    assert len(sent) == 12, "\n".join(sent)
