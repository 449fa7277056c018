"""Customers as staff keep them: written down at the counter, put right, with contacts and further addresses.

What somebody types on a public page makes a row of its own; staff join it to the customer that it belongs to. Issued
invoices keep what they say. All acts belong to the caller's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.orders.models import ContactRole, Customer, CustomerAddress, CustomerContact, CustomerKind, Order, Quote
from shared.orders.services import AddressDetails, CustomerDetails, lock_order

LOOK_ALIKES = 10


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """Somebody to talk to at a customer's: by mail, by telephone, or both."""

    role: ContactRole
    name: str
    email: str | None
    phone: str | None


def known_at(site_id: int) -> ColumnElement[bool]:
    """Returns the condition on customers whom a site knows: who ordered, asked for a price or was written down."""
    ordered = exists().where(Order.customer_id == Customer.id, Order.site_id == site_id)
    asked = exists().where(Quote.customer_id == Customer.id, Quote.site_id == site_id)
    return or_(Customer.site_id == site_id, ordered, asked)


def find_customer(customer: UUID, *, site_id: int) -> Customer:
    """Returns a customer that a site knows; raises NotFound for another site's."""
    return _one(select(Customer).where(Customer.public_id == customer, known_at(site_id)))


def find_details(customer: UUID) -> CustomerDetails:
    """Returns the details of a customer, for whoever has proved to be that one; raises NotFound."""
    return details_of(_one(select(Customer).where(Customer.public_id == customer)))


def find_details_by_email(email: str) -> CustomerDetails | None:
    """Returns what was typed for the latest order under a mail address, for whoever has proved to read it."""
    latest = select(Customer).where(Customer.email == email.lower()).order_by(Customer.id.desc()).limit(1)
    found = session.scalar(latest)
    return details_of(found) if found else None


def note_customer(*, details: CustomerDetails, site_id: int, actor: str, public_id: UUID) -> Customer:
    """Writes a new customer down; the same form sent twice writes one.

    Raises InvalidInput (field `siret`) when the site knows another establishment's customer by this SIRET already.
    """
    made = session.scalar(select(Customer).where(Customer.public_id == public_id))
    if made is not None:
        return made
    _check_siret(details, site_id, but=None)
    customer = Customer(**details.columns, public_id=public_id, site_id=site_id, created_at=clock.now())
    session.add(customer)
    session.flush()
    record_event(actor=actor, action="customer.noted", subject=f"customer:{public_id}")
    return customer


def correct_customer(*, customer: UUID, site_id: int, details: CustomerDetails, actor: str) -> None:
    """Puts a customer's details right, for orders still to be invoiced too; raises as `note_customer`, NotFound."""
    found = _lock(customer, site_id)
    _check_siret(details, site_id, but=found.id)
    for name, value in details.columns.items():
        setattr(found, name, value)
    session.flush()
    record_event(actor=actor, action="customer.corrected", subject=f"customer:{customer}")


def join_customers(*, customer: UUID, into: UUID, site_id: int, actor: str) -> None:
    """Says that a row is the same customer as another: both keep their orders, and the other shows all of them.

    Raises Refused when they are not of one kind, NotFound.
    """
    same, kept = _lock(customer, site_id), _lock(into, site_id)
    if same.id == kept.id or same.joined_to_id or kept.joined_to_id:
        raise Refused("Ces deux fiches sont déjà réunies.")
    if same.kind is not kept.kind or (same.siret and kept.siret and same.siret != kept.siret):
        raise Refused("Ces deux fiches ne sont pas du même client\u00a0: leur type ou leur SIRET diffère.")
    same.joined_to_id = kept.id
    for row in session.scalars(select(Customer).where(Customer.joined_to_id == same.id).with_for_update()):
        row.joined_to_id = kept.id
    session.flush()
    record_event(actor=actor, action="customer.joined", subject=f"customer:{customer}", detail={"into": str(into)})


def part_customers(*, customer: UUID, site_id: int, actor: str) -> None:
    """Takes a joining back; raises NotFound."""
    _lock(customer, site_id).joined_to_id = None
    session.flush()
    record_event(actor=actor, action="customer.parted", subject=f"customer:{customer}")


def add_contact(*, customer: UUID, site_id: int, details: ContactDetails, actor: str) -> None:
    """Adds somebody to talk to; raises InvalidInput (field `email`) when there is no way to reach them, NotFound."""
    found = _lock(customer, site_id)
    if not (details.email or details.phone):
        raise InvalidInput("email", "Écrivez un courriel ou un téléphone\u00a0: l’un des deux suffit.")
    if details.role is ContactRole.BILLING and not details.email:
        raise InvalidInput("email", "Les factures partent par courriel\u00a0: écrivez une adresse.")
    session.add(
        CustomerContact(
            customer_id=found.id,
            role=details.role,
            name=details.name,
            email=details.email.lower() if details.email else None,
            phone=details.phone,
        )
    )
    session.flush()
    record_event(actor=actor, action="customer.contact_added", subject=f"customer:{customer}")


def remove_contact(*, customer: UUID, contact: UUID, site_id: int, actor: str) -> None:
    """Forgets somebody to talk to; raises NotFound."""
    found = _lock(customer, site_id)
    wanted = select(CustomerContact).where(
        CustomerContact.public_id == contact,
        CustomerContact.customer_id == found.id,
    )
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("Ce contact n’est pas de ce client.")
    session.delete(row)
    session.flush()
    record_event(actor=actor, action="customer.contact_removed", subject=f"customer:{customer}")


def add_address(*, customer: UUID, site_id: int, details: AddressDetails, actor: str) -> None:
    """Adds another place of a customer's; raises NotFound."""
    found = _lock(customer, site_id)
    address = CustomerAddress(
        customer_id=found.id,
        label=details.label,
        street=details.street,
        postcode=details.postcode,
        city=details.city,
        country=details.country,
    )
    session.add(address)
    session.flush()
    record_event(actor=actor, action="customer.address_added", subject=f"customer:{customer}")


def retire_address(*, customer: UUID, address: UUID, site_id: int, actor: str) -> None:
    """Proposes a place no longer; the orders that went there keep it. Raises NotFound."""
    found = _lock(customer, site_id)
    _find_address(address, found.id).retired = True
    session.flush()
    record_event(actor=actor, action="customer.address_retired", subject=f"customer:{customer}")


def deliver_to(*, order_id: int, address: UUID | None, actor: str) -> None:
    """Says where an order goes when that is not the address of its invoice; None takes it back.

    Source: CGI annexe II, art. 242 nonies A, I-9° bis. The caller makes sure that no invoice says otherwise already.
    """
    order = lock_order(order_id)
    order.delivery_id = _find_address(address, order.customer_id).id if address else None
    session.flush()
    record_event(actor=actor, action="order.delivery_changed", subject=f"order:{order.public_id}")


def list_contacts(customer_id: int, role: ContactRole | None = None) -> list[CustomerContact]:
    """Returns whom to talk to at a customer's, by role and name. One statement."""
    contacts = select(CustomerContact).where(CustomerContact.customer_id == customer_id)
    if role is not None:
        contacts = contacts.where(CustomerContact.role == role)
    return list(session.scalars(contacts.order_by(CustomerContact.role, CustomerContact.name)))


def list_addresses(customer_id: int) -> list[CustomerAddress]:
    """Returns the further places of a customer's that are still proposed. One statement."""
    addresses = select(CustomerAddress).where(CustomerAddress.customer_id == customer_id, ~CustomerAddress.retired)
    return list(session.scalars(addresses.order_by(CustomerAddress.label, CustomerAddress.id)))


def list_look_alikes(customer: Customer, *, site_id: int) -> list[Customer]:
    """Returns other customers of the same kind that a site knows under the same SIRET, mail or telephone.

    The first `LOOK_ALIKES` by name: a switchboard's number is shared by many, and who is joined makes room.
    """
    same = [
        column == value
        for column, value in (
            (Customer.siret, customer.siret),
            (Customer.email, customer.email),
            (Customer.phone, customer.phone),
        )
        if value
    ]
    if not same:
        return []
    alike = (Customer.kind == customer.kind, Customer.joined_to_id.is_(None), known_at(site_id))
    others = select(Customer).where(Customer.id != customer.id, *alike)
    return list(session.scalars(others.where(or_(*same)).order_by(Customer.name, Customer.id).limit(LOOK_ALIKES)))


def list_joined(customer_id: int) -> list[Customer]:
    """Returns the rows that turned out to be this customer. One statement."""
    return list(session.scalars(select(Customer).where(Customer.joined_to_id == customer_id).order_by(Customer.id)))


def details_of(customer: Customer) -> CustomerDetails:
    """Returns the details of a customer as a form shows them."""
    return CustomerDetails(
        kind=customer.kind,
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        contact=customer.contact,
        siret=customer.siret,
        vat_number=customer.vat_number,
        service_code=customer.service_code,
        country=customer.country,
    )


def _check_siret(details: CustomerDetails, site_id: int, *, but: int | None) -> None:
    if details.kind is CustomerKind.PERSON or details.siret is None:
        return
    same = select(Customer.name).where(
        Customer.siret == details.siret,
        Customer.service_code.is_not_distinct_from(details.service_code),
        Customer.joined_to_id.is_(None),
        known_at(site_id),
    )
    if but is not None:
        same = same.where(Customer.id != but)
    if name := session.scalar(same.limit(1)):
        raise InvalidInput("siret", f"Ce SIRET est déjà celui de {name}\u00a0: ouvrez sa fiche.")


def _find_address(address: UUID, customer_id: int) -> CustomerAddress:
    wanted = select(CustomerAddress).where(
        CustomerAddress.public_id == address,
        CustomerAddress.customer_id == customer_id,
    )
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound("Cette adresse n’est pas de ce client.")
    return found


def _lock(customer: UUID, site_id: int) -> Customer:
    return _one(select(Customer).where(Customer.public_id == customer, known_at(site_id)).with_for_update())


def _one(statement: Select[Customer]) -> Customer:
    found = session.scalar(statement)
    if found is None:
        raise NotFound("Ce client n’est pas de cet atelier.")
    return found
