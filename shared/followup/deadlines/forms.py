"""Until when a deadline is put off, and why."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired

from shared.kernel.text import one_line
from shared.web.fields import DayField
from shared.web.forms import RefusableForm


class SnoozeForm(RefusableForm):
    """A day on which the deadline comes back, and what is awaited."""

    until = DayField("Jusqu’au", validators=[InputRequired("Choisissez quand elle revient.")])
    reason = StringField(
        "Pourquoi\u202f?", filters=[one_line], validators=[InputRequired("Écrivez pourquoi, en quelques mots.")]
    )
