"""What is typed about one order: money that comes in at the counter, and why an order is cancelled."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from shared.kernel.errors import InvalidInput
from shared.kernel.money import parse_euros
from shared.kernel.text import one_line
from shared.payments.models import PaymentMeans

AT_THE_COUNTER = tuple(means for means in PaymentMeans if not means.is_online)

REASON_LENGTH = 200
NOTE_LENGTH = 80


class MoneyForm(FlaskForm):
    """Money that somebody hands over, or that the bank shows."""

    means = RadioField(
        "Comment\u202f?",
        choices=[SelectChoice(means.value, means.label) for means in AT_THE_COUNTER],
        validate_choice=False,
    )
    amount = StringField("Montant", filters=[one_line], validators=[DataRequired("Écrivez le montant reçu.")])
    note = StringField(
        "Numéro du chèque ou libellé du virement",
        filters=[one_line],
        validators=[Length(max=NOTE_LENGTH, message=f"C’est trop long\u00a0: {NOTE_LENGTH} caractères au plus.")],
    )

    def validate_means(self, field: RadioField) -> None:
        """Refuses anything but the ways in which money comes to a counter."""
        if field.data not in {means.value for means in AT_THE_COUNTER}:
            raise ValidationError("Choisissez comment le client paie.")

    def validate_amount(self, field: StringField) -> None:
        """Refuses what is no amount of euros."""
        try:
            parse_euros(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a refusal where the amount is."""
        self.amount.errors = [refusal.sentence]


class ReasonForm(FlaskForm):
    """Why an order is cancelled."""

    reason = StringField(
        "Pourquoi\u202f?",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez pourquoi\u00a0: le client le lira."),
            Length(max=REASON_LENGTH, message=f"C’est trop long\u00a0: {REASON_LENGTH} caractères au plus."),
        ],
    )
