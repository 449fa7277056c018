"""What the association writes to change or approve a text."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from shared.orders.forms import text_field
from shared.web.fields import DayField
from shared.web.forms import RefusableForm


class TextForm(RefusableForm):
    """A text for customers, from a day on."""

    title = text_field("Titre", missing="Écrivez un titre.", longest=120)
    text = TextAreaField(
        "Texte",
        validators=[
            DataRequired("Écrivez le texte que les clients liront."),
            Length(max=4000, message="4 000 lettres au plus."),
        ],
        render_kw={"rows": 6},
    )
    source = text_field("Source", missing="Écrivez d’où vient ce texte\u00a0: un article, une décision.", longest=200)
    valid_from = DayField("À partir du", validators=[InputRequired("Écrivez à partir de quand.")])
