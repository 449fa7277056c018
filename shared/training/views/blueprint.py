"""The blueprint that the exams' screens share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from shared.accounts.permissions import Permission
from shared.web.navigation import NavEntry

exams = Blueprint("exams", __name__, template_folder="../templates", url_prefix="/examens")

NAVIGATION = (NavEntry("Examens", "exams.overview", "award", Permission.VIEW_EXAM_DATES),)

View = str | Response | tuple[str, int]
