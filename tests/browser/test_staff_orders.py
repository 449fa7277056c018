"""The supervisor moves an order along between two cars: one tap per step, on a phone as on a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from shared.db import atomic
from shared.kernel import clock
from tests.support import sales
from tests.support.browser import DESKTOP, PHONE
from tests.support.person import Person
from tests.support.personas import SUPERVISOR, move_in


@pytest.mark.parametrize("page", [PHONE, DESKTOP], indirect=True, ids=str)
def test_supervisor_moves_an_order_from_the_day_s_page(app: Flask, person: Person) -> None:
    move_in(app, SUPERVISOR)
    with app.app_context(), atomic():
        sales.sell(clock.today() - timedelta(days=5))
    person.signs_in(SUPERVISOR.email, SUPERVISOR.password)
    person.taps("Voir les commandes")
    person.sees("Attendues aujourd’hui")
    taps_before = person.taps_made
    for step, words in (("Commencer", "en cours"), ("Marquer comme prête", "prête")):
        person.taps(person.page.get_by_role("button", name=step))
        person.sees(f"\u00a0: {words}.")
    assert person.taps_made - taps_before == 2
    person.taps("Vidange et filtre à huile")
    person.sees("Ce qui s’est passé")
    person.taps(person.page.get_by_role("button", name="Remettre au client"))
    person.sees("\u00a0: remise.")
