"""What is asked of a meal, of the kitchen and of its dishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from shared.kernel.text import one_line
from shared.orders.forms import text_field
from shared.orders.services import AddressDetails
from shared.web.fields import DayField, WholeField
from shared.web.forms import RefusableForm
from workshops.gourmand.allergens import Allergen
from workshops.gourmand.checkout import Choice
from workshops.gourmand.models import Dish, InternalHome
from workshops.gourmand.queries import Menu, hour_words

Slots = Mapping[date, tuple[int, ...]]


def slot_name(day: date, slot: int) -> str:
    """Returns how a form names a slot."""
    return f"{day.isoformat()} {slot}"


class HeadsField(IntegerField):
    """How many people eat; the sentence is ours when it is no number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was typed; raises ValueError with our sentence when it is no number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            message = "Écrivez un nombre de personnes, comme 24."
            raise ValueError(message) from None


class MealForm(RefusableForm):
    """A meal for so many, on a day, at a slot, somewhere."""

    heads = HeadsField("Combien de personnes\u202f?", validators=[InputRequired("Écrivez un nombre de personnes.")])
    options = SelectMultipleField("En option", validate_choice=False)
    slot = RadioField("Quand\u202f?", validate_choice=False)
    place = text_field("Nom du lieu", missing="Écrivez où livrer\u00a0: un nom de salle, de société…", longest=80)
    street = text_field("Numéro et rue de livraison", missing="Écrivez l’adresse de livraison.", longest=120)
    postcode = StringField(
        "Code postal du lieu",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez le code postal du lieu."),
            Regexp(r"^[0-9]{5}$", message="Un code postal a cinq chiffres, comme 80000."),
        ],
    )
    city = text_field("Ville du lieu", missing="Écrivez la ville du lieu.", longest=60)
    diets = TextAreaField(
        "Régimes et allergies",
        filters=[one_line],
        validators=[Optional(), Length(max=500, message="500 lettres au plus.")],
        render_kw={"rows": 2},
    )

    def __init__(self, menu: Menu, slots: Slots, *positional: Any, **values: Any) -> None:
        super().__init__(*positional, **values)
        self.menu, self.slots = menu, slots
        self.slot.choices = [
            SelectChoice(slot_name(day, slot), hour_words(slot)) for day, free in slots.items() for slot in free
        ]

    def validate_heads(self, field: HeadsField) -> None:
        """Refuses a number that the offer is not made for."""
        least, most = self.menu.offer.least_heads, self.menu.offer.most_heads
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(f"De {least} à {most} personnes pour cette offre.")

    def check_heads(self) -> None:
        """Looks at the number alone, while the rest is still being written."""
        self.heads.validate(self, (MealForm.validate_heads,))

    def validate_slot(self, field: RadioField) -> None:
        """Refuses a slot that is not free for so many."""
        if field.data not in {choice.value for choice in self.slot.choices}:
            raise ValidationError("Choisissez un jour et une heure parmi ceux qui sont possibles.")

    def to_choice(self) -> Choice:
        """Returns the meal of a form that has been validated."""
        day, _, slot = self.slot.data.partition(" ")
        seen = {self.menu.item.code: self.menu.item.price_cents}
        seen |= {each.code: each.price_cents for each in self.menu.options if each.code in (self.options.data or ())}
        return Choice(
            offer=self.menu.item.code,
            seen=seen,
            heads=self.heads.data,
            day=date.fromisoformat(day),
            slot=int(slot),
            place=AddressDetails(
                label=self.place.data, street=self.street.data, postcode=self.postcode.data, city=self.city.data
            ),
            diets=self.diets.data or "",
        )

    @staticmethod
    def show(choice: Choice) -> dict[str, Any]:
        """Returns the values of the form for a meal that was chosen before."""
        return {
            "heads": choice.heads,
            "options": [code for code in choice.seen if code != choice.offer],
            "slot": slot_name(choice.day, choice.slot),
            "place": choice.place.label,
            "street": choice.place.street,
            "postcode": choice.place.postcode,
            "city": choice.place.city,
            "diets": choice.diets,
        }


class HeadsForm(RefusableForm):
    """Another number of people."""

    heads = HeadsField("Combien de personnes\u202f?", validators=[InputRequired("Écrivez un nombre de personnes.")])


class InternalMealForm(RefusableForm):
    """Meals for one of our own homes."""

    home = SelectField("Maison", validate_choice=False)
    item = SelectField("Menu", validate_choice=False)
    day = DayField("Jour", validators=[InputRequired("Écrivez un jour.")])
    slot = SelectField("Heure", coerce=int, validate_choice=False)
    heads = WholeField("Repas", least=1, most=1000)

    def __init__(self, homes: list[InternalHome], menus: list[Menu], slots: list[int], **values: Any) -> None:
        super().__init__(**values)
        self.home.choices = [SelectChoice(str(home.public_id), home.name) for home in homes]
        self.item.choices = [SelectChoice(str(menu.item.public_id), menu.item.label) for menu in menus]
        self.slot.choices = [SelectChoice(slot, hour_words(slot)) for slot in slots]
        self.items = {menu.item.public_id: menu.item.id for menu in menus}

    def validate_home(self, field: SelectField) -> None:
        """Refuses a home that is not in the list."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choisissez une maison de la liste.")

    def validate_item(self, field: SelectField) -> None:
        """Refuses a menu that is not in the list."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choisissez un menu de la liste.")

    @property
    def item_id(self) -> int:
        """The key of the menu that was chosen."""
        return self.items[UUID(self.item.data)]


class KitchenForm(RefusableForm):
    """What the kitchen can cook from a day on."""

    covers_per_slot = WholeField("Couverts par créneau", least=1, most=2000)
    covers_per_day = WholeField("Couverts par jour", least=1, most=5000)
    lock_hours = WholeField("Nombre final, heures avant", least=0, most=1000)
    valid_from = DayField("À partir du", validators=[InputRequired("Écrivez à partir de quand.")])


class AllergenForm(FlaskForm):
    """What a dish contains."""

    allergens = SelectMultipleField(
        "Contient", choices=[SelectChoice(each.value, each.label) for each in Allergen], validate_choice=False
    )

    def chosen(self) -> list[Allergen]:
        """Returns the allergens that were ticked."""
        return [each for each in Allergen if each.value in (self.allergens.data or ())]

    def show(self, dish: Dish) -> None:
        """Shows what is known of a dish."""
        self.allergens.data = list(dish.allergens)
