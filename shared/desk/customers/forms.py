"""What staff write about a customer: the card, whom to talk to, further addresses."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from wtforms import EmailField, Field, HiddenField, RadioField, SelectChoice, StringField, TelField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Optional, Regexp

from shared.kernel.text import one_line
from shared.orders.customers import ContactDetails
from shared.orders.forms import EMAIL_FORM, StaffCustomerFields, parse_phone, text_field
from shared.orders.models import ContactRole
from shared.orders.services import AddressDetails
from shared.web.forms import RefusableForm

_ORDER_ON_PAGE = (
    *("kind", "organisation", "siret", "vat_number", "service_code"),
    *("name", "email", "phone", "street", "postcode", "city", "country"),
)


class CardForm(StaffCustomerFields):
    """A customer as staff write them down."""

    # Drawn with the form of a new customer, so that it makes one card however often it is sent.
    ticket = HiddenField()

    def __iter__(self) -> Iterator[Field]:
        """Yields the fields in the order of the page, which is also that of its list of errors."""
        return iter([self[name] for name in _ORDER_ON_PAGE])

    def validate_ticket(self, field: HiddenField) -> None:
        """Refuses a form that did not come from the page."""
        try:
            UUID(field.data or str(UUID(int=0)))
        except ValueError as error:
            raise ValidationError("Rouvrez la page, puis recommencez.") from error


class ContactForm(RefusableForm):
    """Somebody to talk to."""

    role = RadioField(
        "Pour quoi\u202f?",
        choices=[SelectChoice(role.value, role.label) for role in ContactRole],
        validators=[AnyOf([role.value for role in ContactRole], "Choisissez pour quoi on lui parle.")],
        validate_choice=False,
    )
    name = text_field("Nom", missing="Écrivez le nom.", longest=80)
    email = EmailField(
        "Courriel",
        filters=[one_line],
        validators=[Optional(), Regexp(EMAIL_FORM, message="Cette adresse ressemble à nom@exemple.fr.")],
    )
    phone = TelField("Téléphone", filters=[one_line], validators=[Optional()])

    def validate_phone(self, field: TelField) -> None:
        """Refuses what no telephone can dial."""
        if field.data and parse_phone(field.data) is None:
            raise ValidationError("Ce numéro ne se lit pas. Écrivez-le comme 06 12 34 56 78.")

    def to_details(self) -> ContactDetails:
        """Returns the contact of a form that has been validated."""
        return ContactDetails(
            role=ContactRole(self.role.data),
            name=self.name.data,
            email=self.email.data or None,
            phone=parse_phone(self.phone.data) if self.phone.data else None,
        )


class AddressForm(RefusableForm):
    """Another place of a customer's."""

    label = text_field("Nom du lieu", missing="Écrivez comment ce lieu s’appelle.", longest=80)
    street = text_field("Numéro et rue", missing="Écrivez la rue.", longest=120)
    postcode = StringField(
        "Code postal",
        filters=[one_line],
        validators=[
            DataRequired("Écrivez le code postal."),
            Regexp(r"^[0-9]{5}$", message="Un code postal a cinq chiffres, comme 80000."),
        ],
    )
    city = text_field("Ville", missing="Écrivez la ville.", longest=60)

    def to_details(self) -> AddressDetails:
        """Returns the address of a form that has been validated."""
        return AddressDetails(
            label=self.label.data, street=self.street.data, postcode=self.postcode.data, city=self.city.data
        )
