"""Where and when something is fetched, a pause, a task for a grower, what was harvested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.closures.queries import list_closed_days
from shared.orders.forms import CustomerForm, text_field
from shared.orders.quotes.forms import parse_quantity
from shared.web.fields import DayField, WholeField
from shared.web.filters import capital, date_fr
from shared.web.forms import RefusableForm
from workshops.agrilot.catalogue import SITE
from workshops.agrilot.models import PickupPoint
from workshops.agrilot.openings import open_rounds
from workshops.agrilot.queries import hours_of

ROUNDS_OFFERED = 4
TASKS = {
    "arrachage": "Arrachage",
    "plantation": "Plantation",
    "desherbage": "Désherbage",
    "recolte": "Récolte",
    "conditionnement": "Lavage, tri et mise en caisses",
    "autre": "Une autre tâche",
}
MEASURES = ("mètres de rang", "mètres carrés", "caisses", "plants", "kilos", "la tâche entière")


class RoundForm(FlaskForm):
    """A pick-up point and a day: the next ones of each point."""

    round = RadioField("Où et quand\u202f?", validate_choice=False)
    seen = HiddenField()

    def __init__(self, points: Sequence[PickupPoint], *positional: Any, **values: Any) -> None:
        super().__init__(*positional, **values)
        closed = list_closed_days(SITE, clock.today())
        self.points = [(point, list(islice(open_rounds(point, closed), ROUNDS_OFFERED))) for point in points]
        self.round.choices = [
            SelectChoice(round_name(point, day), capital(date_fr(day))) for point, days in self.points for day in days
        ]

    def validate_round(self, field: RadioField) -> None:
        """Refuses what is not offered."""
        if field.data not in {choice.value for choice in self.round.choices}:
            raise ValidationError("Choisissez un lieu et un jour de la liste.")

    @property
    def chosen(self) -> tuple[int, date]:
        """The key of the point and the day, of a form that has been validated."""
        point, _, day = self.round.data.partition(" ")
        return int(point), date.fromisoformat(day)

    @staticmethod
    def words_of(point: PickupPoint) -> str:
        """Returns when a point is open."""
        return hours_of(point)


def round_name(point: PickupPoint, day: date) -> str:
    """Returns how a form names a round."""
    return f"{point.id} {day.isoformat()}"


class PauseForm(RefusableForm):
    """From which day to which one no basket is wanted."""

    first = DayField("Du", validators=[InputRequired("Écrivez le premier jour de la pause.")])
    last = DayField("Au", validators=[InputRequired("Écrivez le dernier jour de la pause.")])


class TaskForm(CustomerForm):
    """A task that a grower wants done: what, how much of it, where and when; never for so many hours of people."""

    task = SelectField("Quelle tâche\u202f?", choices=[SelectChoice(code, words) for code, words in TASKS.items()])
    amount = WholeField("Quelle quantité\u202f?", least=1, most=1_000_000)
    measure = SelectField("En quoi\u202f?", choices=[SelectChoice(each, each) for each in MEASURES])
    where = text_field("Où est le champ\u202f?", missing="Écrivez la commune et le nom du champ.", longest=120)
    wanted_by = DayField("Pour quand\u202f?", validators=[Optional()])
    details = TextAreaField(
        "Ce qu’il faut savoir",
        validators=[
            DataRequired("Dites la culture, l’état du champ, le matériel sur place."),
            Length(max=1500, message="1 500 lettres au plus."),
        ],
        render_kw={"rows": 4},
    )

    def validate_wanted_by(self, field: DayField) -> None:
        """Refuses a day that is over."""
        if field.data and field.data <= clock.today():
            raise ValidationError("Ce jour est passé. Choisissez une date à venir, ou laissez vide.")

    @property
    def title(self) -> str:
        """What the request is about."""
        return f"{TASKS.get(self.task.data, 'Tâche')}, {self.amount.data} {self.measure.data}"

    def to_answers(self) -> list[tuple[str, str]]:
        """Returns the questions that were answered, in words."""
        day = date_fr(self.wanted_by.data) if isinstance(self.wanted_by.data, date) else ""
        said = [("Lieu", self.where.data or ""), ("Pour quand", day), ("À savoir", self.details.data or "")]
        return [(question, answer) for question, answer in said if answer]


class HarvestForm(FlaskForm):
    """How much more of a vegetable is there, or how much less."""

    quantity = StringField("Quantité", validators=[InputRequired("Écrivez une quantité, comme 12 ou 2,5.")])

    def validate_quantity(self, field: StringField) -> None:
        """Refuses what is no quantity above nothing."""
        try:
            if parse_quantity(field.data or "") <= 0:
                raise ValidationError("Écrivez une quantité, comme 12 ou 2,5.")
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error
