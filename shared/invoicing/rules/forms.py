"""What is typed to change who we are on invoices, a mention, a VAT rule or an account."""

from __future__ import annotations

import re

from wtforms import BooleanField, EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from shared.invoicing.models import SellerIdentity
from shared.invoicing.rules.services import Change, Seller
from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.orders.forms import EMAIL_FORM, text_field
from shared.web.forms import RuleForm

_RATE = re.compile(r"(?P<whole>[0-9]{1,2})(?:[.,](?P<part>[0-9]{1,2}))?\s*%?")


class BillingRuleForm(RuleForm):
    """A new row of a rule of billing."""

    def to_change(self) -> Change:
        """Returns the day, the source and whether it was read, of a form that has been validated."""
        return Change(valid_from=self.valid_from.data, source=self.source.data, confirmed=self.confirmed.data)


class MentionForm(BillingRuleForm):
    """The text of a mention."""

    text = TextAreaField(
        "Texte de la mention",
        filters=[one_line],
        validators=[InputRequired("Écrivez la mention."), Length(max=500, message="500 caractères au plus.")],
        render_kw={"rows": 3},
    )


class RateForm(BillingRuleForm):
    """A VAT rate."""

    rate = StringField("Taux", filters=[one_line], validators=[InputRequired("Écrivez un taux, comme 20 ou 5,5.")])

    def read_rate(self) -> int:
        """Returns the rate in basis points; raises InvalidInput (field `rate`) for what is none."""
        match = _RATE.fullmatch(self.rate.data or "")
        if match is None:
            raise InvalidInput("rate", "Écrivez un taux, comme 20 ou 5,5.")
        return int(match["whole"]) * 100 + int((match["part"] or "0").ljust(2, "0"))


class AccountForm(BillingRuleForm):
    """An account of the books."""

    number = StringField("Numéro de compte", filters=[one_line], validators=[InputRequired("Écrivez le numéro.")])
    text = text_field("Nom du compte", missing="Écrivez le nom du compte.", longest=80)


class SellerForm(RuleForm):
    """Who we are on invoices from a day on."""

    name = text_field("Nom", missing="Écrivez le nom de l’association.", longest=120)
    legal_form = text_field("Forme juridique", missing="Écrivez la forme juridique.", longest=80)
    siret = text_field("SIRET du siège", missing="Écrivez le SIRET.", longest=30)
    vat_number = text_field("Numéro de TVA", missing="Écrivez le numéro de TVA.", longest=30)
    street = text_field("Numéro et rue", missing="Écrivez l’adresse.", longest=120)
    postcode = StringField(
        "Code postal",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez le code postal."),
            Regexp(r"^[0-9]{5}$", message="Un code postal a cinq chiffres, comme 80000."),
        ],
    )
    city = text_field("Ville", missing="Écrivez la ville.", longest=60)
    email = EmailField(
        "Courriel des factures",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez l’adresse à laquelle les clients répondent."),
            Regexp(EMAIL_FORM, message="Cette adresse ressemble à nom@exemple.fr."),
        ],
    )
    iban = StringField("IBAN", filters=[one_line], validators=[Optional()])
    bic = StringField("BIC", filters=[one_line], validators=[Optional()])
    vat_on_debits = BooleanField("Option pour la TVA d’après les débits")

    def show(self, seller: SellerIdentity) -> None:
        """Fills in who we are now."""
        for name in ("name", "legal_form", "siret", "vat_number", "street", "postcode", "city", "email", "iban", "bic"):
            self[name].data = getattr(seller, name)
        self.vat_on_debits.data = seller.vat_on_debits

    def to_seller(self) -> Seller:
        """Returns who we are, of a form that has been validated."""
        return Seller(
            name=self.name.data,
            legal_form=self.legal_form.data,
            siret=self.siret.data,
            vat_number=self.vat_number.data,
            street=self.street.data,
            postcode=self.postcode.data,
            city=self.city.data,
            email=self.email.data,
            iban=self.iban.data or "",
            bic=self.bic.data or "",
            vat_on_debits=self.vat_on_debits.data,
        )
