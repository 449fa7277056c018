"""Every route against every role and site, with real rows behind its address: who is let in, and what is never said.

The walk is made from the application's own map: a new route joins it by itself, and one whose arguments nothing fills
fails by its name (tell `tests/support/routes.py` what stands there, or write a row in `everybody.py`, `everything.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from flask import Flask

from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.db import atomic
from shared.people.accounts import tie_account
from shared.workshop import Registry
from tests.support.everybody import SECRETS, Everybody, move_everybody_in
from tests.support.everything import sell_everything
from tests.support.monday import at_work
from tests.support.personas import (
    ADMINISTRATOR,
    CIP,
    CUSTOMER,
    DIRECTION,
    EMPLOYEE,
    EVERYBODY,
    FINANCE,
    SUPERVISOR,
    Persona,
    move_in,
)
from tests.support.routes import Address, Filler
from tests.support.walk import DOORS, ERROR, Answer, Walker, nothing_stays

__all__ = ("at_work",)
"""The clock stands still; a fixture is found where its name is."""

OWN, OTHER, SENSITIVE = "auto-bleue", "gourmand", "valorilot"

GUARD = Persona("guard", Role.SUPERVISOR, SENSITIVE)
WALKERS: dict[str, tuple[Persona | None, ...]] = {
    "who leads a team": (SUPERVISOR,),
    "who may see much": (GUARD, CIP, FINANCE),
    "everybody else": (DIRECTION, ADMINISTRATOR, EMPLOYEE, CUSTOMER, None),
}
"""Who walks, in three parts that take about as long."""

TOLD_NOTHING = {SUPERVISOR, GUARD, EMPLOYEE, ADMINISTRATOR, CUSTOMER, None}
"""Who is told nothing above level 1."""

SITES: dict[Persona | None, tuple[str, ...]] = {
    GUARD: (OWN, SENSITIVE),
    CIP: (OWN, OTHER, SENSITIVE),
    FINANCE: (OWN, SENSITIVE),
    DIRECTION: (OWN, SENSITIVE),
}
"""At which sites a role tries the pages that every site has."""

ANSWERED, FORBIDDEN, NOT_FOUND = {200, 302, 303}, 403, 404
FORM_ANSWERED = ANSWERED | {400, 404, 409, 422}
OF_FINANCE = {"reporting.export", "reporting.export_file"}
"""Pages of whoever asked for them: nobody else finds them, whatever the role."""


@pytest.fixture
def everybody(app: Flask) -> Everybody:
    """Two people of every site; one of them is the employee who has an account."""
    for persona in {*EVERYBODY, GUARD}:
        move_in(app, persona)
    with app.app_context():
        found = move_everybody_in()
        with atomic():
            account = find_user_by_email(EMPLOYEE.email)
            assert account is not None
            tie_account(person=found.present[OWN].person, user=account, actor="test")
    return found


@pytest.fixture
def filler(app: Flask, everybody: Everybody) -> Filler:
    """Fills every address."""
    with app.app_context():
        sold, house = sell_everything()
    by_site = {
        slug: {"person": each.person, "contract": each.contract} | everybody.rows[slug] | sold.get(slug, {})
        for slug, each in everybody.present.items()
    }
    return Filler(app, by_site, house, OWN)


def to_try(filler: Filler, persona: Persona | None) -> Iterator[Address]:
    """Yields what somebody tries: every route, at the sites that make a difference to the role.

    A supervisor tries every site. What is public is the same for everybody: a visitor and a supervisor look at it.
    """
    seen: set[tuple[str, str]] = set()
    sites = SITES.get(persona, (OWN,))
    for address in sorted(filler.fill(), key=lambda each: (each.method, each.staff and each.site not in sites)):
        known = (address.method, address.tail) in seen
        seen.add((address.method, address.tail))
        if address.permission is None and persona not in {None, SUPERVISOR}:
            continue
        if not (address.staff and known and address.site not in sites and persona != SUPERVISOR):
            yield address


def wrong_doors(answer: Answer, persona: Persona | None, *, opens: bool) -> Iterator[str]:
    """Yields what is wrong with who was let in."""
    if answer.status >= 500:
        yield f"fell: {answer.text if answer.status == ERROR else answer.status}"
    elif opens:
        own_only = answer.address.endpoint in OF_FINANCE and persona != FINANCE
        good = FORM_ANSWERED if answer.address.method != "GET" or own_only else ANSWERED
        if answer.status not in good:
            yield f"answered {answer.status} to who may"
    elif persona is None:
        if answer.status != 401 and answer.leads_to.split("?")[0] not in DOORS:
            yield f"answered {answer.status} to a visitor"
    elif answer.status != FORBIDDEN:
        yield f"answered {answer.status} to who may not"


RULES = {"exit_rules.overview", "exit_rules.reason", "pass_rules.overview", "pass_rules.reason"}


def things_told(answer: Answer, persona: Persona | None, everybody: Everybody) -> Iterator[str]:
    """Yields what an answer tells that it should not."""
    # The rules of the law name every reason there is, beside nobody.
    if persona in TOLD_NOTHING and answer.address.endpoint not in RULES:
        squeezed = answer.squeezed
        for what, words in SECRETS.items():
            if found := [each for each in ((words,) if isinstance(words, str) else words) if each in squeezed]:
                yield f"tells {what}: {found[0]}"
    if strangers := answer.named(everybody.names(unknown_sites(persona, everybody))):
        yield f"names {sorted(strangers)}"


def unknown_sites(persona: Persona | None, everybody: Everybody) -> Iterable[str]:
    """Returns the sites whose people somebody is told nothing of."""
    if persona is None or persona in {CUSTOMER, ADMINISTRATOR}:
        return everybody.present
    known = {persona.site} if persona.site else set(everybody.present)
    return set(everybody.present) - known


def true_name(answer: Answer, everybody: Everybody, telling: re.Pattern[str]) -> Iterator[str]:
    """Yields where the true name of a sensitive site stands beside a person, or on its own staff pages."""
    address = answer.address
    # A page that only says no lists every workshop and nobody; an invoice says to its customer who sells.
    beside = address.staff and address.site == SENSITIVE and not answer.says_no and address.tail != "orders.document"
    if (beside or answer.named(everybody.names(everybody.present))) and (found := telling.search(answer.text)):
        yield f"tells the true name of a sensitive site: {found.group()}"


def telling(app: Flask) -> re.Pattern[str]:
    """Returns what tells the true name of a sensitive site."""
    workshops: Registry = app.extensions["ateliers_workshops"]
    facts = next(place.site for place in workshops.places if place.slug == SENSITIVE)
    return re.compile("|".join(map(re.escape, (facts.slug, facts.label, facts.label.replace("’", "'")))), re.IGNORECASE)


@pytest.mark.timeout(115)
@pytest.mark.parametrize("walkers", WALKERS.values(), ids=WALKERS)
def test_every_route_answers_each_role_what_it_may_see(
    app: Flask,
    everybody: Everybody,
    filler: Filler,
    monkeypatch: pytest.MonkeyPatch,
    walkers: tuple[Persona | None, ...],
) -> None:
    faults, secret = [], telling(app)
    with nothing_stays(monkeypatch):
        for persona in walkers:
            walker = Walker(app, persona)
            for address in to_try(filler, persona):
                answer = walker.knock(address)
                opens = address.opens_to(persona, app)
                found = [
                    *wrong_doors(answer, persona, opens=opens),
                    *things_told(answer, persona, everybody),
                    *true_name(answer, everybody, secret),
                ]
                faults += [f"{persona if persona is not None else 'visitor'}: {address}: {each}" for each in found]

    assert sorted(filler.missing) == []
    assert faults == [], "\n".join(faults)


ABOUT_NOBODY = {"title", "code"}
"""What an address names without naming a row of one site."""


@pytest.mark.parametrize("persona", [SUPERVISOR, CIP, DIRECTION], ids=str)
def test_rows_of_another_site_are_not_found_under_one_s_own_address(
    app: Flask, everybody: Everybody, filler: Filler, monkeypatch: pytest.MonkeyPatch, persona: Persona
) -> None:
    walker, faults, tried = Walker(app, persona), [], 0
    with nothing_stays(monkeypatch) as committed:
        for address in filler.fill(values_of=OTHER):
            foreign = address.own - ABOUT_NOBODY and address.staff and address.site == OWN
            if not (foreign and address.opens_to(persona, app)):
                continue
            committed.clear()
            answer = walker.knock(address)
            tried += 1
            # A form that is refused as it stands may be so before the row is looked for; then it changes nothing.
            refused = address.method == "POST" and answer.status in {303, 400, 422} and not committed
            if answer.status != NOT_FOUND and not refused:
                faults.append(f"{address}: answered {answer.status}")
            faults += [f"{address}: names {name}" for name in answer.named(everybody.names([OTHER]))]

    assert tried
    assert faults == [], "\n".join(faults)


def test_a_route_that_nothing_fills_is_named(app: Flask) -> None:
    workshops: Registry = app.extensions["ateliers_workshops"]
    poor = Filler(app, {place.slug: {} for place in workshops.places}, {}, OWN)
    assert list(poor.fill())
    assert "staff_auto_bleue.people.person needs 'person'" in poor.missing
