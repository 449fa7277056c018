"""A hundred people want the same coat at the same moment: one has it, ninety-nine are told so politely."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.config import Settings
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Conflict, Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.models import BasketLine, CatalogueItem, Order, StockLevel
from shared.orders.stock import list_wrong_levels
from shared.payments.places import release_place
from tests.support import pieces, sales
from tests.support.races import race

BUYERS = 100
PROCESSES, PROCESSES_DEEP = 10, 25


def try_to_buy(item_ids: list[int]) -> list[str]:
    """Several people, one after the other, each with a basket of their own."""
    answers = []
    for item_id in item_ids:
        try:
            with atomic():
                basket = pieces.choose(session.get_one(CatalogueItem, item_id))
            with atomic():
                pieces.buy(basket)
        except (Conflict, Refused) as refusal:
            answers.append(refusal.sentence)
        else:
            answers.append("ordered")
    return answers


@pytest.mark.timeout(300)
def test_a_hundred_buyers_of_one_coat(app: Flask, settings: Settings, deep: bool) -> None:  # noqa: FBT001
    processes = PROCESSES_DEEP if deep else PROCESSES
    with app.app_context():
        with atomic():
            sales.name_the_seller()
            item_id = pieces.put_on_sale().id
        crowds = race(try_to_buy, [[item_id] * (BUYERS // processes)] * processes, settings)
        answers = Counter[str]()
        for crowd in crowds:
            assert isinstance(crowd, list), crowd
            answers.update(crowd)
        assert answers.pop("ordered") == 1
        ((sentence, count),) = answers.items()
        assert count == BUYERS - 1
        assert "vient d’être pris par quelqu’un d’autre" in sentence
        assert session.scalars(select(func.count()).select_from(Order)).one() == 1
        assert session.scalars(select(StockLevel.free_e4)).one() == 0
        assert list(list_wrong_levels()) == []


def test_an_order_that_nobody_pays_gives_the_coat_back(app: Flask) -> None:
    with app.app_context():
        with atomic():
            item = pieces.put_on_sale()
            order = pieces.buy(pieces.choose(item))
        with pytest.raises(Conflict), atomic():
            pieces.choose(item)
        with clock.at(clock.now() + timedelta(minutes=21)):
            assert release_place(order.id)
            with atomic():
                again = pieces.buy(pieces.choose(item))
        assert again.id != order.id
        assert list(list_wrong_levels()) == []


def test_a_basket_keeps_its_coat_a_quarter_of_an_hour_and_no_longer(app: Flask) -> None:
    with app.app_context():
        with atomic():
            item = pieces.put_on_sale()
            first = pieces.choose(item)
        with clock.at(clock.now() + timedelta(minutes=14)), pytest.raises(Conflict), atomic():
            pieces.choose(item)
        later = clock.now() + timedelta(minutes=16)
        with clock.at(later):
            with atomic():
                second = pieces.choose(item)
            with pytest.raises(Conflict, match="vient d’être pris"), atomic():
                pieces.buy(first)
            with atomic():
                assert pieces.buy(second).gross_cents == 2400
        assert session.scalars(select(func.sum(BasketLine.held_e4))).one() in {0, None}
        assert list(list_wrong_levels()) == []


def test_whoever_comes_back_late_still_gets_what_nobody_wanted(app: Flask) -> None:
    with app.app_context():
        with atomic():
            basket = pieces.choose(pieces.put_on_sale(), new_public_id())
        with clock.at(clock.now() + timedelta(hours=2)), atomic():
            assert pieces.buy(basket).gross_cents == 2400
        assert list(list_wrong_levels()) == []
