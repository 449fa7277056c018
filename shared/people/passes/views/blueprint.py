"""The blueprint that the pages of the PASS IAE share; a sensitive place does not have it."""

from __future__ import annotations

from flask import Blueprint

from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry

passes = Blueprint("passes", __name__, template_folder="../../templates", url_prefix="/pass-iae")

NAVIGATION = (NavEntry("PASS IAE", "passes.overview", "card", Permission.VIEW_PASSES),)
