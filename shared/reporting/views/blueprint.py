"""The blueprint that the pages of finance share, and what each of them asks."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, url_for
from flask_login import current_user

from shared.accounts.access import sites_with
from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry
from shared.workshop import registry

reporting = Blueprint("reporting", __name__, template_folder="../templates", url_prefix="/gestion")

NAVIGATION = (
    NavEntry("L’année", "reporting.year_now", "calendar", Permission.VIEW_REVENUE),
    NavEntry("Impact", "reporting.impact_now", "award", Permission.VIEW_IMPACT),
    NavEntry("Chiffre d’affaires", "reporting.revenue", "chart", Permission.VIEW_REVENUE),
    NavEntry("Factures", "reporting.invoices", "file", Permission.VIEW_REVENUE),
    NavEntry("Journal comptable", "reporting.journal_now", "book", Permission.VIEW_JOURNAL),
)


def own_sites() -> frozenset[int] | None:
    """Returns the sites whose revenue the visitor may see, None for all of them."""
    sites = sites_with(current_user, Permission.VIEW_REVENUE)
    return None if sites is None else frozenset(sites)


def order_url(slug: str, order: UUID) -> str:
    """Returns the page of an order at the workshop with this slug, empty when it is not mounted here."""
    workshop = registry().get(slug)
    return url_for(f"{workshop.staff_name}.orders.order", public_id=order) if workshop else ""
