"""From an order to its payment page, and what a customer is told when that page is out of reach."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.kernel.errors import Refused
from shared.payments.checkout import open_payment_page
from shared.payments.gateway import PaymentUnavailableError
from shared.web.headers import allow_form_action
from shared.web.links import absolute_url
from shared.web.logs import failure, log

RETURNED, CANCELLED = "retour", "annule"
"""What the address of the order says of the way back from the payment page."""


def allow_payment_page() -> None:
    """Lets the form on the page being shown end on the payment page."""
    allow_form_action(current_app.extensions["ateliers_settings"].stripe_checkout_origin)


def go_to_payment(*, order_id: int, secret: str) -> Response:
    """Leads to the payment page of an order, or to the order itself with the reason why there is none to be had."""
    order_page = url_for("portal.order", secret=secret)
    try:
        address = open_payment_page(
            order_id=order_id,
            return_url=absolute_url("portal.order", secret=secret, paiement=RETURNED),
            cancel_url=absolute_url("portal.order", secret=secret, paiement=CANCELLED),
            actor=actor(),
        )
    except PaymentUnavailableError as error:
        log.warning("payment page unavailable", reason=str(error), **failure(error))
        flash(
            "Le paiement en ligne ne répond pas pour l’instant. Votre commande est gardée et rien n’a été débité. "
            "Réessayez dans quelques minutes.",
            "warning",
        )
        address = order_page
    except Refused as refusal:
        flash(refusal.sentence, "info")
        address = order_page
    return redirect(address, 303)
