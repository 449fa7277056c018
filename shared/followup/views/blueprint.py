"""The blueprint that the exits' screens share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry

followup = Blueprint("followup", __name__, template_folder="../templates", url_prefix="/sorties")

NAVIGATION = (NavEntry("Sorties", "followup.exits", "logout", Permission.RECORD_EXITS),)

View = str | Response | tuple[str, int]
