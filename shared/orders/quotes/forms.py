"""What staff write on a quote, and what its reader answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length

from shared.kernel.codes import Nature, Unit
from shared.kernel.errors import InvalidInput
from shared.kernel.money import E4, euros, net_of_gross_cents, parse_euros
from shared.kernel.text import one_line
from shared.orders.catalogue.queries import VatChoice
from shared.orders.models import AnswerMethod, CatalogueItem, QuoteRevision
from shared.orders.quotes.offer import Offer, OfferedLine
from shared.orders.quotes.services import Answer
from shared.web.fields import DayField
from shared.web.filters import quantity

UNITS = (Unit.FLAT_RATE, Unit.PIECE, Unit.HOUR, Unit.DAY, Unit.MONTH, Unit.KILOGRAM, Unit.PERSON)
_UNIT_WORDS = {Unit.PIECE: "pièce", Unit.HOUR: "heure", Unit.DAY: "jour", Unit.PERSON: "personne"}
_QUANTITY = re.compile(r"(?P<whole>[0-9]{1,6})(?:[.,](?P<part>[0-9]{1,4}))?")
_PERCENT = re.compile(r"(?P<whole>[0-9]{1,2})\s*%?")


def parse_quantity(text: str) -> int:
    """Reads `2` or `2,5` as a quantity in 1e-4; raises InvalidInput (field `quantity`)."""
    found = _QUANTITY.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", text))
    if found is None:
        raise InvalidInput("quantity", "Écrivez une quantité, comme 1 ou 2,5.")
    return int(found["whole"]) * E4 + int((found["part"] or "").ljust(4, "0"))


class LineForm(Form):
    """One line; left empty, it is none."""

    label = StringField("Désignation", filters=[one_line], validators=[Length(max=160, message="160 lettres au plus.")])
    quantity = StringField("Quantité", filters=[one_line], default="1")
    unit = SelectField("Unité", validate_choice=False)
    price = StringField("Prix de l’unité", filters=[one_line])
    vat_code = SelectField("TVA", validate_choice=False)
    nature = SelectField(
        "Nature",
        choices=[SelectChoice(nature.value, nature.label) for nature in Nature],
        default=Nature.SERVICES.value,
    )
    optional = BooleanField("En option")
    family = HiddenField(filters=[one_line])

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything here."""
        return not (self.label.data or self.price.data)

    def validate_unit(self, field: SelectField) -> None:
        """Refuses what is no unit."""
        if not self.is_empty and field.data not in set(Unit):
            raise ValidationError("Choisissez une unité de la liste.")

    def validate_quantity(self, field: StringField) -> None:
        """Refuses what is no quantity."""
        if not self.is_empty:
            _read(parse_quantity, field)

    def validate_price(self, field: StringField) -> None:
        """Refuses what is no amount."""
        if not self.is_empty:
            _read(parse_euros, field)

    def to_line(self) -> OfferedLine:
        """Returns the line of a form that has been validated."""
        return OfferedLine(
            label=self.label.data or "",
            unit_cents=parse_euros(self.price.data or ""),
            vat_code=self.vat_code.data,
            quantity_e4=parse_quantity(self.quantity.data or ""),
            unit=Unit.of(self.unit.data),
            nature=Nature.of(self.nature.data),
            family=self.family.data or "",
            optional=self.optional.data,
        )


class OfferForm(FlaskForm):
    """A quote as staff write it: lines, until when it holds, what is asked before the work begins."""

    lines = FieldList(FormField(LineForm), min_entries=1, max_entries=30)
    valid_until = DayField("Valable jusqu’au", validators=[InputRequired("Écrivez jusqu’à quand ce prix tient.")])
    deposit = StringField("Acompte à la commande", filters=[one_line], default="0")
    words = TextAreaField(
        "Message au client",
        validators=[Length(max=2000, message="2 000 lettres au plus.")],
        render_kw={"rows": 4},
    )

    def __init__(self, rates: Sequence[VatChoice], units: Collection[Unit], *positional: Any, **values: Any) -> None:
        super().__init__(*positional, **values)
        self._choices = [SelectChoice(rate.code, rate.label) for rate in rates]
        self._units = [SelectChoice(unit.value, _UNIT_WORDS.get(unit, unit.label)) for unit in UNITS if unit in units]
        for line in self.lines:
            self._offer_choices(line.form)

    def _offer_choices(self, form: LineForm) -> None:
        form.vat_code.choices, form.unit.choices = self._choices, self._units

    def validate_deposit(self, field: StringField) -> None:
        """Refuses what is no share."""
        if not _PERCENT.fullmatch(field.data or ""):
            raise ValidationError("Écrivez une part, comme 30\u00a0%, ou 0.")

    def add_line(self, item: CatalogueItem | None, *, without_vat_bp: int | None = None) -> None:
        """Adds an empty line, or one for something of the catalogue, its price without VAT for a professional."""
        for line in self.lines:
            if line.form.is_empty and item is not None:
                break
        else:
            self.lines.append_entry()
            line = self.lines[-1]
        form = line.form
        self._offer_choices(form)
        if item is not None:
            price = item.price_cents if without_vat_bp is None else net_of_gross_cents(item.price_cents, without_vat_bp)
            form.label.data, form.price.data = item.label, euros(price)
            form.vat_code.data, form.unit.data, form.nature.data = item.vat_code, item.unit, item.nature.value
            form.family.data = item.family

    def show(self, revision: QuoteRevision, valid_until: date) -> None:
        """Shows the last revision, to be sent again with changes."""
        while len(self.lines) < len(revision.lines):
            self.lines.append_entry()
        for entry, line in zip(self.lines, revision.lines, strict=False):
            form = entry.form
            self._offer_choices(form)
            form.label.data, form.price.data = line.label, euros(line.unit_cents)
            form.quantity.data, form.unit.data = quantity(line.quantity_e4), line.unit
            form.vat_code.data, form.nature.data = line.vat_code, line.nature.value
            form.optional.data, form.family.data = line.optional, line.family
        self.valid_until.data = valid_until
        self.deposit.data = f"{revision.deposit_bp // 100}\u00a0%"
        self.words.data = revision.words

    def to_offer(self) -> Offer:
        """Returns the offer of a form that has been validated, without the lines that are empty."""
        found = _PERCENT.fullmatch(self.deposit.data or "")
        return Offer(
            lines=tuple(line.form.to_line() for line in self.lines if not line.form.is_empty),
            valid_until=self.valid_until.data,
            deposit_bp=int(found["whole"]) * 100 if found else 0,
            words=(self.words.data or "").strip(),
        )

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence at its field, that of a line counted without the empty ones."""
        prefix, _, rest = refusal.field.partition("-")
        if prefix == "lines":
            place, _, name = rest.partition("-")
            filled = [line for line in self.lines if not line.form.is_empty] or list(self.lines)
            filled[int(place)].form[name].errors = [refusal.sentence]
        else:
            self[refusal.field].errors = [refusal.sentence]


class AnswerForm(FlaskForm):
    """Yes or no, signed with a name; `revision` is the one that was read."""

    revision = HiddenField(validators=[DataRequired()])
    options = SelectMultipleField("Options", coerce=int, validate_choice=False)
    name = StringField(
        "Vos nom et prénom",
        filters=[one_line],
        validators=[DataRequired("Écrivez vos nom et prénom\u00a0: c’est votre signature."), Length(max=80)],
    )
    words = TextAreaField("Pourquoi\u202f? (facultatif)", render_kw={"rows": 2}, validators=[Length(max=400)])

    def to_answer(self, method: AnswerMethod = AnswerMethod.LINK) -> Answer:
        """Returns the answer; a revision that is none is no longer the latest."""
        try:
            revision = UUID(self.revision.data or "")
        except ValueError:
            revision = UUID(int=0)
        return Answer(
            revision=revision,
            name=self.name.data or "",
            method=method,
            options=tuple(self.options.data or ()),
            words=self.words.data or "",
        )


class ToldAnswerForm(AnswerForm):
    """An answer that somebody gave by telephone or on paper, noted by staff."""

    method = RadioField(
        "Comment\u202f?",
        choices=[SelectChoice(method.value, method.label) for method in (AnswerMethod.TELEPHONE, AnswerMethod.PAPER)],
        default=AnswerMethod.TELEPHONE.value,
    )


def _read(parse: Any, field: StringField) -> None:
    try:
        parse(field.data or "")
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error
