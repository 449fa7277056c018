"""The blueprint that the public pages of the whole house share."""

from __future__ import annotations

from flask import Blueprint

from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry

portal = Blueprint("portal", __name__, template_folder="templates")

NAVIGATION = (NavEntry("Mes commandes", "portal.my_orders", "basket", Permission.VIEW_OWN_ORDERS),)
