"""Resources for other programs, under `/api/v1/`."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from shared.accounts.permissions import public
from shared.api.openapi import DOCUMENT
from shared.web.context import view_of
from shared.web.links import absolute_url
from shared.workshop import Workshop, registry

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/openapi.json")
@public
def openapi() -> Response:
    """Describes this interface."""
    return jsonify(DOCUMENT)


@api.get("/workshops")
@public
def workshops() -> Response:
    """Lists the workshops, each as its public page presents it."""
    return jsonify(items=[_public_facts(workshop) for workshop in registry()], next_cursor=None)


def _public_facts(workshop: Workshop) -> dict[str, str]:
    page = view_of(workshop)
    return {
        "slug": page.slug,
        "label": page.label,
        "tagline": page.tagline,
        "place": page.place,
        "url": absolute_url(f"{workshop.public.name}.home"),
    }
