"""Enumerations whose members are codes of a standard, each with its French word."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledCode(StrEnum):
    """A code with its `label`; written `NAME = "code", "mot"`."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        """Keeps the word beside the code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Returns the member with this code; raises StopIteration for another."""
        return next(member for member in cls if member.value == code)


class Unit(LabelledCode):
    """In what a quantity is counted (BT-130, UN/ECE recommendation 20)."""

    PIECE = "C62", ""
    FLAT_RATE = "LS", "forfait"
    MINUTE = "MIN", "min"
    HOUR = "HUR", "h"
    DAY = "DAY", "j"
    MONTH = "MON", "mois"
    PERSON = "IE", "pers."
    KILOGRAM = "KGM", "kg"
    LITRE = "LTR", "l"
    METRE = "MTR", "m"
    SQUARE_METRE = "MTK", "m²"
    KILOMETRE = "KMT", "km"


class Nature(LabelledCode):
    """What a sale is in the eyes of VAT: it falls due with the invoice for goods, with the money for services.

    Source: CGI art. 269, 2.
    """

    GOODS = "goods", "Biens"
    SERVICES = "services", "Services"
