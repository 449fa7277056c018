"""What customers write on the pages of their orders."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from shared.kernel.text import one_line


class WithdrawalForm(FlaskForm):
    """Who withdraws; the order is that of the page."""

    name = StringField(
        "Vos nom et prénom",
        filters=[one_line],
        validators=[DataRequired("Écrivez vos nom et prénom."), Length(max=200, message="200 lettres au plus.")],
    )
