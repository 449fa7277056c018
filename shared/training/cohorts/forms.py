"""What is asked of a group: its days and hours, its people, its week, its exam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from wtforms import Field, HiddenField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional

from shared.kernel.minutes import HOUR
from shared.kernel.text import one_line
from shared.people.models import Half
from shared.people.timetable import SATURDAY, WEEKDAYS
from shared.training.cohorts.services import CohortPlan, Rhythm
from shared.training.forms import NOT_LONGER, read_id
from shared.training.models import Cohort, ExamSession, Title, Whereabouts
from shared.web.fields import DayField, WholeField
from shared.web.filters import date_long
from shared.web.forms import RefusableForm

MOST_HOURS = 3000
USUAL_HOURS = 300
"""What a training body gives a qualification workshop. Source: l'Îlot, AQI d'Amiens."""


class CohortForm(RefusableForm):
    """A group: what it is called, which title it prepares, its days, what the training body owes it."""

    label = StringField(
        "Nom du groupe",
        filters=[one_line],
        validators=[InputRequired("Donnez un nom au groupe, comme «\u00a0Printemps 2027\u00a0»."), NOT_LONGER],
    )
    title = SelectField("Titre préparé", validate_choice=False)
    first_day = DayField("Premier jour", validators=[InputRequired("Choisissez le premier jour.")])
    last_day = DayField("Dernier jour", validators=[InputRequired("Choisissez le dernier jour.")])
    training = WholeField("Heures de formation promises", least=1, most=MOST_HOURS, default=USUAL_HOURS)
    provider = StringField("Organisme de formation", filters=[one_line], validators=[Optional(), NOT_LONGER])
    people = SelectMultipleField("Qui est du groupe\u202f?", validate_choice=False)

    def offer(self, titles: Sequence[Title], prepared: Sequence[str]) -> None:
        """Offers the titles, those that are prepared here first."""
        ordered = sorted(titles, key=lambda title: (title.rncp not in prepared, title.label))
        self.title.choices = [SelectChoice(str(title.public_id), title.full_label) for title in ordered]

    def show(self, cohort: Cohort) -> None:
        """Fills in what a group is."""
        self.label.data, self.provider.data = cohort.label, cohort.provider
        self.first_day.data, self.last_day.data = cohort.first_day, cohort.last_day
        self.training.data = cohort.training_minutes // HOUR

    def to_plan(self, title: UUID | None = None) -> CohortPlan | None:
        """Returns what was typed, None where something is missing; `title` where it stays."""
        if not self.validate():
            return None
        return CohortPlan(
            label=self.label.data,
            title=title or read_id(self.title.data),
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            training_minutes=self.training.data * HOUR,
            provider=self.provider.data or "",
        )


class JoinForm(RefusableForm):
    """Who joins a group, and from when on."""

    people = SelectMultipleField("Qui rejoint le groupe\u202f?", validate_choice=False)
    joined_on = DayField("À partir du", validators=[InputRequired("Choisissez le jour.")])


class LeaveForm(RefusableForm):
    """Who leaves a group, and when for the last time."""

    person = HiddenField()
    left_on = DayField("Dernier jour dans le groupe", validators=[InputRequired("Choisissez le jour.")])


class ExamForm(RefusableForm):
    """Which exam a group prepares."""

    exam = SelectField("Examen du groupe", validate_choice=False)

    def offer(self, exams: Sequence[ExamSession], chosen: UUID | None) -> None:
        """Offers the exams of the group's title."""
        self.exam.choices = [
            SelectChoice("", "Pas encore connu"),
            *(SelectChoice(str(each.public_id), _when(each)) for each in exams),
        ]
        if self.exam.data is None:
            self.exam.data = str(chosen or "")


class SpanForm(RefusableForm):
    """Between which days, both included."""

    first_day = DayField("Du", validators=[InputRequired("Choisissez le premier jour.")])
    last_day = DayField("Au (compris)", validators=[InputRequired("Choisissez le dernier jour.")])


class RhythmForm(SpanForm):
    """Where the half-days of a week are spent, between two days; a field for each half-day from Monday to Friday."""

    rhythm = HiddenField()

    @property
    def week(self) -> Iterator[tuple[str, list[Field]]]:
        """The days of the week, each with the fields of its half-days."""
        for weekday, name in enumerate(WEEKDAYS[:SATURDAY]):
            yield name.capitalize(), [self[_cell(weekday, half)] for half in Half]

    def to_rhythm(self) -> Rhythm:
        """Returns the half-days that are spent elsewhere."""
        cells = {(weekday, half): self[_cell(weekday, half)].data for weekday in range(SATURDAY) for half in Half}
        return {key: Whereabouts(value) for key, value in cells.items() if value in set(Whereabouts)}


def _cell(weekday: int, half: Half) -> str:
    return f"{WEEKDAYS[weekday]}_{half.value}"


def _when(exam: ExamSession) -> str:
    return f"Le {date_long(exam.first_day)}" + (f", {exam.place}" if exam.place else "")


_PLACES = [SelectChoice("", "Atelier"), *(SelectChoice(place.value, place.label) for place in Whereabouts)]

for _weekday in range(SATURDAY):
    for _half in Half:
        setattr(
            RhythmForm,
            _cell(_weekday, _half),
            SelectField(
                f"{WEEKDAYS[_weekday].capitalize()} {_half.label}",
                choices=[
                    SelectChoice("", "Atelier"),
                    *(SelectChoice(place.value, place.label) for place in Whereabouts),
                ],
                validate_choice=False,
            ),
        )
