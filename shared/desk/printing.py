"""Giving a paper of the house to print and sign: laid out, typeset, and recorded with who took it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import flash, redirect, send_file
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.pdf import typeset
from shared.invoicing.composition import find_seller
from shared.invoicing.models import SellerIdentity
from shared.kernel import clock
from shared.kernel.errors import Refused

_TEMPLATES = Path(__file__).parent / "templates" / "typst"

NOBODY = "Dites d’abord qui est l’association\u00a0: la page «\u00a0Règles des factures\u00a0» le demande."

LayOut = Callable[[SellerIdentity], Mapping[str, Any]]
"""Returns every text of a page, given who the house is."""


def give_paper(
    template: str, lay_out: LayOut, *, name: str, action: str, subject: str, back: str, day: date
) -> Response:
    """Returns the PDF `name` of a Typst template, and records `action` on `subject`.

    The house is what it was on `day`; where nobody has said who it is, the visitor is told and goes `back`.
    """
    try:
        seller = find_seller(day)
    except Refused:
        flash(
            "Dites d’abord qui est l’association\u00a0: la page «\u00a0Règles des factures\u00a0» le demande.",
            "warning",
        )
        return redirect(back, 303)
    content = typeset(_TEMPLATES / template, lay_out(seller), datetime.combine(clock.today(), time(12), UTC))
    with atomic():
        record_event(actor=actor(), action=action, subject=subject)
    return send_file(BytesIO(content), "application/pdf", as_attachment=True, download_name=name)
