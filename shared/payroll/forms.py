"""What the hours' screens send: a tap, a person's day written out, the reason for opening a day again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import DAY, HOUR, parse_minutes, show_minutes
from shared.payroll.ledger import Entries
from shared.payroll.models import COMMENT_LENGTH
from shared.payroll.reasons import PRESENT, REASONS, SHORTFALLS, Span, find_reason
from shared.payroll.week_entry import Place, WeekWish
from shared.people.models import Half
from shared.people.timetable import Planned

PARTS = 3
"""How many categories a half-day can be split over on a person's page."""

DETAILS = "details"
"""The reason that is none: it opens the person's page."""

WAS = "was."
SEEN = "seen."

_LENGTH = Length(max=COMMENT_LENGTH, message=f"{COMMENT_LENGTH} caractères au plus.")
_NO_PERSON = "Touchez d’abord une personne."


@dataclass(frozen=True, kw_only=True)
class Tap:
    """Two taps: a person's contract, then what happened; `minutes` for lateness and early leave."""

    contract: UUID
    category: str
    minutes: int
    span: Span
    seen_version: int


class TapForm(FlaskForm):
    """The roster and its reasons: radio buttons for the person and the part of the day, a button for the reason."""

    contract = StringField()
    reason = StringField()
    span = StringField(default=Span.DAY.value)
    seen = IntegerField(default=0)

    @property
    def person(self) -> UUID:
        """Whom the tap is about; raises InvalidInput when nobody was chosen."""
        try:
            return UUID(self.contract.data or "")
        except ValueError:
            raise InvalidInput("contract", _NO_PERSON) from None

    @property
    def asks_for_details(self) -> bool:
        """Whether the button was the one that opens the person's page."""
        return bool(self.reason.data == DETAILS)

    def to_tap(self) -> Tap:
        """Returns the tap as a command; raises InvalidInput when it makes no sense."""
        category, _, minutes = (self.reason.data or "").partition(":")
        if category in SHORTFALLS and not minutes.isdecimal():
            raise InvalidInput("minutes", "Choisissez une durée.")
        return Tap(
            contract=self.person,
            category=find_reason(category).category,
            minutes=int(minutes) if minutes.isdecimal() else 0,
            span=Span(self.span.data) if self.span.data in set(Span) else Span.DAY,
            seen_version=self.seen.data or 0,
        )


class _PartForm(Form):
    category = SelectField(
        "Motif",
        choices=[SelectChoice("", "Rien"), *(SelectChoice(reason.category, reason.word) for reason in REASONS)],
        default="",
        # The service knows the categories, and says so in French.
        validate_choice=False,
    )
    duration = StringField("Durée", validators=[Length(max=20, message="Cette durée est trop longue à lire.")])


class PersonDayForm(FlaskForm):
    """One person's day, half by half: what it was spent in, and for how long; an empty duration takes what is left."""

    am = FieldList(FormField(_PartForm), min_entries=PARTS, max_entries=PARTS)
    pm = FieldList(FormField(_PartForm), min_entries=PARTS, max_entries=PARTS)
    comment = StringField("Précision", validators=[Optional(), _LENGTH])
    seen = IntegerField(default=0)

    @property
    def halves(self) -> list[tuple[Half, list[_PartForm]]]:
        """The parts of each half-day."""
        return [(half, [entry.form for entry in self[half.value]]) for half in Half]

    @property
    def faults(self) -> list[Field]:
        """The fields beside which a sentence stands."""
        fields = [field for _, parts in self.halves for part in parts for field in part]
        return [field for field in (*fields, self.comment) if field.errors]

    def show(self, planned: Planned, entries: Entries, comment: str) -> None:
        """Fills the form with what is recorded, or with the timetable where nothing is."""
        self.comment.data = comment
        for half, parts in self.halves:
            content = entries.get(half) or ({PRESENT: planned[half]} if planned[half] else {})
            for part, (category, minutes) in zip(parts, content.items(), strict=False):
                part.category.data = category
                part.duration.data = f"{minutes // HOUR}h{minutes % HOUR:02d}"

    def to_entries(self, planned: Planned) -> Entries | None:
        """Returns the day in minutes by half and category, or None with a sentence at each field that is wrong."""
        self.validate()
        entries = {half: _read(parts, planned[half]) for half, parts in self.halves}
        return None if self.faults else entries

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a service at the field that it is about."""
        places = {half.value: parts[0].duration for half, parts in self.halves}
        _blame(places.get(refusal.field, self.comment), refusal.sentence)


def _read(parts: list[_PartForm], planned: int) -> dict[str, int]:
    minutes: dict[str, int] = {}
    unmeasured: _PartForm | None = None
    for part in parts:
        category, text = part.category.data, (part.duration.data or "").strip()
        if category in minutes:
            _blame(part.category, "Ce motif est déjà donné pour cette demi-journée.")
        elif category and text:
            minutes[category] = _duration(part, text)
        elif category and unmeasured:
            _blame(part.duration, "Écrivez une durée\u00a0: une seule peut rester vide.")
        elif category:
            unmeasured, minutes[category] = part, 0
        elif text:
            _blame(part.category, "Choisissez un motif pour cette durée.")
    if unmeasured:
        rest = planned - sum(minutes.values())
        minutes[unmeasured.category.data] = rest
        if rest <= 0:
            _blame(
                unmeasured.duration, f"Il ne reste rien des {show_minutes(planned)} prévues\u00a0: écrivez la durée."
            )
    return minutes


def _duration(part: _PartForm, text: str) -> int:
    try:
        minutes = parse_minutes(text)
    except InvalidInput as refusal:
        _blame(part.duration, refusal.sentence)
        return 0
    if not 0 < minutes <= DAY:
        _blame(part.duration, "Une durée est plus grande que zéro, et tient dans un jour.")
    return minutes


def _blame(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


class WeekForm(FlaskForm):
    """The week typed into a grid: `<contract>.<day>` says a cell, `was.<contract>.<day>` what it said when shown.

    `seen.<day>` is the version of the day's sheet, and the button `fill` asks for everybody else as planned.
    """

    def to_wish(self, days: Collection[date]) -> WeekWish:
        """Returns what was typed into cells of these days as a command; what names no cell is left out."""
        now: dict[Place, str] = {}
        was: dict[Place, str] = {}
        for name, text in request.form.items():
            cells, bare = (was, name.removeprefix(WAS)) if name.startswith(WAS) else (now, name)
            place = _place(bare, days)
            if place:
                cells[place] = text
        seen = {day: request.form.get(f"{SEEN}{day}", 0, type=int) for day in days}
        return WeekWish(was=was, now=now, seen=seen, fill="fill" in request.form)


def _place(name: str, days: Collection[date]) -> Place | None:
    contract, _, text = name.partition(".")
    try:
        place = UUID(contract), date.fromisoformat(text)
    except ValueError:
        return None
    return place if place[1] in days else None


class ReopenForm(FlaskForm):
    """Why a day, a week or a month is opened again."""

    reason = StringField("Pourquoi rouvrir", validators=[InputRequired("Dites pourquoi vous la rouvrez."), _LENGTH])
