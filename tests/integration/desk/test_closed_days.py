"""A workshop is closed for some days: nothing offers them, who was promised something is called, they open again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Conflict, NotFound, TradeError
from shared.orders.closures.queries import list_closed_days
from shared.orders.closures.services import close_days, open_again
from shared.orders.models import Closure
from shared.workshop import find_site
from tests.support import meals, sales
from tests.support.client import Visitor
from tests.support.garage import free, open_wide
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    EMPLOYEE,
    FINANCE,
    NEIGHBOUR,
    SUPERVISOR,
    Persona,
    client_of,
    supervisor_of,
)

PAGE = "/auto-bleue/atelier/fermetures"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture(autouse=True)
def wide_garage(app: Flask) -> None:
    """There is room, whoever is there."""
    with app.app_context(), atomic():
        open_wide()


def offered(app: Flask) -> set[date]:
    """Returns the days that customers of the garage are offered."""
    with app.app_context():
        return {day for day, _ in free()}


def test_the_garage_closes_a_day_and_opens_it_again(app: Flask, sign_in: SignIn) -> None:
    supervisor, day = sign_in(SUPERVISOR), min(offered(app))
    with app.app_context(), atomic():
        order = sales.order(clock.today())
        other = sales.order(day)
    assert "/auto-bleue/atelier/fermetures" in supervisor.get("/auto-bleue/atelier/planning").text

    assert supervisor.submit(PAGE, first=f"{day}", last=f"{day}", reason="Inventaire").status_code == 303
    assert day not in offered(app)
    assert (
        "C’est déjà fermé" in supervisor.submit(PAGE, action=PAGE, first=f"{day}", last=f"{day}", reason="Encore").text
    )
    page = supervisor.get(PAGE).text
    assert "Une commande est promise pour ce jour" in page
    assert f"/auto-bleue/atelier/commandes/{order.public_id}" in page
    assert f"{other.public_id}" not in page

    reopen = page.partition('/rouvrir"')[0].rpartition('action="')[2] + "/rouvrir"
    assert supervisor.submit(PAGE, action=reopen).status_code == 303
    assert day in offered(app)
    assert "Aucun jour fermé" in supervisor.get(PAGE).text


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [
        ((1, 1), "", "Écrivez pourquoi"),
        ((1, 0), "Inventaire", "La fin est avant le début."),
        ((-1, 1), "Inventaire", "Ce jour est passé."),
        ((1, 400), "Inventaire", "Une fermeture dure un an au plus."),
        ((1, 1), "x" * 121, "120 lettres au plus."),
    ],
)
def test_what_makes_no_closure_is_said_beside_its_field(
    app: Flask, sign_in: SignIn, days: tuple[int, int], reason: str, sentence: str
) -> None:
    before = offered(app)
    first, last = (f"{clock.today() + timedelta(days=ahead)}" for ahead in days)
    answer = sign_in(SUPERVISOR).submit(PAGE, first=first, last=last, reason=reason)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{first}"' in answer.text
    assert offered(app) == before


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER, NEIGHBOUR, FINANCE, ADMINISTRATOR], ids=str)
def test_others_do_not_close_the_garage(app: Flask, sign_in: SignIn, persona: Persona) -> None:
    visitor, before = sign_in(persona), offered(app)
    assert visitor.get(PAGE).status_code == (200 if persona is FINANCE else 403)
    assert "Fermer ces jours" not in visitor.get(PAGE).text
    tomorrow = f"{clock.today() + timedelta(days=1)}"
    assert visitor.post(PAGE, data={"first": tomorrow, "last": tomorrow, "reason": "x"}).status_code in {400, 403}
    assert offered(app) == before


def test_another_workshop_neither_sees_nor_opens_what_is_closed(app: Flask) -> None:
    day = meals.monday_in(3)
    with app.app_context(), atomic():
        close_days(site=find_site("auto-bleue"), first=day, last=day, reason="Pont roulant en panne", actor="test")
        (closure,) = session.query(Closure).all()
        with pytest.raises(NotFound):
            open_again(site=find_site("gourmand"), public_id=closure.public_id, actor="test")
        assert list_closed_days("auto-bleue", day) == {day}
        assert list_closed_days("gourmand", day) == set()
    assert "Pont roulant" not in client_of(app, supervisor_of("gourmand")).get("/gourmand/atelier/fermetures").text


def test_the_kitchen_caters_for_nobody_on_a_closed_day(app: Flask) -> None:
    with app.app_context():
        day = meals.monday_in(4)
        with atomic():
            close_days(site=find_site("gourmand"), first=day, last=day, reason="Examen", actor="test")
        with pytest.raises(TradeError), atomic():
            meals.order_meal(meals.choice(20, day))
        with atomic():
            assert meals.order_meal(meals.choice(20, day + timedelta(days=1))).reference


def test_days_that_are_over_stay_closed(app: Flask) -> None:
    first, today, last = date(2026, 8, 3), date(2026, 8, 12), date(2026, 8, 21)
    with app.app_context():
        site = find_site("auto-bleue")
        with clock.at(clock.at_paris(date(2026, 7, 1), 12)), atomic():
            close_days(site=site, first=first, last=last, reason="Congés", actor="test")
        with clock.at(clock.at_paris(today, 12)), atomic():
            (closure,) = session.query(Closure).all()
            open_again(site=site, public_id=closure.public_id, actor="test")
        assert max(list_closed_days("auto-bleue", first)) == date(2026, 8, 11)
        with clock.at(clock.at_paris(last, 12)), atomic():
            open_again(site=site, public_id=closure.public_id, actor="test")
        assert len(list_closed_days("auto-bleue", first)) == 9


def test_a_workshop_without_days_has_no_such_page(app: Flask) -> None:
    assert client_of(app, supervisor_of("etapweb")).get("/etapweb/atelier/fermetures").status_code == 404


def test_a_closed_day_that_was_chosen_before_is_refused_at_the_end(app: Flask) -> None:
    with app.app_context():
        day = meals.monday_in(4)
        wanted = meals.choice(20, day)
        with atomic():
            close_days(site=find_site("gourmand"), first=day, last=day, reason="Examen", actor="test")
        with pytest.raises(Conflict), atomic():
            meals.order_meal(wanted)
