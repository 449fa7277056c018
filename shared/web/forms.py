"""Forms that several features share."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from shared.kernel.dated import SOURCE_LENGTH, Version
from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.web.fields import DayField


class RefusableForm(FlaskForm):
    """A form that takes the sentence of a refusal to its field."""

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a service at its field."""
        field = self[refusal.field]
        field.errors = [*field.errors, refusal.sentence]


class RuleForm(RefusableForm):
    """A new row of a dated rule: from when, by which text, and whether somebody has read it."""

    valid_from = DayField("À partir du", validators=[InputRequired("Choisissez le premier jour.")])
    source = StringField(
        "D’où vient la règle",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez d’où vient la règle\u00a0: un article, un accord, une décision."),
            Length(max=SOURCE_LENGTH, message=f"{SOURCE_LENGTH} caractères au plus."),
        ],
    )
    confirmed = BooleanField("J’ai lu ce texte")

    def propose(self, day: date, version: Version) -> None:
        """Fills in what counts on `day`."""
        self.valid_from.data, self.source.data, self.confirmed.data = day, version.source, version.confirmed
