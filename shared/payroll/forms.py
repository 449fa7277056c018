"""What the hours' screens send: a tap, a person's day written out, the reason for opening a day again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import DAY, clock_text, parse_minutes, show_minutes
from shared.payroll.ledger import Entries
from shared.payroll.models import COMMENT_LENGTH
from shared.payroll.reasons import REASONS, SHORTFALLS, Span, find_reason
from shared.people.models import Half
from shared.people.timetable import Planned

PARTS = 3
"""How many categories a half-day can be split over on a person's page."""

DETAILS = "details"
"""The reason that is none: it opens the person's page."""

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
        "Motif", choices=[("", "Rien"), *((reason.category, reason.word) for reason in REASONS)], default=""
    )
    duration = StringField("Durée", validators=[Length(max=20, message="Cette durée est trop longue à lire.")])


class PersonDayForm(FlaskForm):
    """One person's day, half by half: what it was spent in, and for how long; an empty duration takes what is left."""

    am = FieldList(FormField(_PartForm), min_entries=PARTS, max_entries=PARTS)
    pm = FieldList(FormField(_PartForm), min_entries=PARTS, max_entries=PARTS)
    comment = TextAreaField("Précision", validators=[_LENGTH])
    seen = IntegerField(default=0)

    def show(self, planned: Planned, entries: Entries, comment: str) -> None:
        """Fills the form with what is recorded, or with the timetable where nothing is."""
        self.comment.data = comment
        for half in Half:
            content = entries.get(half) or ({REASONS[0].category: planned[half]} if planned[half] else {})
            for part, (category, minutes) in zip(self._parts(half), content.items(), strict=False):
                part.category.data = category
                part.duration.data = clock_text(minutes).replace(":", "h")

    def to_entries(self, planned: Planned) -> Entries | None:
        """Returns the day in minutes by half and category, or None with a sentence at each field that is wrong."""
        if not self.validate():
            return None
        entries = {half: self._read(half, planned[half]) for half in Half}
        return None if self.errors else entries

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a service at the field that it is about."""
        field = {"am": self.am[0].duration, "pm": self.pm[0].duration}.get(refusal.field, self.comment)
        field.errors = [*field.errors, refusal.sentence]

    def _parts(self, half: Half) -> list[_PartForm]:
        return [entry.form for entry in (self.am if half is Half.MORNING else self.pm)]

    def _read(self, half: Half, planned: int) -> dict[str, int]:
        minutes: dict[str, int] = {}
        open_part: _PartForm | None = None
        for part in self._parts(half):
            category, text = part.category.data, (part.duration.data or "").strip()
            if not category:
                if text:
                    part.category.errors = ["Choisissez un motif pour cette durée."]
            elif category in minutes:
                part.category.errors = ["Ce motif est déjà donné pour cette demi-journée."]
            elif text:
                minutes[category] = _duration(part, text)
            elif open_part is None:
                open_part, minutes[category] = part, 0
            else:
                part.duration.errors = ["Écrivez une durée\u00a0: une seule peut rester vide."]
        if open_part is not None:
            rest = planned - sum(minutes.values())
            if rest <= 0:
                open_part.duration.errors = [f"Il ne reste rien des {show_minutes(planned)} prévues."]
            minutes[open_part.category.data] = max(rest, 0)
        return minutes


class ReopenForm(FlaskForm):
    """Why a validated day is opened again."""

    reason = StringField(
        "Pourquoi rouvrir cette journée", validators=[InputRequired("Dites pourquoi vous la rouvrez."), _LENGTH]
    )


def _duration(part: _PartForm, text: str) -> int:
    try:
        minutes = parse_minutes(text)
    except InvalidInput as refusal:
        part.duration.errors = [refusal.sentence]
        return 0
    if not 0 < minutes <= DAY:
        part.duration.errors = ["Une durée est plus grande que zéro, et tient dans un jour."]
    return minutes
