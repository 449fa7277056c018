"""The kitchen's side of the checkout that all workshops share: an offer, heads, a day, a slot and a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from shared.kernel import clock
from shared.kernel.money import E4
from shared.orders.checkout import Selection
from shared.orders.models import Withdrawal
from shared.orders.pricing import Wish
from shared.orders.services import AddressDetails
from shared.orders.trade import Fact
from shared.web.filters import capital, date_fr
from workshops.gourmand.openings import find_kitchen
from workshops.gourmand.queries import find_menu, hour_words
from workshops.gourmand.services import Meal, check_heads, expect_meal


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A meal as it was chosen; `seen` is the price per head, VAT included, of the offer and its options by code."""

    offer: str
    seen: Mapping[str, int]
    heads: int
    day: date
    slot: int
    place: AddressDetails
    diets: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Returns the choice as plain values, to be kept between two pages."""
        return {
            "offer": self.offer,
            "seen": dict(self.seen),
            "heads": self.heads,
            "day": self.day.isoformat(),
            "slot": self.slot,
            "place": [self.place.label, self.place.street, self.place.postcode, self.place.city],
            "diets": self.diets,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Choice:
        """Reads what `to_plain` wrote."""
        label, street, postcode, city = plain["place"]
        place = AddressDetails(label=label, street=street, postcode=postcode, city=city)
        return cls(**dict(plain) | {"day": date.fromisoformat(plain["day"]), "place": place})


class CateringCheckout:
    """Reads a meal as what is about to be ordered; room and lead time are asked for again when it is placed."""

    withdrawals = (Withdrawal.DATED,)

    def select(self, choice: Mapping[str, Any]) -> Selection:
        """Returns the offer and its options by the head, with day, place and deposit."""
        chosen = Choice.from_plain(choice)
        menu = find_menu(chosen.offer)
        check_heads(menu.offer, chosen.heads)
        wanted = [menu.item, *(option for option in menu.options if option.code in chosen.seen)]
        meal = Meal(item_id=menu.item.id, heads=chosen.heads, day=chosen.day, slot=chosen.slot, diets=chosen.diets)
        return Selection(
            title=f"{menu.item.label} pour {chosen.heads}",
            wishes=tuple(Wish(item.id, chosen.seen[item.code], chosen.heads * E4) for item in wanted),
            withdrawal=Withdrawal.DATED,
            back="gourmand.order_again",
            facts=(
                Fact("Livraison", f"{capital(date_fr(chosen.day))} à {hour_words(chosen.slot)}"),
                Fact(
                    "Lieu", f"{chosen.place.label}, {chosen.place.street}, {chosen.place.postcode} {chosen.place.city}"
                ),
                *([Fact("Régimes et allergies", chosen.diets)] if chosen.diets else []),
            ),
            particulars=partial(expect_meal, meal=meal),
            deposit_bp=find_kitchen(clock.today()).deposit_bp,
            delivery=chosen.place,
        )
