"""What is asked of a half-day of training: what it is, who comes, who signed."""

from __future__ import annotations

import json
from typing import Any

from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.payroll.reasons import Span
from shared.training.attendance.services import LONGEST, UNREADABLE, SessionPlan
from shared.training.forms import NOT_LONGER, read_ids
from shared.training.models import TrainingKind
from shared.web.fields import DayField
from shared.web.forms import RefusableForm
from shared.workshop import Site

WRONG_MINUTES = f"Écrivez des minutes, de 1 à {LONGEST}, ou laissez vide."


class SessionForm(RefusableForm):
    """A training to plan: a morning, an afternoon or both; a sensitive site names nobody from outside."""

    subject = StringField(
        "Ce qui est enseigné",
        filters=[one_line],
        validators=[InputRequired("Écrivez ce qui est enseigné, comme «\u00a0Gestes et postures\u00a0»."), NOT_LONGER],
    )
    day = DayField("Jour", validators=[InputRequired("Choisissez le jour.")])
    span = RadioField(
        "Quand",
        choices=[SelectChoice(span.value, span.label) for span in (Span.MORNING, Span.AFTERNOON, Span.DAY)],
        default=Span.MORNING.value,
        validate_choice=False,
    )
    kind = RadioField(
        "Qui forme\u202f?",
        choices=[
            SelectChoice(TrainingKind.INTERNAL.value, "Quelqu’un de la maison"),
            SelectChoice(TrainingKind.EXTERNAL.value, "Un organisme"),
        ],
        default=TrainingKind.INTERNAL.value,
        validate_choice=False,
    )
    provider = StringField("Organisme", filters=[one_line], validators=[Optional(), NOT_LONGER])
    trainer = StringField("Formateur ou formatrice", filters=[one_line], validators=[Optional(), NOT_LONGER])
    minutes = IntegerField("Durée en minutes", validators=[Optional(), NumberRange(1, LONGEST, WRONG_MINUTES)])
    people = SelectMultipleField("Qui vient\u202f?", validate_choice=False)

    @classmethod
    def at(cls, site: Site, **more: Any) -> SessionForm:
        """Returns the form for a site: a sensitive one is not asked who comes in."""
        form = cls(**more)
        if site.sensitive:
            del form.provider
            del form.trainer
        return form

    def to_plans(self) -> list[SessionPlan] | None:
        """Returns what was typed as one plan for each half-day, None where something is missing or wrong."""
        if not self.validate():
            if self.minutes.errors:
                self.minutes.errors = [WRONG_MINUTES]
            return None
        for field, known in ((self.span, Span), (self.kind, TrainingKind)):
            if field.data not in set(known):
                field.errors = ["Choisissez dans la liste."]
                return None
        return [
            SessionPlan(
                subject=self.subject.data,
                day=self.day.data,
                half=half,
                people=read_ids(self.people.data),
                kind=TrainingKind(self.kind.data),
                provider=self.provider.data or "" if "provider" in self else "",
                trainer=self.trainer.data or "" if "trainer" in self else "",
                minutes=self.minutes.data,
            )
            for half in Span(self.span.data).halves
        ]


class SignForm(RefusableForm):
    """Whose name was touched, and what the hand has drawn."""

    person = HiddenField()
    drawing = HiddenField()

    def to_drawing(self) -> Any:
        """Returns what the screen has sent as a signature, None for a tap alone; raises InvalidInput (`drawing`)."""
        if not self.drawing.data:
            return None
        try:
            return json.loads(self.drawing.data)
        except ValueError:
            raise InvalidInput("drawing", UNREADABLE) from None


class PaperForm(RefusableForm):
    """Who is on the sheet of paper."""

    people = SelectMultipleField("Qui est noté présent sur la feuille de papier\u202f?", validate_choice=False)


class LateForm(RefusableForm):
    """Who came late, and by how many minutes."""

    person = HiddenField()
    minutes = IntegerField("Minutes", validators=[InputRequired("Écrivez des minutes.")])
