"""What customers write to book (what, when, which vehicle, who), and the supervisor about hours and bays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import parse_minutes
from shared.kernel.text import one_line
from shared.orders.forms import CustomerForm, StaffCustomerFields, text_field
from shared.orders.models import CatalogueItem
from shared.people.timetable import WEEKDAYS
from shared.web.fields import DayField, WholeField
from workshops.auto_bleue.models import Planning
from workshops.auto_bleue.planning import MOST_BAYS, MOST_DAYS
from workshops.auto_bleue.plates import parse_mileage, parse_plate
from workshops.auto_bleue.queries import clock_words
from workshops.auto_bleue.services import SLOT_TAKEN, Booking, Chosen
from workshops.auto_bleue.slots import Bay

TOO_SHORT = "Avec ces options il faut plus de temps\u00a0: choisissez un autre créneau, ils sont à jour."

_ORDER_ON_PAGE = (
    *("service", "options", "slot", "plate", "vehicle", "mileage", "used_parts"),
    *("kind", "organisation", "siret", "vat_number", "service_code", "purchase_order"),
    *("name", "email", "phone", "street", "postcode", "city"),
)


def slot_name(day: date, starts_at: int) -> str:
    """Returns what a slot is called in a form: `2026-11-30T0830`."""
    return f"{day.isoformat()}T{starts_at // 60:02d}{starts_at % 60:02d}"


def options_by_day(slots: RadioField, free: Mapping[str, tuple[date, int]]) -> list[tuple[date, list[Any]]]:
    """Returns the options of a field of slots, day by day."""
    days: dict[date, list[Any]] = {}
    for option in slots:
        days.setdefault(free[option.data][0], []).append(option)
    return list(days.items())


def opened_day(slots: RadioField, free: Mapping[str, tuple[date, int]]) -> date | None:
    """Returns the day whose slots are shown: that of the chosen one, else the first."""
    chosen = free.get(slots.data or "")
    return chosen[0] if chosen else next(iter(day for day, _ in free.values()), None)


def _check(parse: Callable[[str], object], field: StringField) -> None:
    try:
        parse(field.data)
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error


class Offered(NamedTuple):
    """A service as it is booked: with the options on sale, and whether used parts may be fitted."""

    item: CatalogueItem
    options: Sequence[CatalogueItem]
    fits_parts: bool


class BookingForm(CustomerForm):
    """Everything that a booking needs, on one page."""

    service = HiddenField()
    # Our own sentence stands in validate_slot: the library's is English.
    slot = RadioField("Quand\u202f?", validate_choice=False)
    options = SelectMultipleField(
        "Avec ça\u202f?", widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=False
    )
    plate = StringField(
        "Immatriculation", filters=[one_line], validators=[DataRequired("Écrivez la plaque du véhicule.")]
    )
    vehicle = text_field("Marque et modèle", missing="Écrivez la marque et le modèle.", longest=60)
    mileage = StringField("Kilométrage", filters=[one_line], validators=[Optional()])
    used_parts = RadioField(
        "Pièces de réemploi, moins chères, si elles sont disponibles\u202f?",
        choices=[SelectChoice("yes", "Oui, de préférence"), SelectChoice("no", "Non, des pièces neuves")],
        validate_choice=False,
    )

    def __init__(self, offer: Offered, free: Mapping[date, Sequence[int]], **values: Any) -> None:
        super().__init__(**values)
        self.item, self.fits_parts = offer.item, offer.fits_parts
        self.service.data = offer.item.code
        self.on_sale = {option.code: option for option in offer.options}
        self.options.choices = [SelectChoice(option.code, option.label) for option in offer.options]
        self._free = {slot_name(day, start): (day, start) for day, starts in free.items() for start in starts}
        self.slot.choices = [SelectChoice(name, clock_words(start)) for name, (_, start) in self._free.items()]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The codes of the options that were ticked, in the order of the catalogue."""
        return tuple(code for code in self.on_sale if code in (self.options.data or ()))

    @property
    def days(self) -> list[tuple[date, list[Any]]]:
        """The days that have free slots, each with its options."""
        return options_by_day(self.slot, self._free)

    @property
    def opened(self) -> date | None:
        """The day whose slots are shown."""
        return opened_day(self.slot, self._free)

    def __iter__(self) -> Iterator[Field]:
        """Yields the fields in the order of the page, which is also that of its list of errors."""
        return iter([self[name] for name in _ORDER_ON_PAGE])

    def validate_slot(self, field: RadioField) -> None:
        """Refuses a moment at which the garage can't take the vehicle in: past, closed, full or far away."""
        if not field.data:
            raise ValidationError("Choisissez un jour et une heure.")
        if field.data not in self._free:
            raise ValidationError(TOO_SHORT if self.options.data else SLOT_TAKEN)

    def validate_options(self, field: SelectMultipleField) -> None:
        """Refuses an option that is not sold with this service."""
        if not set(field.data or ()) <= self.on_sale.keys():
            raise ValidationError("Cette option n’est plus proposée.")

    def validate_mileage(self, field: StringField) -> None:
        """Refuses what is no mileage; none is fine."""
        if field.data:
            _check(parse_mileage, field)

    def validate_used_parts(self, field: RadioField) -> None:
        """Asks for the choice that the law wants offered before the order is accepted. Source: C. conso. R. 224-22."""
        if self.fits_parts and field.data not in {"yes", "no"}:
            raise ValidationError("Choisissez des pièces neuves ou de réemploi.")

    def validate_plate(self, field: StringField) -> None:
        """Refuses what is no French plate."""
        _check(parse_plate, field)

    def to_booking(self, order_public_id: UUID) -> Booking:
        """Returns the booking of a form that has been validated."""
        day, starts_at = self._free[self.slot.data]
        return Booking(
            order_public_id=order_public_id,
            service=Chosen(self.item.id, self.item.price_cents),
            options=tuple(Chosen(self.on_sale[code].id, self.on_sale[code].price_cents) for code in self.wanted),
            plate=parse_plate(self.plate.data),
            vehicle=self.vehicle.data,
            mileage_km=parse_mileage(self.mileage.data) if self.mileage.data else None,
            used_parts=self.used_parts.data == "yes" if self.fits_parts else None,
            day=day,
            starts_at=starts_at,
            customer=self.to_details(),
            purchase_order=(self.purchase_order.data or None) if self.buyer.is_professional else None,
        )


class CounterForm(StaffCustomerFields, BookingForm):
    """The same as somebody says it at the counter or on the telephone: a mail address may miss."""

    # Drawn with the form, so that it places one order however often it is sent.
    ticket = HiddenField(validators=[DataRequired()])

    def __iter__(self) -> Iterator[Field]:
        """Yields the fields in the order of the page."""
        return iter([self.ticket, *super().__iter__(), self.country])


class MoveForm(FlaskForm):
    """Another time for an appointment."""

    slot = RadioField("Quand\u202f?", validate_choice=False)

    def __init__(self, free: Mapping[date, Sequence[int]], **values: Any) -> None:
        super().__init__(**values)
        self._free = {slot_name(day, start): (day, start) for day, starts in free.items() for start in starts}
        self.slot.choices = [SelectChoice(name, clock_words(start)) for name, (_, start) in self._free.items()]

    @property
    def days(self) -> list[tuple[date, list[Any]]]:
        """The days that have free slots, each with its options."""
        return options_by_day(self.slot, self._free)

    @property
    def opened(self) -> date | None:
        """The day whose slots are shown."""
        return opened_day(self.slot, self._free)

    def validate_slot(self, field: RadioField) -> None:
        """Refuses a moment that is not free."""
        if field.data not in self._free:
            raise ValidationError(SLOT_TAKEN if field.data else "Choisissez un jour et une heure.")

    @property
    def chosen(self) -> tuple[date, int]:
        """The day and the minute after midnight of a form that has been validated."""
        return self._free[self.slot.data]


class NeedForm(FlaskForm):
    """What a service of the catalogue needs."""

    bay = RadioField(
        "Poste",
        choices=[SelectChoice(bay.value, bay.label) for bay in Bay],
        validators=[AnyOf([bay.value for bay in Bay], "Choisissez un poste.")],
        validate_choice=False,
    )
    fits_parts = BooleanField("Proposer des pièces de réemploi")


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
