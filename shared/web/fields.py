"""Form fields whose refusals are French sentences."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional


class WholeField(IntegerField):
    """A whole number from `least` to `most`, both included; None where it is empty and not `needed`."""

    def __init__(self, label: str, *, least: int, most: int, needed: bool = True, **more: Any) -> None:
        self.sentence = f"Écrivez un nombre de {least} à {most}."
        wanted = [InputRequired(self.sentence) if needed else Optional(), NumberRange(least, most, self.sentence)]
        super().__init__(label, validators=wanted, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was typed; raises ValueError with our sentence when it is no number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.sentence) from None


class DayField(DateField):
    """A date, as a browser sends it or typed the French way."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was typed; raises ValueError with our sentence when it is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            message = "Cette date n’existe pas. Écrivez-la comme 23/11/2026."
            raise ValueError(message) from None
