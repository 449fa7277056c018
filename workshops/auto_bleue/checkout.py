"""The garage's side of the checkout that all workshops share: a choice is a booking."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from shared.db import session
from shared.orders.checkout import Selection
from shared.orders.models import CatalogueItem, Withdrawal
from shared.orders.pricing import Wish
from shared.orders.trade import Fact
from shared.web.filters import capital, date_fr
from workshops.auto_bleue.queries import USED_PARTS, clock_words
from workshops.auto_bleue.services import Booking, expect_vehicle


class GarageCheckout:
    """Reads a booking as what is about to be ordered; whether its slot is free is asked when it is placed."""

    withdrawals = (Withdrawal.SERVICE,)

    def select(self, choice: Mapping[str, Any]) -> Selection:
        """Returns the service with its options, the vehicle and the appointment."""
        booking = Booking.from_plain(dict(choice))
        label = select(CatalogueItem.label).where(CatalogueItem.id == booking.service.item_id)
        return Selection(
            title=session.scalars(label).one(),
            wishes=tuple(Wish(item_id=each.item_id, seen_cents=each.seen_cents) for each in booking.chosen),
            withdrawal=Withdrawal.SERVICE,
            back="auto_bleue.booking",
            facts=(
                Fact("Jour", f"{capital(date_fr(booking.day))} à {clock_words(booking.starts_at)}"),
                Fact("Véhicule", f"{booking.plate} {booking.vehicle}"),
                *([] if booking.used_parts is None else [Fact("Pièces de réemploi", USED_PARTS[booking.used_parts])]),
            ),
            remark="Pièces et main-d’œuvre sont comprises. L’équipe fait le travail le jour choisi.",
            particulars=partial(expect_vehicle, booking=booking),
        )
