"""Days, weeks and months in addresses: `2026-11-23`, `2026-W48`, `2026-11`; what does not exist is not found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from werkzeug.routing import BaseConverter, ValidationError

from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import Month, Week

if TYPE_CHECKING:
    from flask import Flask


class DayConverter(BaseConverter):
    """A date in the form of ISO 8601."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Reads the date; no such day is no such page."""
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error


class WeekConverter(BaseConverter):
    """An ISO week."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Week:
        """Reads the week; no such week is no such page."""
        try:
            return Week.parse(value)
        except InvalidInput as error:
            raise ValidationError from error


class MonthConverter(BaseConverter):
    """A month."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        """Reads the month; no such month is no such page."""
        try:
            return Month.parse(value)
        except InvalidInput as error:
            raise ValidationError from error


def init_app(app: Flask) -> None:
    """Gives routes the converters `day`, `week` and `month`; before any route is registered."""
    app.url_map.converters |= {"day": DayConverter, "week": WeekConverter, "month": MonthConverter}
