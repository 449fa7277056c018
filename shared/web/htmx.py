"""The adapter to htmx: what differs between a browser and a page that stays and waits for a part of itself."""

from __future__ import annotations

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def wants_fragment() -> bool:
    """Tells whether a page that stays asks for a part of itself."""
    return request.headers.get("HX-Request") == "true"


def leave_for(url: str) -> Response:
    """Goes to another page; a page that waits for a fragment is told to, or it would put that page inside itself."""
    return Response(headers={"HX-Redirect": url}) if wants_fragment() else redirect(url)
