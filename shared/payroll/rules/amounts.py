"""The amounts of labour limits as people write and read them: `10 h`, `33,33 %`, `6 jours`, `4 mois`."""

from __future__ import annotations

import re

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import DAY, HOUR, parse_minutes, show_minutes
from shared.kernel.money import BP
from shared.people.models import LimitCode, Unit

MOST = {
    Unit.MINUTES: 7 * DAY,
    Unit.BASIS_POINTS: BP,
    Unit.DAYS: 7,
    Unit.MONTHS: 120,
    Unit.YEARS: 99,
}
"""More than that is a typing mistake, whatever the text of law."""

MOST_OF_A_CODE = {
    LimitCode.LONGEST_DAY: DAY,
    LimitCode.LONGEST_WITHOUT_BREAK: DAY,
    # No contract has a longer week either (CHECK of `contracts`); Directive 2003/88/EC, art. 6.
    LimitCode.LONGEST_WEEK: 48 * HOUR,
}

EXAMPLES = {
    Unit.MINUTES: "Des heures, comme 10h ou 7h30.",
    Unit.BASIS_POINTS: "Un pourcentage, comme 10 ou 33,33.",
    Unit.DAYS: "Un nombre de jours, comme 6.",
    Unit.MONTHS: "Un nombre de mois, comme 4.",
    Unit.YEARS: "Un nombre d’années, comme 50.",
}
"""How each unit is written: the hint at the field, and the end of a refusal."""

_NUMBER = re.compile(
    r"^(?P<whole>[0-9]{1,6})(?:[.,](?P<part>[0-9]{1,2}))?\s*(?P<unit>%|jours?|mois|ans?)?$", re.IGNORECASE
)
_SIGNS = {Unit.BASIS_POINTS: "%", Unit.DAYS: "jour", Unit.MONTHS: "mois", Unit.YEARS: "an"}


def read_amount(text: str, code: LimitCode) -> int:
    """Reads an amount in the unit of its limit: `10h`, `10 %`, `6 jours`, `4`; raises InvalidInput (field `amount`)."""
    amount = _read(" ".join(text.split()), code.unit)
    most = MOST_OF_A_CODE.get(code, MOST[code.unit])
    if not 0 < amount <= most:
        raise InvalidInput("amount", f"Écrivez plus que zéro, et {show_amount(most, code.unit)} au plus.")
    return amount


def show_amount(amount: int, unit: Unit) -> str:
    """Returns an amount as people read it: `10 h`, `33,33 %`, `6 jours`, `4 mois`."""
    match unit:
        case Unit.MINUTES:
            return show_minutes(amount)
        case Unit.BASIS_POINTS:
            whole, part = divmod(amount, 100)
            return f"{whole}{f',{part:02d}'.rstrip('0') if part else ''}\u00a0%"
        case Unit.DAYS:
            return f"{amount}\u00a0jour" if amount == 1 else f"{amount}\u00a0jours"
        case Unit.MONTHS:
            return f"{amount}\u00a0mois"
        case Unit.YEARS:
            return f"{amount}\u00a0ans"


def _read(text: str, unit: Unit) -> int:
    if unit is Unit.MINUTES:
        return parse_minutes(text, field="amount")
    match = _NUMBER.match(text)
    sign = ((match and match["unit"]) or "").lower()
    if match is None or not (sign or _SIGNS[unit]).startswith(_SIGNS[unit]):
        raise InvalidInput("amount", EXAMPLES[unit])
    if unit is Unit.BASIS_POINTS:
        return int(match["whole"]) * 100 + int((match["part"] or "0").ljust(2, "0"))
    if match["part"]:
        raise InvalidInput("amount", EXAMPLES[unit])
    return int(match["whole"])
