"""Loading the demonstration: invented people and sales, made by the same services as the screens, in one unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from shared.accounts.demonstration import ACCOUNTS, PASSWORD
from shared.accounts.services import create_user, grant_role
from shared.audit.models import AuditEvent
from shared.audit.services import record_event
from shared.config import Settings
from shared.db import session
from shared.invoicing.rules.services import Seller, name_seller
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.weeks import Month
from shared.payroll.months import approve_month, check_month
from shared.people.demo import AT_ONE_SITE
from shared.people.queries import list_contracts
from shared.workshop import Workshop, find_site, registry

ACTOR = "demo"
_LOADED = "demonstration.loaded"

_MOVED_ON = date(2024, 7, 1)
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


def load_demonstration(*, until: date) -> bool:
    """Invents the month before `until` and that day itself, or what is missing since it was last loaded.

    Returns False when nothing is missing. Raises Refused in production. Belongs inside a unit: all of it or nothing.
    """
    refuse_real_house()
    loaded = _last_day_loaded()
    if loaded is None:
        _open_the_house()
        first = Month.of(until).shifted(-1).first
    else:
        first = loaded + timedelta(days=1)
    if first > until:
        return False
    for place in registry().places:
        if place.demonstrate:
            place.demonstrate(first, until)
    if loaded is None:
        _bring_to_payroll(Month.of(until).shifted(-1))
    record_event(actor=ACTOR, action=_LOADED, subject=f"day:{until}")
    return True


def refuse_real_house() -> None:
    """Raises Refused in production, where nothing is invented."""
    settings: Settings = current_app.extensions["ateliers_settings"]
    if not settings.demonstration:
        raise Refused("La démonstration ne se charge pas dans une installation réelle.")


def _last_day_loaded() -> date | None:
    loaded = select(AuditEvent.subject).where(AuditEvent.action == _LOADED).order_by(AuditEvent.id.desc()).limit(1)
    subject = session.scalar(loaded)
    return date.fromisoformat(subject.removeprefix("day:")) if subject else None


def _bring_to_payroll(month: Month) -> None:
    """Validates last month everywhere; what the workshops did is checked, what the other places did waits for it."""
    for place in registry().places:
        site = find_site(place.slug)
        if place.demonstrate and list_contracts(site.id, month.first, month.last):
            approve_month(site=site, month=month, actor=ACTOR)
            if isinstance(place, Workshop):
                check_month(site=site, month=month, actor=ACTOR)


def _open_the_house() -> None:
    """Creates the accounts, and the seller that invoices name: our seat moved once, so there are two.

    Who works at one site gets the role there from the workshop's own demonstration.
    """
    for account in ACCOUNTS:
        user = create_user(email=account.email, display_name=account.display_name, password=PASSWORD, actor=ACTOR)
        if account.role not in AT_ONE_SITE:
            grant_role(user=user, role=account.role, site=None, everywhere=True, actor=ACTOR)
    for seller, valid_from in ((_SELLER, date(2000, 1, 1)), (_SELLER_MOVED, _MOVED_ON)):
        with clock.at(clock.at_paris(valid_from - timedelta(days=1), 12)):
            name_seller(seller=seller, valid_from=valid_from, source="Démonstration", actor=ACTOR)
