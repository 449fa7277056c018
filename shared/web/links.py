"""Addresses that leave the house, in a mail or a file: absolute, under the public address of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app

if TYPE_CHECKING:
    from flask import Flask

    from shared.config import Settings


def absolute_url(endpoint: str, **values: object) -> str:
    """Returns the address of `endpoint` under `public_url`, in a request or outside one; also a template global.

    The visitor's own Host header plays no part: a mail must not carry an address that somebody else chose.
    """
    settings: Settings = current_app.extensions["ateliers_settings"]
    public = urlsplit(settings.public_url)
    addresses = current_app.url_map.bind(public.netloc, url_scheme=public.scheme)
    return addresses.build(endpoint, values, force_external=True)


def init_app(app: Flask) -> None:
    """Gives `absolute_url` to the templates."""
    app.add_template_global(absolute_url)
