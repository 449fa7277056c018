"""The first page after the door: each role finds its own day."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_login import current_user

from shared.accounts.permissions import Permission, requires
from shared.desk.home import find_home
from shared.kernel import clock
from shared.web.navigation import NavEntry

desk = Blueprint("desk", __name__, url_prefix="/bureau", template_folder="templates")

NAVIGATION = (NavEntry("Aujourd’hui", "desk.home", "home", Permission.VIEW_DESK, first=True),)


@desk.get("")
@requires(Permission.VIEW_DESK)
def home() -> str:
    """Shows what waits for the person who signed in."""
    return render_template("desk/home.html", home=find_home(current_user), today=clock.today())
