"""What the public sees of the house: its home page, the way to the payment, what is followed behind a link."""

from shared.portal import basket, mails, ordering, quote_mails, quotes, views, withdrawing
from shared.portal.blueprint import portal

__all__ = ["basket", "mails", "ordering", "portal", "quote_mails", "quotes", "views", "withdrawing"]
