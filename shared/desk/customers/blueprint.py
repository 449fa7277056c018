"""The blueprint that the screens of customers share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry

customers = Blueprint("customers", __name__, template_folder="../templates", url_prefix="/clients")

NAVIGATION = (NavEntry("Clients", "customers.directory", "user", Permission.VIEW_ORDERS),)

View = str | Response | tuple[str, int]
