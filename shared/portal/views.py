"""Public pages of the whole house."""

from __future__ import annotations

from flask import Blueprint, render_template

from shared.accounts.permissions import public

portal = Blueprint("portal", __name__, template_folder="templates")


@portal.get("/")
@public
def home() -> str:
    """Presents the house and its workshops."""
    return render_template("home.html")
