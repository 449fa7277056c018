"""What the public sees of the house: its home page, the way to the payment, what is followed behind a link."""

from shared.portal import mails, quote_mails, quotes, views
from shared.portal.blueprint import portal

__all__ = ["mails", "portal", "quote_mails", "quotes", "views"]
