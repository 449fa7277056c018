"""What staff offer in a quote, and what makes sense of it. Amounts are cents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.kernel.errors import InvalidInput
from shared.kernel.money import BP, E4

HIGHEST_CENTS = 100_000_000
MOST_QUANTITY_E4 = 100_000 * E4
LONGEST_VALIDITY = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class OfferedLine:
    """A line of a quote as staff write it; `unit_cents` is without VAT for a professional, with it for a person."""

    label: str
    unit_cents: int
    vat_code: str
    quantity_e4: int = E4
    unit: Unit = Unit.FLAT_RATE
    nature: Nature = Nature.SERVICES
    family: str = ""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What staff answer: lines, until when that holds (included), which share is asked before the work begins."""

    lines: tuple[OfferedLine, ...]
    valid_until: date
    deposit_bp: int = 0
    words: str = ""


def check_offer(offer: Offer, units: Collection[Unit]) -> None:
    """Raises InvalidInput naming the first field that is wrong; `units` are those in which the trade may count."""
    today = clock.today()
    if not any(not line.optional for line in offer.lines):
        raise InvalidInput("lines-0-label", "Un devis a au moins une ligne qui n’est pas en option.")
    for place, line in enumerate(offer.lines):
        if not line.label:
            raise InvalidInput(f"lines-{place}-label", "Écrivez ce qui est proposé.")
        if not 0 < line.unit_cents <= HIGHEST_CENTS:
            raise InvalidInput(f"lines-{place}-price", "Écrivez un prix, de 0,01 € à un million.")
        if line.unit not in units:
            raise InvalidInput(f"lines-{place}-unit", "Ici, on vend une tâche ou une quantité, jamais du temps.")
        if not 0 < line.quantity_e4 <= MOST_QUANTITY_E4:
            raise InvalidInput(f"lines-{place}-quantity", "Écrivez une quantité, comme 1 ou 2,5.")
    if offer.valid_until < today:
        raise InvalidInput("valid_until", "Ce jour est passé\u00a0: un devis vaut jusqu’à aujourd’hui au moins.")
    if offer.valid_until > today + LONGEST_VALIDITY:
        raise InvalidInput("valid_until", "C’est trop loin\u00a0: un an au plus.")
    if not 0 <= offer.deposit_bp < BP:
        raise InvalidInput("deposit", "Un acompte est une part, de 0 à 99\u00a0%.")
