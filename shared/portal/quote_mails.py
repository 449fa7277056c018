"""What customers are told by mail about their quotes. Subjects name the quote, never what is in it."""

from __future__ import annotations

from shared.notifications.services import write_mail
from shared.orders.links import secret_of
from shared.orders.quotes.queries import find_quote_by_id
from shared.orders.quotes.services import LINK
from shared.signals import quote_requested, quote_sent
from shared.workshop import registry


@quote_requested.connect
def acknowledge(_sender: object, *, quote_id: int) -> None:
    """Writes to the customer that the request has arrived, with the link to follow it."""
    _write(quote_id, "quote_requested", "Nous avons votre demande")


@quote_sent.connect
def send_link(_sender: object, *, quote_id: int) -> None:
    """Writes to the customer that a price is there to be read."""
    _write(quote_id, "quote_sent", "Votre devis")


def _write(quote_id: int, template: str, subject: str) -> None:
    quote = find_quote_by_id(quote_id)
    if quote.customer.email is None:
        # Whoever asked by telephone is called back.
        return
    workshop = registry().get(quote.site.slug)
    write_mail(
        recipient=quote.customer.email,
        subject=f"{subject} ({quote.reference})",
        template=template,
        kind=template,
        quote=quote,
        revision=quote.revisions[-1] if quote.revisions else None,
        workshop=workshop.label if workshop else quote.site.label,
        secret=secret_of(quote.public_id, LINK),
    )
