"""The fields about the customer that every order form shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

from babel import Locale
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, SelectChoice, SelectField, StringField, TelField, ValidationError
from wtforms.validators import DataRequired, Length, Optional, Regexp

from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded, one_line
from shared.orders.identifiers import parse_siret, parse_vat_number
from shared.orders.models import CustomerKind
from shared.orders.services import CustomerDetails
from shared.orders.territory import EUROPEAN_UNION

EMAIL_FORM = r"^[^\s@]+@[^\s@]+\.[^\s@.]+$"
_FRENCH_PHONE = re.compile(r"(?:\+33|0033|0)([1-9])(\d{2})(\d{2})(\d{2})(\d{2})", re.ASCII)
_FOREIGN_PHONE = re.compile(r"\+\d{8,15}", re.ASCII)

_BUYERS = {
    CustomerKind.PERSON: "Pour moi",
    CustomerKind.COMPANY: "Pour une entreprise",
    CustomerKind.ASSOCIATION: "Pour une association",
    CustomerKind.PUBLIC: "Pour un organisme public",
}


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


def _optional_field(label: str, *, longest: int) -> StringField:
    return StringField(label, filters=[one_line], validators=[_at_most(longest)])


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=f"C’est trop long\u00a0: {longest} caractères au plus.")


_NEIGHBOURS = ("CH", "GB", "MC", "MA", "DZ", "TN", "US", "CA")


class CustomerForm(FlaskForm):
    """Who orders, and the address for the invoice."""

    kind = RadioField(
        "Vous commandez",
        choices=[SelectChoice(kind.value, words) for kind, words in _BUYERS.items()],
        default=CustomerKind.PERSON.value,
        validate_choice=False,
    )
    organisation = _optional_field("Nom de l’organisme", longest=120)
    siret = _optional_field("SIRET", longest=30)
    vat_number = _optional_field("Numéro de TVA", longest=30)
    service_code = _optional_field("Code service", longest=50)
    purchase_order = _optional_field("Numéro de commande ou d’engagement", longest=50)
    name = text_field("Nom et prénom", missing="Écrivez votre nom, pour la facture.", longest=80)
    email = EmailField(
        "Adresse de courriel",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez votre adresse de courriel\u00a0: nous y envoyons la confirmation."),
            _at_most(120),
            Regexp(EMAIL_FORM, message="Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.fr."),
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

    def __iter__(self) -> Iterator[Field]:
        """Yields what a trade asks, then who orders: the order of the pages, and of their lists of errors."""
        return iter(sorted(super().__iter__(), key=lambda field: hasattr(CustomerForm, field.short_name)))

    @property
    def buyer(self) -> CustomerKind:
        """Who orders; a person unless something else was chosen."""
        return CustomerKind(self.kind.data) if self.kind.data in set(CustomerKind) else CustomerKind.PERSON

    def validate_organisation(self, field: StringField) -> None:
        """Asks for the name that the invoice must bear."""
        if self.buyer.is_professional and not field.data:
            raise ValidationError("Écrivez le nom de l’organisme, pour la facture.")

    def validate_siret(self, field: StringField) -> None:
        """Asks for a SIRET whose key is right: a professional's invoice names it."""
        if self.buyer.is_professional:
            self._check(field, parse_siret)

    def validate_vat_number(self, field: StringField) -> None:
        """Refuses a VAT number whose key is wrong; none is fine."""
        if self.buyer.is_professional and field.data:
            self._check(field, parse_vat_number)

    def validate_phone(self, field: TelField) -> None:
        """Refuses what no telephone can dial."""
        if field.data and parse_phone(field.data) is None:
            raise ValidationError("Ce numéro ne se lit pas. Écrivez-le comme 06 12 34 56 78.")

    def to_details(self) -> CustomerDetails:
        """Returns the customer of a form that has been validated."""
        if self.buyer.is_professional:
            return replace(
                self._person(),
                kind=self.buyer,
                name=self.organisation.data,
                contact=self.name.data,
                siret=parse_siret(self.siret.data),
                vat_number=parse_vat_number(self.vat_number.data) if self.vat_number.data else None,
                service_code=self.service_code.data or None,
            )
        return self._person()

    @staticmethod
    def show(customer: CustomerDetails) -> dict[str, Any]:
        """Returns the values of the form for a customer who has been typed before."""
        values = asdict(customer) | {"kind": customer.kind.value}
        if customer.kind.is_professional:
            values |= {"organisation": customer.name, "name": customer.contact}
        return values

    @staticmethod
    def _check(field: StringField, parse: Callable[[str], str]) -> None:
        try:
            parse(field.data or "")
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error

    def _person(self) -> CustomerDetails:
        return CustomerDetails(
            name=self.name.data,
            email=self.email.data or None,
            phone=parse_phone(self.phone.data) if self.phone.data else None,
            street=self.street.data,
            postcode=self.postcode.data,
            city=self.city.data,
        )


def list_countries() -> list[SelectChoice]:
    """Returns the countries of an address, France first."""
    names = Locale("fr").territories
    others = sorted([*EUROPEAN_UNION, *_NEIGHBOURS], key=lambda code: folded(names[code]))
    return [SelectChoice(code, names[code]) for code in ("FR", *others)]


class StaffCustomerFields(CustomerForm):
    """A customer as staff write them down: a mail address or a telephone may miss, the address may be abroad."""

    kind = RadioField(
        "Qui est-ce\u202f?",
        choices=[SelectChoice(kind.value, kind.label) for kind in CustomerKind],
        default=CustomerKind.PERSON.value,
        validate_choice=False,
    )
    email = EmailField(
        "Adresse de courriel",
        filters=[one_line],
        validators=[
            Optional(),
            _at_most(120),
            Regexp(EMAIL_FORM, message="Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.fr."),
        ],
    )
    phone = TelField("Téléphone", filters=[one_line], validators=[Optional()])
    postcode = StringField(
        "Code postal",
        filters=[one_line],
        validators=[DataRequired("Écrivez le code postal."), _at_most(10)],
    )
    country = SelectField("Pays", default="FR", validate_choice=False)

    def __init__(self, *positional: Any, **values: Any) -> None:
        super().__init__(*positional, **values)
        self.country.choices = list_countries()

    def validate_country(self, field: SelectField) -> None:
        """Refuses a country that is not in the list."""
        if field.data not in {choice.value for choice in self.country.choices}:
            raise ValidationError("Choisissez un pays de la liste.")

    def validate_postcode(self, field: StringField) -> None:
        """Asks for five digits in France."""
        if self.country.data == "FR" and not re.fullmatch(r"[0-9]{5}", field.data or ""):
            raise ValidationError("Un code postal a cinq chiffres, comme 80000.")

    def to_details(self) -> CustomerDetails:
        """Returns the customer of a form that has been validated."""
        return replace(super().to_details(), country=self.country.data)
