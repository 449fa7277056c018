"""Numbers and days of a document as French text."""

from __future__ import annotations

from datetime import date

from shared.kernel.codes import Unit
from shared.kernel.money import MICROS_PER_CENT, euros

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day(value: date) -> str:
    """Returns the day as `1er mars 2026`, unbreakable."""
    ordinal = "1er" if value.day == 1 else str(value.day)
    return f"{ordinal}\u00a0{_MONTHS[value.month - 1]}\u00a0{value.year}"


def percent(rate_bp: int) -> str:
    """Returns a rate in basis points as `5,5 %`."""
    return f"{decimal(rate_bp, places=2)}\u00a0%"


def quantity(quantity_e4: int, unit: Unit) -> str:
    """Returns a quantity with its unit, as `1,5 h`; pieces are counted bare."""
    return f"{decimal(quantity_e4, places=4)}\u00a0{unit.label}".rstrip("\u00a0")


def unit_price(micros: int, *, to_the_cent: bool) -> str:
    """Returns a unit price to the cent, or with the digits below it that matter: `0,0125 €`."""
    cents, below = divmod(micros, MICROS_PER_CENT)
    if to_the_cent:
        return euros(cents + (2 * below >= MICROS_PER_CENT))
    digits = f"{below:04d}".rstrip("0")
    return euros(cents).replace("\u00a0€", f"{digits}\u00a0€")


def decimal(scaled: int, *, places: int) -> str:
    """Returns `scaled` / 10^places with a comma, thousands spaced, and no idle zero."""
    whole, rest = divmod(abs(scaled), 10**places)
    grouped = f"{whole:,}".replace(",", "\u202f")
    digits = f"{rest:0{places}d}".rstrip("0")
    return f"{'−' if scaled < 0 else ''}{grouped}{',' if digits else ''}{digits}"
