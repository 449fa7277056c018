"""What staff write about something on sale: its words, its price from a day on, its photo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import parse_minutes, show_minutes
from shared.kernel.money import euros, parse_euros
from shared.kernel.text import one_line
from shared.orders.catalogue.queries import VatChoice
from shared.orders.catalogue.services import ItemWords, Price
from shared.orders.models import CatalogueItem
from shared.web.fields import DayField
from shared.web.filters import percent_bp
from shared.web.forms import RefusableForm

DESCRIPTION_LENGTH, ALT_LENGTH, FAMILY_LENGTH = 400, 160, 40


def _too_long(most: int) -> Length:
    return Length(max=most, message=f"C’est trop long\u00a0: {most} caractères au plus.")


class WordsForm(RefusableForm):
    """What customers read, and how long the work takes."""

    label = StringField(
        "Nom", filters=[one_line], validators=[DataRequired("Écrivez le nom que les clients liront."), _too_long(80)]
    )
    description = TextAreaField(
        "Description", filters=[one_line], validators=[_too_long(DESCRIPTION_LENGTH)], render_kw={"rows": 3}
    )
    standard_time = StringField(
        "Temps standard", filters=[one_line], validators=[InputRequired("Écrivez un temps, comme 1h30, ou 0.")]
    )

    family = StringField("Famille", filters=[one_line], validators=[_too_long(FAMILY_LENGTH)])

    def validate_standard_time(self, field: StringField) -> None:
        """Refuses what is no time."""
        try:
            parse_minutes(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def show(self, item: CatalogueItem) -> None:
        """Fills in what customers read now."""
        self.label.data, self.description.data = item.label, item.description
        self.standard_time.data, self.family.data = show_minutes(item.standard_minutes), item.family

    def to_words(self) -> ItemWords:
        """Returns the words of a form that has been validated."""
        return ItemWords(
            label=self.label.data,
            description=self.description.data or "",
            standard_minutes=parse_minutes(self.standard_time.data),
            family=self.family.data or "",
        )

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence at its field, that of the time included."""
        field = "standard_time" if refusal.field == "standard_minutes" else refusal.field
        super().refuse(InvalidInput(field, refusal.sentence))


class PriceForm(RefusableForm):
    """A price with VAT, and from when."""

    price = StringField("Prix, TVA comprise", filters=[one_line], validators=[InputRequired("Écrivez le prix.")])
    vat_code = RadioField("TVA", validate_choice=False, validators=[InputRequired("Choisissez le taux de TVA.")])
    valid_from = DayField("À partir du", validators=[InputRequired("Choisissez le premier jour.")])

    def __init__(self, vat: Sequence[VatChoice], **values: Any) -> None:
        super().__init__(**values)
        self.vat_code.choices = [SelectChoice(each.code, f"{percent_bp(each.vat_bp)}, {each.label}") for each in vat]

    def validate_price(self, field: StringField) -> None:
        """Refuses what is no amount of euros."""
        try:
            parse_euros(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def propose(self, item: CatalogueItem | None, vat_code: str) -> None:
        """Fills in the price of today, from today on."""
        self.valid_from.data = clock.today()
        self.vat_code.data = (item.vat_code if item else None) or vat_code
        if item and item.price_cents:
            self.price.data = euros(item.price_cents)

    def to_price(self) -> Price:
        """Returns the price of a form that has been validated."""
        return Price(
            price_cents=parse_euros(self.price.data),
            vat_code=self.vat_code.data,
            valid_from=self.valid_from.data,
        )


class ItemForm(PriceForm, WordsForm):
    """Something new on sale."""


class PhotoForm(RefusableForm):
    """A photo and what it shows."""

    photo = FileField("Photo", validators=[DataRequired("Choisissez une photo.")])
    alt = StringField(
        "Ce que l’on voit",
        filters=[one_line],
        validators=[
            DataRequired("Dites ce que l’on voit\u00a0: certaines personnes ne voient pas la photo."),
            _too_long(ALT_LENGTH),
        ],
    )
