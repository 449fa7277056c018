"""The blueprint that the team's screens share, and what every one of them asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.access import visitor_may
from shared.accounts.permissions import Permission
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.money import euros
from shared.kernel.weeks import months_later
from shared.people.contracts.judging import lowest_pay
from shared.people.contracts.queries import read_rules
from shared.people.forms import AmendForm, HireForm, TermsForm
from shared.people.models import ContractKind, LimitCode
from shared.web.navigation import NavEntry
from shared.workshop import Site, find_site, here

people = Blueprint("people", __name__, template_folder="../templates", url_prefix="/equipe")

NAVIGATION = (NavEntry("Équipe", "people.team", "users", Permission.VIEW_TEAM),)

View = str | Response | tuple[str, int]


def site_of_the_page() -> Site:
    """Returns the site whose pages these are; raises NotFound outside a place."""
    place = here()
    if place is None:
        raise NotFound("Cette page appartient à un atelier.")
    return find_site(place.slug)


def may_here(permission: Permission) -> bool:
    """Tells whether whoever is at the screen holds `permission` at the site of the page."""
    place = here()
    return visitor_may(permission, place.slug if place else None)


def may_override() -> bool:
    """Tells whether whoever is at the screen may set a rule of contracts aside, with a reason."""
    return may_here(Permission.OVERRIDE_CONTRACT_RULES)


def lowest_pay_today() -> int | None:
    """Returns the lowest gross pay of an hour that an ordinary contract may have from today on, in cents."""
    rules = read_rules(ContractKind.CDDI, clock.today())
    share, wage = rules.limits.get(LimitCode.PAY_SHARE), rules.wage_on(clock.today())
    return lowest_pay(wage.hourly_cents, share.amount) if share and wage else None


@people.context_processor
def of_the_forms() -> dict[str, object]:
    """Gives the templates of forms what depends on the site and on who is at the screen."""
    place = here()
    return {
        "ordinary_site": place is not None and not place.site.sensitive,
        "may_override": may_override,
        "lowest_pay": lambda: euros(lowest_pay_today() or 0),
    }


def try_to(form: HireForm | TermsForm | AmendForm, act: Callable[[], UUID]) -> UUID | None:
    """Does one thing, or puts the sentence of its refusal into the form."""
    try:
        with atomic():
            return act()
    except InvalidInput as refusal:
        form.refuse(refusal)
    return None


def months_after(day: date, months: int) -> date:
    """Returns the last day of a contract of so many months that begins on `day`."""
    return months_later(day, months) - timedelta(days=1)
