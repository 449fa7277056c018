"""A new row of a rule: what counts from a day on, and by which text."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, InputRequired

from shared.kernel.errors import InvalidInput
from shared.kernel.money import parse_euros
from shared.payroll.rules.amounts import read_amount
from shared.payroll.rules.queries import Flags
from shared.people.models import LimitCode
from shared.web.forms import RuleForm

MOST_WAGE_CENTS = 100_00
"""More than that for an hour is a typing mistake."""

ASP_CHOICES = {"yes": True, "no": False, "unsure": None}


class CategoryForm(RuleForm):
    """What the minutes of a category count as."""

    paid = BooleanField("Payé par l’employeur")
    effective = BooleanField("Travail effectif")
    training = BooleanField("Formation")
    asp = RadioField(
        "Aide au poste (ASP)",
        choices=[
            SelectChoice("yes", "Ces minutes comptent"),
            SelectChoice("no", "Elles ne comptent pas"),
            SelectChoice("unsure", "À confirmer"),
        ],
        validators=[DataRequired("Dites si ces minutes comptent pour l’aide au poste.")],
        # The sentence above says it in French, for a choice that does not exist too.
        validate_choice=False,
        filters=[lambda choice: choice if choice in ASP_CHOICES else None],
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

    def read(self, code: LimitCode) -> int | None:
        """Returns the amount in the unit of the limit, or None with a sentence at what is wrong."""
        valid = self.validate()
        if self.amount.errors:
            return None
        try:
            amount = read_amount(self.amount.data, code)
        except InvalidInput as refusal:
            self.refuse(refusal)
            return None
        return amount if valid else None


class WageForm(RuleForm):
    """The gross minimum wage of an hour."""

    amount = StringField("SMIC brut de l’heure", validators=[InputRequired("Écrivez le montant, comme 12,31.")])

    def read(self) -> int | None:
        """Returns the cents, or None with a sentence at what is wrong."""
        valid = self.validate()
        if self.amount.errors:
            return None
        try:
            cents = parse_euros(self.amount.data)
        except InvalidInput as refusal:
            self.refuse(refusal)
            return None
        if not 0 < cents <= MOST_WAGE_CENTS:
            self.refuse(InvalidInput("amount", "Écrivez le salaire d’une heure, comme 12,31."))
            return None
        return cents if valid else None
