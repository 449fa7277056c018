"""What Stripe told that did not fit: a list for the people of finance, who settle each case with Stripe's own page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.payments.queries import list_open_anomalies
from shared.payments.services import settle_anomaly

payments = Blueprint("payments", __name__, url_prefix="/gestion/paiements", template_folder="templates")


@payments.get("/a-verifier")
@requires(Permission.EXPORT_REVENUE)
def anomalies() -> str:
    """Lists the anomalies that nobody has settled."""
    return render_template("payments/anomalies.html", rows=list_open_anomalies())


@payments.post("/a-verifier/<uuid:public_id>/regle")
@requires(Permission.EXPORT_REVENUE)
def settle(public_id: UUID) -> Response:
    """Takes an anomaly off the list; it stays in the records with the name of who did."""
    with atomic():
        settle_anomaly(public_id=public_id, actor=actor())
    flash("C’est noté\u00a0: ce cas est réglé.", "success")
    return redirect(url_for(".anomalies"), 303)
