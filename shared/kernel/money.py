"""Money is signed integers: cents (1e-2 €), micros for unit prices (1e-6 €), e4 for quantities, bp for rates.

A charge is positive and a credit negative. Decimal lives inside functions only; halves round away from zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from shared.kernel.errors import InvalidInput

MICROS_PER_CENT = 10_000
E4 = 10_000
BP = 10_000

_AMOUNT = re.compile(r"^(?P<sign>-?)(?P<euros>\d{1,9})(?:[.,](?P<cents>\d{1,2}))?$")


def divide_half_up(numerator: int, denominator: int) -> int:
    """Returns `numerator / denominator` rounded to the nearest integer, halves away from zero."""
    return int((Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def line_net_cents(quantity_e4: int, unit_price_micros: int) -> int:
    """Returns the net amount of a line in cents, rounded once."""
    return divide_half_up(quantity_e4 * unit_price_micros, E4 * MICROS_PER_CENT)


def vat_cents(net_cents: int, vat_bp: int) -> int:
    """Returns the VAT in cents on `net_cents` at `vat_bp` (2000 is 20 %), rounded once."""
    return divide_half_up(net_cents * vat_bp, BP)


def net_of_gross_cents(gross_cents: int, vat_bp: int) -> int:
    """Returns the net part in cents of a tax-inclusive amount; the VAT is what remains of it."""
    return divide_half_up(gross_cents * BP, BP + vat_bp)


def nets_of_gross_cents(grosses_cents: Sequence[int], vat_bp: int) -> tuple[int, ...]:
    """Returns the net part in cents of each tax-inclusive line of one rate.

    Their sum is the net of the sum, rounded once; the cents by which the lines miss it go to the largest.
    """
    nets = [net_of_gross_cents(gross, vat_bp) for gross in grosses_cents]
    largest = max(range(len(nets)), key=lambda place: abs(grosses_cents[place]))
    nets[largest] += net_of_gross_cents(sum(grosses_cents), vat_bp) - sum(nets)
    return tuple(nets)


def euros(cents: int) -> str:
    """Returns the amount as French text: `1 234,56 €` with the narrow no-break spaces that it asks for."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", "\u202f")
    return f"{'−' if cents < 0 else ''}{grouped},{rest:02d}\u00a0€"


def decimal_text(cents: int) -> str:
    """Returns the amount with a point and two decimals, for machines: `-12.30`."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"


def parse_euros(text: str, *, field: str = "amount") -> int:
    """Reads `12,5`, `12.50`, `1 234,56 €` as cents; raises InvalidInput on anything else, a billion euros included."""
    bare = re.sub(r"[\s\u00a0\u202f€]", "", text).replace("−", "-")
    match = _AMOUNT.match(bare)
    if match is None:
        raise InvalidInput(field, "Ce montant ne se lit pas. Écrivez-le comme 12,50.")
    cents = int(match["euros"]) * 100 + int((match["cents"] or "0").ljust(2, "0"))
    return -cents if match["sign"] else cents
