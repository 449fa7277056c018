"""What is typed about one order: money that comes in at the counter, and why an order is cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import FieldList, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from shared.invoicing.credit_notes import Creditable
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
        _check_amount(field)

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a refusal where the amount is."""
        self.amount.errors = [refusal.sentence]


class ReasonForm(FlaskForm):
    """Why an order is cancelled, or money goes back."""

    reason = StringField(
        "Pourquoi\u202f?",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez pourquoi\u00a0: le client le lira."),
            Length(max=REASON_LENGTH, message=f"C’est trop long\u00a0: {REASON_LENGTH} caractères au plus."),
        ],
    )

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a refusal at its field."""
        field = self.amount if refusal.field == "amount" and isinstance(self, RefundForm) else self.reason
        field.errors = [*field.errors, refusal.sentence]


class RefundForm(ReasonForm):
    """How much of a payment goes back."""

    amount = StringField("Montant", filters=[one_line], validators=[DataRequired("Écrivez le montant à rendre.")])

    def validate_amount(self, field: StringField) -> None:
        """Refuses what is no amount of euros."""
        _check_amount(field)


class CreditForm(ReasonForm):
    """How much of each line of an invoice is taken back, VAT included; an empty line is left as it is."""

    amounts = FieldList(StringField(filters=[one_line]), max_entries=200)

    def read(self, lines: Sequence[Creditable]) -> dict[int, int] | None:
        """Returns cents by the line's position, or None with a sentence at each field that is wrong."""
        self.validate()
        parts = {}
        for line, field in zip(lines, self.amounts, strict=False):
            try:
                parts[line.position] = parse_euros(field.data) if field.data else 0
            except InvalidInput as error:
                field.errors = [error.sentence]
        return None if self.reason.errors or any(field.errors for field in self.amounts) else parts

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence at the line that it is about."""
        _, _, position = refusal.field.partition("line-")
        if position.isdigit() and 0 < int(position) <= len(self.amounts):
            self.amounts[int(position) - 1].errors = [refusal.sentence]
        else:
            super().refuse(refusal)


def _check_amount(field: StringField) -> None:
    try:
        parse_euros(field.data)
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error
