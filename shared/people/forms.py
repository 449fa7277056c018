"""What the team's screens send: somebody new, a renewal, other hours, an earlier end, a number of payroll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import HOUR, parse_minutes
from shared.kernel.money import parse_euros
from shared.kernel.text import one_line
from shared.people.contracts.drafts import Derogation
from shared.people.contracts.services import Hours, Terms, UnlawfulContractError
from shared.people.models import MATRICULE_LENGTH, NAME_LENGTH, NO_TERM, ContractDerogation, Ground, Half
from shared.people.timetable import WEEKDAYS, Slot, read_half, show_half
from shared.web.fields import DayField

HIGHEST_PAY_CENTS = 1_000_00
"""An hour that costs more is a typing mistake."""

_LONGEST = Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} caractères au plus.")


def _text(label: str, missing: str) -> StringField:
    return StringField(label, filters=[one_line], validators=[InputRequired(missing), _LONGEST])


def _day(label: str, missing: str) -> DayField:
    return DayField(label, validators=[InputRequired(missing)])


def _unmarked_optional() -> Optional:
    """Lets a field be empty without saying so beside it: something else on the page decides."""
    validator = Optional()
    validator.field_flags = {}
    return validator


class _WeekdayForm(Form):
    """One line of the timetable: the times of its halves, empty where nobody works."""

    am = StringField("Matin")
    pm = StringField("Après-midi")


class HoursForm(FlaskForm):
    """How long somebody works in a week, and when."""

    elsewhere: Mapping[str, str] = {"timetable": "weekly"}
    """Where the sentence about something that has no field of its own stands."""

    refused = False
    """Whether a rule has refused what was sent: who may set it aside is then asked why."""

    weekly = _text("Heures par semaine", "Écrivez les heures par semaine, comme 26h.")
    hourly = StringField("Salaire brut de l’heure", filters=[one_line], validators=[Optional()])
    ground = SelectField(
        "Dérogation",
        choices=[SelectChoice("", "Aucune"), *(SelectChoice(each.value, each.label) for each in Ground)],
        validate_choice=False,
        filters=[lambda chosen: chosen if chosen in set(Ground) else ""],
    )
    decided_on = DayField("Date de la décision", validators=[Optional()])
    until = DayField("Fin de la dérogation ou de la formation", validators=[Optional()])
    kept_at = StringField("Où est la décision\u202f?", filters=[one_line], validators=[Optional(), _LONGEST])
    despite = StringField(
        "Pourquoi signer quand même\u202f?", filters=[one_line], validators=[Optional(), Length(max=200)]
    )
    timetable = FieldList(FormField(_WeekdayForm), min_entries=len(WEEKDAYS), max_entries=len(WEEKDAYS))

    @property
    def weekdays(self) -> list[tuple[str, _WeekdayForm]]:
        """The lines of the timetable with their weekday."""
        return list(zip(WEEKDAYS, (entry.form for entry in self.timetable), strict=True))

    @property
    def faults(self) -> list[Field]:
        """The fields beside which a sentence stands, in the order of the page."""
        lines = [field for _, line in self.weekdays for field in line]
        # The hours stand below what a form asks besides.
        fields = sorted(self, key=lambda each: hasattr(HoursForm, each.short_name))
        return [field for field in (*(each for each in fields if each is not self.timetable), *lines) if field.errors]

    def show(self, weekly_minutes: int, slots: Iterable[Slot]) -> None:
        """Fills in hours that somebody has already."""
        hours, minutes = divmod(weekly_minutes, HOUR)
        self.weekly.data = f"{hours}h{minutes:02d}" if minutes else f"{hours}h"
        for slot in slots:
            self.weekdays[slot.weekday][1][slot.half.value].data = show_half(slot)

    def show_pay(self, hourly_cents: int | None) -> None:
        """Fills in a pay that somebody has already."""
        self.hourly.data = f"{hourly_cents // 100},{hourly_cents % 100:02d}" if hourly_cents else None

    def show_decision(self, decision: ContractDerogation | None) -> None:
        """Fills in a decision that was noted already."""
        if decision and decision.ground:
            self.ground.data, self.decided_on.data = decision.ground.value, decision.decided_on
            self.until.data, self.kept_at.data = decision.until, decision.kept_at

    def read_hours(self, *, may_override: bool) -> Hours | None:
        """Returns the hours as a command, or None with a sentence at each field that is wrong."""
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
        hourly, derogations = self._hourly(), self._derogations()
        if self.faults:
            return None
        return Hours(
            weekly_minutes=weekly,
            timetable=tuple(slots),
            hourly_cents=hourly,
            derogations=derogations,
            despite=self.despite.data or "" if may_override else "",
        )

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts what a service says at the field that it is about, or at the weekly hours."""
        if isinstance(refusal, UnlawfulContractError):
            self.refused = True
            for finding in refusal.findings:
                self._blame_for(finding.field, finding.sentence)
        else:
            self._blame_for(refusal.field, refusal.sentence)

    def _blame_for(self, name: str, sentence: str) -> None:
        about: Field = getattr(self, self.elsewhere.get(name, name), self.weekly)
        _blame(about if isinstance(about, Field) else self.weekly, sentence)

    def _hourly(self) -> int | None:
        if not self.hourly.data:
            return None
        try:
            cents = parse_euros(self.hourly.data, field="hourly")
        except InvalidInput as refusal:
            _blame(self.hourly, refusal.sentence)
            return None
        if not 0 < cents < HIGHEST_PAY_CENTS:
            _blame(self.hourly, "Écrivez le salaire d’une heure, comme 12,31.")
        return cents

    def _derogations(self) -> tuple[Derogation, ...]:
        if not self.ground.data:
            return ()
        if not self.decided_on.data:
            _blame(self.decided_on, "Écrivez la date de la décision.")
        if not self.kept_at.data:
            _blame(self.kept_at, "Écrivez où l’on trouve la décision\u00a0: un dossier, un numéro.")
        if self.decided_on.data and self.until.data and self.until.data < self.decided_on.data:
            _blame(self.until, "La fin vient avant la décision.")
        if self.faults:
            return ()
        return (Derogation(Ground(self.ground.data), self.decided_on.data, self.kept_at.data, self.until.data),)

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
    ends_on = DayField("Dernier jour", validators=[_unmarked_optional()])
    open_ended = BooleanField("Sans fin\u00a0: CDI inclusion")
    waived = BooleanField("Une dispense de la durée minimale s’applique")

    def to_terms(self, *, may_override: bool) -> Terms | None:
        """Returns the contract as a command, or None with a sentence at each field that is wrong."""
        hours = self.read_hours(may_override=may_override)
        if bool(self.ends_on.data) is self.open_ended.data and not self.ends_on.errors:
            both = "Le contrat a un dernier jour, ou il est sans fin\u00a0: choisissez."
            _blame(self.ends_on, both if self.open_ended.data else "Choisissez le dernier jour du contrat.")
        if hours is None or self.faults:
            return None
        return Terms(
            job=self.job.data,
            starts_on=self.starts_on.data,
            ends_on=NO_TERM if self.open_ended.data else self.ends_on.data,
            weekly_minutes=hours.weekly_minutes,
            timetable=hours.timetable,
            hourly_cents=hours.hourly_cents,
            waived=self.waived.data,
            derogations=hours.derogations,
            despite=hours.despite,
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
