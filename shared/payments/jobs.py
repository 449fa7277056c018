"""What is done about money after the commit, at its hour, and every night."""

from __future__ import annotations

from datetime import date, timedelta

from shared.jobs.daily import daily
from shared.jobs.services import handles
from shared.kernel import clock
from shared.payments import places, refunds
from shared.payments.fees import note_fees
from shared.payments.reconciliation import catch_up

LOOK_BACK = timedelta(days=3)
"""Stripe tells a piece of news again for three days, and then no more."""


@handles(places.RELEASE, "Libérer la place d’une commande impayée")
def release_place(*, order_id: int) -> None:
    """Cancels an order that was not paid in time."""
    places.release_place(order_id)


@handles(places.CLOSE_PAGES, "Fermer les pages de paiement d’une commande")
def close_pages(*, order_id: int) -> None:
    """Closes the payment pages of an order that is paid or cancelled otherwise."""
    places.close_pages(order_id)


@handles(refunds.SEND, "Rembourser par Stripe")
def send_refund(*, refund_id: int) -> None:
    """Sends money back that came online."""
    refunds.send_prepared(refund_id)


@daily("payments.reconcile", "Rapprocher les paiements avec Stripe", hour=3)
def reconcile(*, day: str) -> None:
    """Catches up on what Stripe has told in the days before `day` and we have not heard, and books what it kept."""
    since = clock.at_paris(date.fromisoformat(day), 3) - LOOK_BACK
    catch_up(since=since)
    note_fees(since=since)
