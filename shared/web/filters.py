"""How numbers, dates and plates are written in French; Jinja filters under the names that templates use."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime

from shared.kernel import clock, money
from shared.kernel.codes import Unit
from shared.kernel.minutes import clock_text, show_minutes

if TYPE_CHECKING:
    from flask import Flask

LOCALE = "fr_FR"

# A page writes the same few days again and again, and reading a pattern of Babel's costs more than all the rest of it.
_remembered = lru_cache(maxsize=1024)


@_remembered
def date_fr(day: date) -> str:
    """Returns `lundi 23 novembre 2026`."""
    return format_date(day, "EEEE d MMMM y", locale=LOCALE)


@_remembered
def date_long(day: date) -> str:
    """Returns `23 novembre 2026`, and `1er juin 2027`."""
    return f"{_number(day)} {month_fr(day)}"


@_remembered
def day_fr(day: date) -> str:
    """Returns `lundi 23 novembre`."""
    return format_date(day, "EEEE d MMMM", locale=LOCALE)


def date_short(day: date) -> str:
    """Returns `23/11/2026`."""
    return day.strftime("%d/%m/%Y")


@_remembered
def day_month(day: date) -> str:
    """Returns `lun. 23 nov.`."""
    return format_date(day, "EEE d MMM", locale=LOCALE)


@_remembered
def weekday_long(day: date) -> str:
    """Returns `lundi 23`, and `mardi 1er`."""
    return f"{format_date(day, 'EEEE', locale=LOCALE)} {_number(day)}"


@_remembered
def weekday_fr(day: date) -> str:
    """Returns `lun. 23`."""
    return f"{format_date(day, 'EEE', locale=LOCALE)} {day.day}"


@_remembered
def day_initial(day: date) -> str:
    """Returns `L 23`."""
    return f"{format_date(day, 'EEEEE', locale=LOCALE)} {day.day}"


@_remembered
def month_fr(day: date) -> str:
    """Returns `novembre 2026`."""
    return format_date(day, "MMMM y", locale=LOCALE)


@_remembered
def month_short(day: date) -> str:
    """Returns `nov. 26`."""
    return format_date(day, "MMM yy", locale=LOCALE)


def datetime_fr(instant: datetime) -> str:
    """Returns `23 novembre 2026 à 14:05`, Paris time."""
    return format_datetime(clock.local(instant), "d MMMM y 'à' HH:mm", locale=LOCALE)


def time_fr(instant: datetime) -> str:
    """Returns `14:05`, Paris time."""
    return f"{clock.local(instant):%H:%M}"


def percent_bp(rate_bp: int) -> str:
    """Returns `20 %` for 2000 and `5,5 %` for 550."""
    whole, rest = divmod(rate_bp, 100)
    part = f",{rest:02d}".rstrip("0") if rest else ""
    return f"{whole}{part}\u202f%"


def quantity(quantity_e4: int) -> str:
    """Returns `2` for 20000 and `1,5` for 15000."""
    whole, rest = divmod(quantity_e4, money.E4)
    return f"{whole},{rest:04d}".rstrip("0") if rest else str(whole)


def unit(code: str) -> str:
    """Returns the French word for the code of a unit, nothing for a piece."""
    return Unit.of(code).label


def hundredths(value: int) -> str:
    """Returns `1,25` for 125 and `20,00` for 2000."""
    return money.decimal_text(value).replace(".", ",")


def capital(text: str) -> str:
    """Returns `text` with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def init_app(app: Flask) -> None:
    """Gives the filters to the templates."""
    app.jinja_env.filters |= {
        "euros": money.euros,
        "minutes": show_minutes,
        "clock": clock_text,
        "date_fr": date_fr,
        "date_long": date_long,
        "date_short": date_short,
        "day_fr": day_fr,
        "day_month": day_month,
        "weekday_long": weekday_long,
        "weekday_fr": weekday_fr,
        "day_initial": day_initial,
        "month_fr": month_fr,
        "datetime_fr": datetime_fr,
        "time_fr": time_fr,
        "percent_bp": percent_bp,
        "quantity": quantity,
        "unit": unit,
        "hundredths": hundredths,
        "capital": capital,
    }
