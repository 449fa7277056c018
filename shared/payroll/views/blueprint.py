"""The blueprint that the screens of hours share, and what every one of them asks."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.access import held_site_id, visitor_may
from shared.accounts.permissions import Permission
from shared.kernel.errors import NotFound
from shared.web.navigation import NavEntry
from shared.workshop import Site, find_site, here

payroll = Blueprint("payroll", __name__, template_folder="../templates", url_prefix="/heures")

NAVIGATION = (
    NavEntry("Feuille du jour", "payroll.today", "check-circle", Permission.VIEW_HOURS, daily=True),
    NavEntry("Semaine", "payroll.week_now", "calendar", Permission.VIEW_HOURS, daily=True),
    NavEntry("Mois et paie", "payroll.month_now", "file", Permission.VIEW_HOURS),
)

View = str | Response | tuple[str, int]


def site_of_the_page() -> Site:
    """Returns the site whose pages these are; raises NotFound outside a place."""
    workshop = here()
    if workshop is None:
        raise NotFound("Cette page appartient à un atelier.")
    return find_site(workshop.slug)


def site_id_of_the_page() -> int:
    """Returns the id of that site; whoever holds a role at the very site has brought it, and nothing is asked."""
    workshop = here()
    known = held_site_id(workshop.slug) if workshop else None
    return site_of_the_page().id if known is None else known


def may_here(permission: Permission) -> bool:
    """Tells whether whoever is at the screen holds `permission` at the site of the page."""
    workshop = here()
    return visitor_may(permission, workshop.slug if workshop else None)


def has_skills() -> bool:
    """Tells whether skills are observed at the place of the page."""
    place = here()
    return place is not None and bool(place.skills)
