"""What customers write to book (what, when, which vehicle, who), and the supervisor about hours, bays and closures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import parse_minutes
from shared.kernel.text import one_line
from shared.orders.forms import CustomerForm, text_field
from shared.orders.models import CatalogueItem
from shared.people.timetable import WEEKDAYS
from shared.web.fields import DayField, WholeField
from workshops.auto_bleue.models import Planning
from workshops.auto_bleue.planning import MOST_BAYS, MOST_DAYS
from workshops.auto_bleue.plates import parse_plate
from workshops.auto_bleue.queries import clock_words
from workshops.auto_bleue.services import SLOT_TAKEN, Booking

_ORDER_ON_PAGE = (
    *("service", "slot", "plate", "vehicle"),
    *("kind", "organisation", "siret", "vat_number", "service_code", "purchase_order"),
    *("name", "email", "phone", "street", "postcode", "city"),
)


def slot_name(day: date, starts_at: int) -> str:
    """Returns what a slot is called in a form: `2026-11-30T0830`."""
    return f"{day.isoformat()}T{starts_at // 60:02d}{starts_at % 60:02d}"


class BookingForm(CustomerForm):
    """Everything that a booking needs, on one page."""

    service = HiddenField()
    # Our own sentence stands in validate_slot: the library's is English.
    slot = RadioField("Quand\u202f?", validate_choice=False)
    plate = StringField(
        "Immatriculation", filters=[one_line], validators=[DataRequired("Écrivez la plaque du véhicule.")]
    )
    vehicle = text_field("Marque et modèle", missing="Écrivez la marque et le modèle.", longest=60)

    def __init__(self, item: CatalogueItem, free: Mapping[date, Sequence[int]], **values: Any) -> None:
        super().__init__(**values)
        self.item = item
        self.service.data = item.code
        self._free = {slot_name(day, start): (day, start) for day, starts in free.items() for start in starts}
        self.slot.choices = [SelectChoice(name, clock_words(start)) for name, (_, start) in self._free.items()]

    @property
    def days(self) -> list[tuple[date, list[Any]]]:
        """The days that have free slots, each with its options."""
        days: dict[date, list[Any]] = {}
        for option in self.slot:
            days.setdefault(self._free[option.data][0], []).append(option)
        return list(days.items())

    @property
    def opened(self) -> date | None:
        """The day whose slots are shown: that of the chosen one, else the first."""
        chosen = self._free.get(self.slot.data or "")
        return chosen[0] if chosen else next(iter(day for day, _ in self._free.values()), None)

    def __iter__(self) -> Iterator[Field]:
        """Yields the fields in the order of the page, which is also that of its list of errors."""
        return iter([self[name] for name in _ORDER_ON_PAGE])

    def validate_slot(self, field: RadioField) -> None:
        """Refuses a moment at which the garage can't take the vehicle in: past, closed, full or far away."""
        if not field.data:
            raise ValidationError("Choisissez un jour et une heure.")
        if field.data not in self._free:
            raise ValidationError(SLOT_TAKEN)

    def validate_plate(self, field: StringField) -> None:
        """Refuses what is no French plate."""
        try:
            parse_plate(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def to_booking(self, order_public_id: UUID) -> Booking:
        """Returns the booking of a form that has been validated."""
        day, starts_at = self._free[self.slot.data]
        return Booking(
            order_public_id=order_public_id,
            item_id=self.item.id,
            seen_cents=self.item.price_cents,
            plate=parse_plate(self.plate.data),
            vehicle=self.vehicle.data,
            day=day,
            starts_at=starts_at,
            customer=self.to_details(),
            purchase_order=(self.purchase_order.data or None) if self.buyer.is_professional else None,
        )


_TIMES = ("opens_at", "break_from", "break_to", "closes_at")
_NUMBERS = ("mechanics_bays", "body_bays", "cleaning_bays", "learner_percent", "days_offered")


def _time(label: str) -> StringField:
    return StringField(label, filters=[one_line], validators=[InputRequired("Écrivez une heure, comme 8h30.")])


class PlanningForm(FlaskForm):
    """How the garage works from a day on."""

    valid_from = DayField("À partir du", validators=[InputRequired("Choisissez le premier jour.")])
    opens_at = _time("Ouvre à")
    break_from = _time("Pause de")
    break_to = _time("Pause jusqu’à")
    closes_at = _time("Ferme à")
    mechanics_bays = WholeField("Ponts de mécanique", least=0, most=MOST_BAYS)
    body_bays = WholeField("Places de carrosserie", least=0, most=MOST_BAYS)
    cleaning_bays = WholeField("Places de nettoyage", least=0, most=MOST_BAYS)
    learner_percent = WholeField("Temps d’un apprenant, en % du temps standard", least=100, most=400)
    days_offered = WholeField("Jours proposés aux clients", least=1, most=MOST_DAYS)
    counts_people = BooleanField("Compter les personnes prévues ce jour-là")
    monday = BooleanField("Lundi")
    tuesday = BooleanField("Mardi")
    wednesday = BooleanField("Mercredi")
    thursday = BooleanField("Jeudi")
    friday = BooleanField("Vendredi")
    saturday = BooleanField("Samedi")
    sunday = BooleanField("Dimanche")

    @property
    def weekdays(self) -> list[BooleanField]:
        """The days of the week, Monday first."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return [self[name] for name in names[: len(WEEKDAYS)]]

    def show(self, planning: Planning, valid_from: date) -> None:
        """Fills in how the garage works now."""
        self.valid_from.data = valid_from
        for name in _TIMES:
            hours, rest = divmod(getattr(planning, name), 60)
            self[name].data = f"{hours}h{rest:02d}" if rest else f"{hours}h"
        for name in (*_NUMBERS, "counts_people"):
            self[name].data = getattr(planning, name)
        for number, field in enumerate(self.weekdays):
            field.data = str(number) in planning.weekdays

    def read(self) -> dict[str, Any] | None:
        """Returns the planning as `change_planning` takes it, or None with a sentence at each field that is wrong."""
        self.validate()
        times = {}
        for name in _TIMES:
            try:
                times[name] = parse_minutes(self[name].data or "", field=name)
            except InvalidInput as refusal:
                self.refuse(refusal)
        if self.errors or any(self[name].errors for name in _TIMES):
            return None
        weekdays = "".join(str(number) for number, field in enumerate(self.weekdays) if field.data)
        others = {name: self[name].data for name in (*_NUMBERS, "counts_people", "valid_from")}
        return {"weekdays": weekdays, **times, **others}

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a refusal at its field."""
        field = self.monday if refusal.field == "weekdays" else self[refusal.field]
        field.errors = [*field.errors, refusal.sentence]


class ClosureForm(FlaskForm):
    """Days on which nobody is taken in."""

    first = DayField("Du", validators=[InputRequired("Choisissez le premier jour.")])
    last = DayField("Au", validators=[InputRequired("Choisissez le dernier jour.")])
    reason = StringField(
        "Pourquoi\u202f?",
        filters=[one_line],
        validators=[InputRequired("Écrivez pourquoi\u00a0: inventaire, formation…"), Length(max=120)],
    )
