"""Many processes issue invoices together: the series counts 1, 2, 3… without a gap or a double, also when one dies."""

from __future__ import annotations

import multiprocessing
import os
from contextlib import suppress
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from shared.config import Settings
from shared.db import atomic, session
from shared.invoicing.models import Invoice
from shared.invoicing.verification import list_wrong_invoices
from shared.kernel import clock
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from tests.support import sales
from tests.support.races import race
from workshops.app import create_app

PROCESSES, EACH = 4, 10
PROCESSES_DEEP, EACH_DEEP = 16, 125
DIED = 9


class Stack(NamedTuple):
    """The orders that one process is paid for."""

    order_ids: list[int]


def issue(stack: Stack) -> int:
    """Receives the money of each order, which issues its invoice; returns how many.

    Whom SQLite keeps waiting for too long is told so, and tries again as a person would.
    """
    left = list(stack.order_ids)
    while left:
        with suppress(OperationalError):
            with atomic():
                receive_payment(order_id=left[-1], means=PaymentMeans.CHEQUE, amount_cents=8900, actor="test")
            left.pop()
    return len(stack.order_ids)


def die_half_way(settings: Settings, order_id: int) -> None:
    """Issues an invoice and dies before it is committed."""
    app = create_app(settings)
    with app.app_context(), atomic():
        receive_payment(order_id=order_id, means=PaymentMeans.CHEQUE, amount_cents=8900, actor="test")
        os._exit(DIED)


def numbers(app: Flask) -> list[int]:
    """Returns the numbers given, in their order, when everything else adds up."""
    with app.app_context():
        assert list(list_wrong_invoices()) == []
        return [int(number[-6:]) for number in session.scalars(select(Invoice.number).order_by(Invoice.number))]


@pytest.mark.timeout(1800)
def test_together_they_count_without_gap_or_double(app: Flask, settings: Settings, deep: bool) -> None:  # noqa: FBT001
    processes, each = (PROCESSES_DEEP, EACH_DEEP) if deep else (PROCESSES, EACH)
    with app.app_context():
        stacks = []
        for _ in range(processes):
            with atomic():
                stacks.append(Stack([sales.order(clock.today()).id for _ in range(each)]))

    assert race(issue, stacks, settings) == [each] * processes
    assert numbers(app) == list(range(1, processes * each + 1))


def test_who_dies_half_way_takes_no_number_along(app: Flask, settings: Settings) -> None:
    with app.app_context(), atomic():
        first, lost, last = (sales.order(clock.today()).id for _ in range(3))
    with app.app_context():
        issue(Stack([first]))

    victim = multiprocessing.get_context("spawn").Process(target=die_half_way, args=(settings, lost))
    victim.start()
    victim.join(60)
    assert victim.exitcode == DIED

    with app.app_context():
        issue(Stack([last, lost]))
    assert numbers(app) == [1, 2, 3]
