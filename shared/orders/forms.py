"""The fields about the customer that every order form shares."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TelField, ValidationError
from wtforms.validators import DataRequired, Length, Regexp

from shared.kernel.text import one_line
from shared.orders.services import CustomerDetails

_EMAIL = r"^[^\s@]+@[^\s@]+\.[^\s@.]+$"
_FRENCH_PHONE = re.compile(r"(?:\+33|0033|0)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})", re.ASCII)
_FOREIGN_PHONE = re.compile(r"\+\d{8,15}", re.ASCII)


def text_field(label: str, *, missing: str, longest: int) -> StringField:
    """Returns a required one-line field; `missing` is said when it is empty."""
    return StringField(label, filters=[one_line], validators=[DataRequired(missing), _at_most(longest)])


def parse_phone(typed: str) -> str | None:
    """Returns a French number as `06 12 34 56 78`, a foreign one as `+32470123456`, None when it is neither."""
    bare = re.sub(r"[\s.()/-]", "", typed)
    if french := _FRENCH_PHONE.fullmatch(bare):
        first, *pairs = french.groups()
        return " ".join([f"0{first}", *pairs])
    return bare if _FOREIGN_PHONE.fullmatch(bare) else None


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=f"C’est trop long\u00a0: {longest} caractères au plus.")


class CustomerForm(FlaskForm):
    """Who orders, and the address for the invoice."""

    name = text_field("Nom et prénom", missing="Écrivez votre nom, pour la facture.", longest=80)
    email = EmailField(
        "Adresse de courriel",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez votre adresse de courriel\u00a0: nous y envoyons la confirmation."),
            _at_most(120),
            Regexp(_EMAIL, message="Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.fr."),
        ],
    )
    phone = TelField(
        "Téléphone",
        filters=[one_line],
        validators=[DataRequired("Écrivez votre numéro\u00a0: nous appelons s’il y a un imprévu.")],
    )
    street = text_field("Numéro et rue", missing="Écrivez votre adresse, pour la facture.", longest=120)
    postcode = StringField(
        "Code postal",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez votre code postal."),
            Regexp(r"^[0-9]{5}$", message="Un code postal a cinq chiffres, comme 80000."),
        ],
    )
    city = text_field("Ville", missing="Écrivez votre ville.", longest=60)

    def validate_phone(self, field: TelField) -> None:
        """Refuses what no telephone can dial."""
        if parse_phone(field.data) is None:
            raise ValidationError("Ce numéro ne se lit pas. Écrivez-le comme 06 12 34 56 78.")

    def to_details(self) -> CustomerDetails:
        """Returns the customer of a form that has been validated."""
        return CustomerDetails(
            name=self.name.data,
            email=self.email.data.lower(),
            phone=parse_phone(self.phone.data),
            street=self.street.data,
            postcode=self.postcode.data,
            city=self.city.data,
        )
