"""What customers choose in the shop, what they ask a price for, and what staff write of a piece."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.money import parse_euros
from shared.kernel.text import one_line
from shared.orders.forms import CustomerForm, text_field
from shared.web.fields import DayField, WholeField
from shared.web.filters import date_fr
from shared.web.forms import RefusableForm
from workshops.valorilot.models import Category, Grade, Way
from workshops.valorilot.services import PieceDetails


class WayForm(FlaskForm):
    """How a basket reaches its customer."""

    way = RadioField(
        "Comment la recevoir\u202f?",
        choices=[SelectChoice(way.value, way.label) for way in Way],
        validators=[InputRequired("Choisissez comment recevoir votre commande.")],
        validate_choice=False,
    )

    def validate_way(self, field: RadioField) -> None:
        """Refuses what is no way."""
        if field.data not in set(Way):
            raise ValidationError("Choisissez comment recevoir votre commande.")


class LotForm(CustomerForm):
    """Lots by the kilo, or sorting of one's own textiles."""

    what = RadioField(
        "De quoi avez-vous besoin\u202f?",
        choices=[
            SelectChoice("lot", "Acheter des textiles triés, au kilo"),
            SelectChoice("tri", "Faire trier mes textiles, qui restent à moi"),
        ],
        validators=[InputRequired("Choisissez ce dont vous avez besoin.")],
        validate_choice=False,
    )
    kilos = WholeField("Combien de kilos, à peu près\u202f?", least=10, most=50_000)
    details = TextAreaField(
        "Dites-nous en plus",
        validators=[
            DataRequired("Dites quels textiles, et pour quel usage."),
            Length(max=1500, message="1 500 lettres au plus."),
        ],
        render_kw={"rows": 4},
    )
    wanted_by = DayField("Pour quand\u202f?", validators=[Optional()])

    def validate_wanted_by(self, field: DayField) -> None:
        """Refuses a day that is over."""
        if field.data and field.data <= clock.today():
            raise ValidationError("Ce jour est passé. Choisissez une date à venir, ou laissez vide.")

    @property
    def title(self) -> str:
        """What the request is about."""
        return f"{'Tri de textiles' if self.what.data == 'tri' else 'Lot de textiles'}, {self.kilos.data} kg"

    def to_answers(self) -> list[tuple[str, str]]:
        """Returns the questions that were answered, in words."""
        day = date_fr(self.wanted_by.data) if isinstance(self.wanted_by.data, date) else ""
        said = [("Quantité", f"{self.kilos.data} kg"), ("Détails", self.details.data or ""), ("Pour quand", day)]
        return [(question, answer) for question, answer in said if answer]


class PieceForm(RefusableForm):
    """A piece as staff describe it, in one minute."""

    label = text_field("Nom", missing="Écrivez ce que c’est, comme « Veste en laine ».", longest=80)
    category = SelectField("Rayon", choices=[SelectChoice(each.value, each.label) for each in Category])
    size = text_field("Taille", missing="Écrivez la taille de l’étiquette, ou « unique ».", longest=20)
    grade = RadioField(
        "État",
        choices=[SelectChoice(each.value, each.label) for each in Grade],
        default=Grade.B.value,
    )
    price = StringField("Prix, TVA comprise", filters=[one_line], validators=[InputRequired("Écrivez un prix.")])
    weight = StringField("Poids en grammes", filters=[one_line], validators=[Optional()])
    flaws = StringField(
        "Défauts", filters=[one_line], validators=[Optional(), Length(max=200, message="200 lettres au plus.")]
    )
    photo = FileField("Photo")
    alt = StringField(
        "Ce que montre la photo",
        filters=[one_line],
        validators=[Optional(), Length(max=160, message="160 lettres au plus.")],
    )

    def validate_price(self, field: StringField) -> None:
        """Refuses what is no amount."""
        try:
            parse_euros(field.data)
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def validate_weight(self, field: StringField) -> None:
        """Refuses what is no number."""
        if field.data and not field.data.isdigit():
            raise ValidationError("Écrivez un poids en grammes, comme 450.")

    def to_details(self) -> PieceDetails:
        """Returns the piece of a form that has been validated."""
        return PieceDetails(
            label=self.label.data,
            category=Category(self.category.data),
            size=self.size.data,
            grade=Grade(self.grade.data),
            price_cents=parse_euros(self.price.data),
            weight_g=int(self.weight.data) if self.weight.data else None,
            flaws=self.flaws.data or "",
            photo=self.photo.data.read() if self.photo.data else b"",
            photo_alt=self.alt.data or self.label.data,
        )
