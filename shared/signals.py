"""What has happened, told after the fact to whoever listens. Few, documented, in the past tense.

Each signal is sent inside the unit that made it true, with ids and never with ORM objects, so that what a listener
writes is committed or rolled back together with the cause.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

order_placed = _signals.signal("order_placed")
"""An order has been placed, with all that its trade knows of it. Sent with `order_id`, `confirmed` (a bool): whether it
counts before anything is paid."""

order_moved = _signals.signal("order_moved")
"""An order has come one step further, or back. Sent with `order_id`, `action` (an OrderAction)."""

order_rescheduled = _signals.signal("order_rescheduled")
"""An order is wanted at another time than before. Sent with `order_id`."""

quote_requested = _signals.signal("quote_requested")
"""Somebody asks for a price. Sent with `quote_id`."""

quote_sent = _signals.signal("quote_sent")
"""A price has been given, or another one. Sent with `quote_id`."""

quote_accepted = _signals.signal("quote_accepted")
"""A quote is accepted, and its order placed. Sent with `quote_id`, `order_id`."""

quote_refused = _signals.signal("quote_refused")
"""A quote is refused. Sent with `quote_id`."""

order_paid = _signals.signal("order_paid")
"""An order is paid in full. Sent with `order_id`."""

order_amended = _signals.signal("order_amended")
"""An order is for more or less than before. Sent with `order_id`."""

order_withdrawn = _signals.signal("order_withdrawn")
"""A consumer has declared that they withdraw from an order. Sent with `order_id`."""

money_sent_back = _signals.signal("money_sent_back")
"""Money is on its way back to a customer, or was handed back. Sent with `refund_id`, `order_id`."""

invoice_issued = _signals.signal("invoice_issued")
"""An invoice has its number and is frozen. Sent with `invoice_id`, `order_id`."""

contract_shortened = _signals.signal("contract_shortened")
"""A contract ends earlier than it did. Sent with `contract_id`, `ends_on` (its new last day)."""

week_closed = _signals.signal("week_closed")
"""Every day of a site's week is validated. Sent with `site_id`, `week` (ISO, as `2026-W47`)."""

day_validated = _signals.signal("day_validated")
"""A day sheet is validated. Sent with `day_sheet_id`."""
