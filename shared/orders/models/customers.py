"""Customers, whom to talk to at theirs, and their further addresses."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal


class CustomerKind(StrEnum):
    """Who buys: decides how prices are computed and what an invoice must say."""

    PERSON = "person"
    COMPANY = "company"
    ASSOCIATION = "association"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The French name."""
        return _KIND_LABELS[self]

    @property
    def is_professional(self) -> bool:
        """Whether prices are counted without VAT, and the invoice names a SIREN."""
        return self is not CustomerKind.PERSON


_KIND_LABELS = {
    CustomerKind.PERSON: "Particulier",
    CustomerKind.COMPANY: "Entreprise",
    CustomerKind.ASSOCIATION: "Association",
    CustomerKind.PUBLIC: "Organisme public",
}


class Customer(Base):
    """Somebody who orders. No account: the mail address is the link between orders.

    What somebody types on a public page never changes a customer who is known: it makes a new row, which staff may
    join to the one it belongs to.
    """

    __tablename__ = "customers"
    __table_args__ = (CheckConstraint("joined_to_id <> id", name="joined_to_another"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[CustomerKind] = mapped_column(choice(CustomerKind))
    name: Mapped[ShortText] = mapped_column(info=personal("nom sur la facture", 0))
    # Nobody orders online without one; whoever comes to the counter may have none.
    email: Mapped[ShortText | None] = mapped_column(info=personal("confirmer la commande", 0), index=True)
    phone: Mapped[str | None] = mapped_column(String(20), info=personal("prévenir le client", 0))
    # Who answers for a company, an association or a public body; `name` is then its own.
    contact: Mapped[str | None] = mapped_column(String(80), info=personal("à qui l’on parle", 0))
    siret: Mapped[str | None] = mapped_column(
        String(14), info=personal("mention obligatoire de la facture", 0), index=True
    )
    vat_number: Mapped[str | None] = mapped_column(String(20), info=personal("mention de la facture", 0))
    # What a public body routes its invoices by (BT-10).
    service_code: Mapped[str | None] = mapped_column(String(50))
    street: Mapped[ShortText] = mapped_column(info=personal("adresse sur la facture", 0))
    postcode: Mapped[str] = mapped_column(String(10), info=personal("adresse sur la facture", 0))
    city: Mapped[ShortText] = mapped_column(info=personal("adresse sur la facture", 0))
    # ISO 3166 alpha-2; overseas France is FR, told apart by its postcodes.
    country: Mapped[str] = mapped_column(String(2), default="FR", info=personal("adresse sur la facture", 0))
    created_at: Mapped[Instant]
    # The site whose staff wrote them down; none for who came by a public page.
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    # The customer that this row turned out to be.
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)


class ContactRole(StrEnum):
    """What somebody at a customer's is asked about."""

    ORDERING = "ordering"
    BILLING = "billing"
    ON_SITE = "on_site"

    @property
    def label(self) -> str:
        """The French name."""
        return {"ordering": "Commandes", "billing": "Factures", "on_site": "Sur place"}[self.value]


class CustomerContact(Base):
    """Somebody to talk to at a customer's; who sees to billing gets the invoices that are still to be paid."""

    __tablename__ = "customer_contacts"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="can_be_reached"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    role: Mapped[ContactRole] = mapped_column(choice(ContactRole))
    name: Mapped[ShortText] = mapped_column(info=personal("à qui l’on parle", 0))
    email: Mapped[str | None] = mapped_column(String(120), info=personal("lui écrire", 0))
    phone: Mapped[str | None] = mapped_column(String(20), info=personal("l’appeler", 0))


class CustomerAddress(Base):
    """Another place of a customer's, to which an order may go (BG-13). Not changed: a new one takes its place."""

    __tablename__ = "customer_addresses"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    label: Mapped[ShortText] = mapped_column(info=personal("où livrer", 0))
    street: Mapped[ShortText] = mapped_column(info=personal("où livrer", 0))
    postcode: Mapped[str] = mapped_column(String(10), info=personal("où livrer", 0))
    city: Mapped[ShortText] = mapped_column(info=personal("où livrer", 0))
    country: Mapped[str] = mapped_column(String(2), default="FR", info=personal("où livrer", 0))
    # No longer proposed.
    retired: Mapped[bool] = mapped_column(default=False)
