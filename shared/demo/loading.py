"""Loading the demonstration: invented people and sales, made by the same services as the screens, in one unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select, update

from shared.accounts.demonstration import ACCOUNTS, PASSWORD
from shared.accounts.services import create_user, grant_role
from shared.audit.models import AuditEvent
from shared.audit.services import record_event
from shared.config import Settings
from shared.db import session
from shared.demo.deadlines import follow_the_present
from shared.demo.place import ACTOR
from shared.demo.skills import observe_the_present
from shared.demo.team import AT_ONE_SITE
from shared.demo.training import plan_the_next_training
from shared.invoicing.rules.services import Seller, name_seller
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.workshop import DemoSpan, registry

_LOADED = "demonstration.loaded"

FIRST_YEAR = 2023
"""The first year before which every kind of contract that we sign existed. Source: décret 2022-655."""

_MOVED_ON = 7, 1
_SELLER = Seller(
    name="L’Îlot, association de démonstration",
    legal_form="Association loi 1901",
    # Valid keys, and nobody's numbers.
    siret="12345678200002",
    vat_number="FR11123456782",
    street="1 rue de l’Exemple",
    postcode="75011",
    city="Paris",
    email="factures@example.org",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPPXXX",
)
_SELLER_MOVED = replace(_SELLER, street="2 avenue de l’Exemple", postcode="93500", city="Pantin")


def load_demonstration(
    *, year: int, until: date, scale: int = 1, tell: Callable[[str], object] = lambda _label: None
) -> bool:
    """Invents `year` and, thinner, what follows up to `until`, or what is missing since it was last loaded.

    `scale` multiplies people and sales; `tell` is called with the name of each place before its turn. Returns False
    when nothing is missing. Raises Refused in production, InvalidInput (field `year`) for a year that is not over or
    that our rules do not reach back to. Belongs inside a unit: all of it or nothing.
    """
    refuse_real_house()
    loaded = _last_day_loaded()
    if loaded is None:
        _check_year(year, until)
        _open_the_house(year)
    span = DemoSpan(
        year=year,
        first=date(year, 1, 1) if loaded is None else loaded + timedelta(days=1),
        today=until,
        begins=loaded is None,
        scale=scale,
    )
    if span.first > until:
        return False
    for place in registry().places:
        if place.demonstrate:
            tell(place.label)
            place.demonstrate(span)
            observe_the_present(place, span, ACTOR)
            plan_the_next_training(place, span, ACTOR)
    follow_the_present(span, ACTOR)
    _let_work_begin()
    record_event(actor=ACTOR, action=_LOADED, subject=f"day:{until}")
    return True


def _let_work_begin() -> None:
    """Makes the work of the invented past due from now on: no worker has been late with it."""
    now = clock.now()
    waiting = update(OutboxJob).where(OutboxJob.done_at.is_(None), OutboxJob.due_at < now)
    session.execute(waiting.values(due_at=now))


def _check_year(year: int, today: date) -> None:
    if not FIRST_YEAR <= year < today.year:
        raise InvalidInput("year", f"Choisissez une année de {FIRST_YEAR} à {today.year - 1}\u00a0: elle est finie.")


def refuse_real_house() -> None:
    """Raises Refused in production, where nothing is invented."""
    settings: Settings = current_app.extensions["ateliers_settings"]
    if not settings.demonstration:
        raise Refused("La démonstration ne se charge pas dans une installation réelle.")


def _last_day_loaded() -> date | None:
    loaded = select(AuditEvent.subject).where(AuditEvent.action == _LOADED).order_by(AuditEvent.id.desc()).limit(1)
    subject = session.scalar(loaded)
    return date.fromisoformat(subject.removeprefix("day:")) if subject else None


def _open_the_house(year: int) -> None:
    """Creates the accounts, and the seller that invoices name: our seat moves in the year, so there are two.

    Who works at one site gets the role there from the workshop's own demonstration.
    """
    for account in ACCOUNTS:
        user = create_user(email=account.email, display_name=account.display_name, password=PASSWORD, actor=ACTOR)
        if account.role not in AT_ONE_SITE:
            grant_role(user=user, role=account.role, site=None, everywhere=True, actor=ACTOR)
    for seller, valid_from in ((_SELLER, date(2000, 1, 1)), (_SELLER_MOVED, date(year, *_MOVED_ON))):
        with clock.at(clock.at_paris(valid_from - timedelta(days=1), 12)):
            name_seller(seller=seller, valid_from=valid_from, source="Démonstration", actor=ACTOR)
