"""The form of a booking: what, when, which vehicle, who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired

from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.orders.forms import CustomerForm, text_field
from shared.orders.models import CatalogueItem
from shared.web.filters import day_month
from workshops.auto_bleue.plates import parse_plate
from workshops.auto_bleue.services import DAY_TAKEN, Booking

_ORDER_ON_PAGE = (
    *("service", "day", "plate", "vehicle"),
    *("kind", "organisation", "siret", "vat_number", "service_code", "purchase_order"),
    *("name", "email", "phone", "street", "postcode", "city"),
)


class BookingForm(CustomerForm):
    """Everything that a booking needs, on one page."""

    # Our own sentences stand in validate_service and validate_day: the library's are English.
    service = RadioField("Quel service\u202f?", validate_choice=False)
    day = RadioField("Quel jour\u202f?", validate_choice=False)
    plate = StringField(
        "Immatriculation", filters=[one_line], validators=[DataRequired("Écrivez la plaque du véhicule.")]
    )
    vehicle = text_field("Marque et modèle", missing="Écrivez la marque et le modèle.", longest=60)

    def __init__(self, items: Sequence[CatalogueItem], days: Sequence[date], **values: Any) -> None:
        super().__init__(**values)
        self.items = {item.code: item for item in items}
        self._days = {day.isoformat(): day for day in days}
        self.service.choices = [(item.code, item.label) for item in items]
        self.day.choices = [(plain, day_month(day)) for plain, day in self._days.items()]

    def __iter__(self) -> Iterator[Field]:
        """Yields the fields in the order of the page, which is also that of its list of errors."""
        return iter([self[name] for name in _ORDER_ON_PAGE])

    def validate_service(self, field: RadioField) -> None:
        """Refuses what the catalogue does not hold."""
        if field.data not in self.items:
            raise ValidationError("Choisissez un service.")

    def validate_day(self, field: RadioField) -> None:
        """Refuses a day on which the garage takes nobody in, be it past, closed or far away."""
        if not field.data:
            raise ValidationError("Choisissez un jour.")
        if field.data not in self._days:
            raise ValidationError(DAY_TAKEN)

    def validate_plate(self, field: StringField) -> None:
        """Refuses what is no French plate."""
        try:
            parse_plate(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def to_booking(self, order_public_id: UUID) -> Booking:
        """Returns the booking of a form that has been validated."""
        item = self.items[self.service.data]
        return Booking(
            order_public_id=order_public_id,
            item_id=item.id,
            seen_cents=item.price_cents,
            plate=parse_plate(self.plate.data),
            vehicle=self.vehicle.data,
            day=self._days[self.day.data],
            customer=self.to_details(),
            purchase_order=(self.purchase_order.data or None) if self.buyer.is_professional else None,
        )
