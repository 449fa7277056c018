"""The secret in the address of the page of an order, a quote or an agreement.

The secret is never stored: it is drawn again, whenever a mail needs it, from the public id with the key that only
this installation has. The row keeps its SHA-256, under which the page finds it. Another key makes other secrets:
whoever changes it stores these digests anew.
"""

from __future__ import annotations

import base64
import hmac
from uuid import UUID

from flask import current_app

from shared.config import Settings

SECRET_BYTES = 16


def secret_of(public_id: UUID, kind: str = "order") -> str:
    """Returns the 128 secret bits of an order, or of another `kind`, URL-safe.

    They are the start of HMAC-SHA256(link key, kind and public id).
    """
    settings: Settings = current_app.extensions["ateliers_settings"]
    digest = hmac.digest(settings.link_key.encode(), f"{kind}:".encode() + public_id.bytes, "sha256")
    return base64.urlsafe_b64encode(digest[:SECRET_BYTES]).rstrip(b"=").decode()
