"""Its public page."""

from __future__ import annotations

from flask import Blueprint, render_template

from shared.accounts.permissions import public

public_pages = Blueprint("ressourcerie", __name__, template_folder="templates")


@public_pages.get("/")
@public
def home() -> str:
    """Presents the workshop."""
    return render_template("ressourcerie/home.html")
