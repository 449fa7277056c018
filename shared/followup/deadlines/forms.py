"""Until when a deadline is put off, and why; the days to watch of somebody."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from shared.followup.deadlines.days import DaysToWatch
from shared.kernel.text import one_line
from shared.web.fields import DayField
from shared.web.forms import RefusableForm


class SnoozeForm(RefusableForm):
    """A day on which the deadline comes back, and what is awaited."""

    until = DayField("Jusqu’au", validators=[InputRequired("Choisissez quand elle revient.")])
    reason = StringField(
        "Pourquoi\u202f?", filters=[one_line], validators=[InputRequired("Écrivez pourquoi, en quelques mots.")]
    )


class DaysForm(RefusableForm):
    """The last day of a residence permit and the next medical visit, each empty where there is none."""

    permit_until = DayField("Fin du titre de séjour", validators=[Optional()])
    medical_visit_on = DayField("Prochaine visite médicale", validators=[Optional()])

    @classmethod
    def of(cls, days: DaysToWatch) -> DaysForm:
        """Returns the form with what is stored."""
        form = cls(formdata=None)
        form.permit_until.data, form.medical_visit_on.data = days.permit_until, days.medical_visit_on
        return form

    def to_days(self) -> DaysToWatch:
        """Returns what was typed."""
        return DaysToWatch(self.permit_until.data, self.medical_visit_on.data)
