"""What somebody says who closes a workshop for some days."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from shared.kernel.text import one_line
from shared.web.fields import DayField
from shared.web.forms import RefusableForm


class ClosureForm(RefusableForm):
    """Days on which nobody is served, and why."""

    first = DayField("Du", validators=[InputRequired("Choisissez le premier jour.")])
    last = DayField("Au", validators=[InputRequired("Choisissez le dernier jour.")])
    reason = StringField(
        "Pourquoi\u202f?",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez pourquoi\u00a0: inventaire, congés, examen…"),
            Length(max=120, message="120 lettres au plus."),
        ],
    )
