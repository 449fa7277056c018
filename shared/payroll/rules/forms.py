"""A new row of a rule: what counts from a day on, and by which text."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.payroll.rules.services import Flags, read_amount
from shared.people.models import Unit
from shared.web.fields import DayField

ASP_CHOICES = {"yes": True, "no": False, "unsure": None}


class RuleForm(FlaskForm):
    """From when, by which text, and whether somebody has read it."""

    valid_from = DayField("À partir du", validators=[InputRequired("Choisissez le premier jour.")])
    source = StringField(
        "D’où vient la règle",
        filters=[one_line],
        validators=[InputRequired("Écrivez d’où vient la règle\u00a0: un article, un accord, une décision.")],
    )
    confirmed = BooleanField("J’ai vérifié ce texte")

    def propose(self, day: date, source: str, *, confirmed: bool) -> None:
        """Fills in what is likely."""
        self.valid_from.data, self.source.data, self.confirmed.data = day, source, confirmed

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a service at its field."""
        field = self[refusal.field]
        field.errors = [*field.errors, refusal.sentence]


class CategoryForm(RuleForm):
    """What the minutes of a category count as."""

    paid = BooleanField("Payé par l’employeur")
    effective = BooleanField("Travail effectif")
    training = BooleanField("Formation")
    asp = SelectField(
        "Aide au poste",
        choices=[
            SelectChoice("yes", "Compte pour l’aide au poste"),
            SelectChoice("no", "Ne compte pas"),
            SelectChoice("unsure", "À confirmer"),
        ],
    )

    def show(self, flags: Flags) -> None:
        """Fills in what counts now."""
        self.paid.data, self.effective.data, self.training.data = flags.paid, flags.effective, flags.training
        self.asp.data = next(name for name, value in ASP_CHOICES.items() if value is flags.asp)

    def to_flags(self) -> Flags:
        """Returns what was ticked."""
        return Flags(
            paid=self.paid.data,
            effective=self.effective.data,
            training=self.training.data,
            asp=ASP_CHOICES[self.asp.data],
        )


class LimitForm(RuleForm):
    """The amount of a limit."""

    amount = StringField("Limite", validators=[InputRequired("Écrivez la limite.")])

    def read(self, unit: Unit) -> int | None:
        """Returns the amount in `unit`, or None with a sentence at what is wrong."""
        if not self.validate():
            return None
        try:
            return read_amount(self.amount.data, unit)
        except InvalidInput as refusal:
            self.refuse(refusal)
            return None
