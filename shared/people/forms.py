"""What the team's screens send: somebody new, a renewal, other hours, an earlier end, a number of payroll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import HOUR, parse_minutes
from shared.kernel.text import one_line
from shared.people.models import MATRICULE_LENGTH, NAME_LENGTH, Half
from shared.people.services import Terms
from shared.people.timetable import WEEKDAYS, Slot, read_half, show_half
from shared.web.fields import DayField

_LONGEST = Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} caractères au plus.")


def _text(label: str, missing: str) -> StringField:
    return StringField(label, filters=[one_line], validators=[InputRequired(missing), _LONGEST])


def _day(label: str, missing: str) -> DayField:
    return DayField(label, validators=[InputRequired(missing)])


class _WeekdayForm(Form):
    """One line of the timetable: the times of its halves, empty where nobody works."""

    am = StringField("Matin")
    pm = StringField("Après-midi")


class HoursForm(FlaskForm):
    """How long somebody works in a week, and when."""

    elsewhere: Mapping[str, str] = {"timetable": "weekly"}
    """Where the sentence about something that has no field of its own stands."""

    weekly = _text("Heures par semaine", "Écrivez les heures par semaine, comme 26h.")
    timetable = FieldList(FormField(_WeekdayForm), min_entries=len(WEEKDAYS), max_entries=len(WEEKDAYS))

    @property
    def weekdays(self) -> list[tuple[str, _WeekdayForm]]:
        """The lines of the timetable with their weekday."""
        return list(zip(WEEKDAYS, (entry.form for entry in self.timetable), strict=True))

    @property
    def faults(self) -> list[Field]:
        """The fields beside which a sentence stands, in the order of the page."""
        lines = [field for _, line in self.weekdays for field in line]
        return [field for field in (*(each for each in self if each is not self.timetable), *lines) if field.errors]

    def show(self, weekly_minutes: int, slots: Iterable[Slot]) -> None:
        """Fills in hours that somebody has already."""
        hours, minutes = divmod(weekly_minutes, HOUR)
        self.weekly.data = f"{hours}h{minutes:02d}" if minutes else f"{hours}h"
        for slot in slots:
            self.weekdays[slot.weekday][1][slot.half.value].data = show_half(slot)

    def read_hours(self) -> tuple[int, tuple[Slot, ...]] | None:
        """Returns minutes a week and the timetable, or None with a sentence at each field that is wrong."""
        self.validate()
        weekly, slots = self._weekly(), []
        for weekday, (_, line) in enumerate(self.weekdays):
            for half in Half:
                field = line[half.value]
                try:
                    times = read_half(field.data or "")
                except InvalidInput as refusal:
                    _blame(field, refusal.sentence)
                else:
                    if times:
                        slots.append(Slot(weekday, half, *times))
        return None if self.faults else (weekly, tuple(slots))

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a service at the field that it is about, or at the weekly hours."""
        about: Field = getattr(self, self.elsewhere.get(refusal.field, refusal.field), self.weekly)
        _blame(about if isinstance(about, Field) else self.weekly, refusal.sentence)

    def _weekly(self) -> int:
        if self.weekly.errors:
            return 0
        try:
            return parse_minutes(self.weekly.data, field="weekly")
        except InvalidInput as refusal:
            _blame(self.weekly, refusal.sentence)
            return 0


class TermsForm(HoursForm):
    """A contract: the job, both days included, and the hours."""

    job = _text("Poste", "Écrivez le poste, comme mécanicien.")
    starts_on = _day("Premier jour", "Choisissez le premier jour du contrat.")
    ends_on = _day("Dernier jour", "Choisissez le dernier jour du contrat.")

    def to_terms(self) -> Terms | None:
        """Returns the contract as a command, or None with a sentence at each field that is wrong."""
        hours = self.read_hours()
        if hours is None:
            return None
        weekly_minutes, slots = hours
        return Terms(
            job=self.job.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            weekly_minutes=weekly_minutes,
            timetable=slots,
        )


class HireForm(TermsForm):
    """Somebody new with the first contract; `person` is given when the page is shown, so that it hires once."""

    person = HiddenField()
    somebody_else = BooleanField("C’est quelqu’un d’autre, qui porte le même nom")

    first_name = _text("Prénom", "Écrivez le prénom.")
    last_name = _text("Nom", "Écrivez le nom.")
    born_on = DayField("Date de naissance", validators=[Optional()])
    matricule = StringField(
        "Matricule de paie", filters=[one_line], validators=[Optional(), Length(max=MATRICULE_LENGTH)]
    )

    @property
    def person_id(self) -> UUID | None:
        """The identity under which this page hires; None when somebody has tampered with it."""
        try:
            return UUID(self.person.data or "")
        except ValueError:
            return None


class WithdrawForm(FlaskForm):
    """Why a contract that has not begun is taken back."""

    reason = _text("Pourquoi\u202f?", "Écrivez pourquoi ce contrat est annulé.")


class AmendForm(HoursForm):
    """Other hours from a day on."""

    elsewhere: Mapping[str, str] = {**HoursForm.elsewhere, "ends_on": "from_day", "starts_on": "from_day"}

    from_day = _day("À partir du", "Choisissez le premier jour des nouveaux horaires.")


class EndForm(FlaskForm):
    """An earlier last day."""

    ends_on = _day("Dernier jour", "Choisissez le dernier jour du contrat.")


class MatriculeForm(FlaskForm):
    """The number by which payroll knows somebody."""

    matricule = _text("Matricule de paie", "Écrivez le matricule.")


def _blame(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]
