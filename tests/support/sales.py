"""Orders of the garage made and paid on a day of the test's choosing, through the services of the screens."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import select

from shared.db import session
from shared.invoicing.models import Invoice, SellerIdentity
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.models import CatalogueItem, Order
from shared.orders.pricing import Wish
from shared.orders.services import CustomerDetails, place_order, register_customer
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from workshops.auto_bleue.models import Appointment
from workshops.auto_bleue.openings import list_open_days
from workshops.auto_bleue.slots import Bay

ACTOR = "test:sales"

BUYER = CustomerDetails(
    name="Camille Saule",
    email="camille.saule@example.org",
    phone="0300000000",
    street="12 rue des Exemples",
    postcode="80000",
    city="Amiens",
)


def name_the_seller() -> None:
    """Says who issues invoices, once; belongs inside a unit."""
    if session.scalar(select(SellerIdentity.id).limit(1)) is None:
        session.add(
            SellerIdentity(
                valid_from=date(2000, 1, 1),
                name="Association d’essai",
                legal_form="Association loi 1901",
                siren="123456782",
                siret="12345678200002",
                vat_number="FR11123456782",
                street="1 rue de l’Exemple",
                postcode="93500",
                city="Pantin",
                email="factures@example.org",
                iban="FR7630006000011234567890189",
                bic="AGRIFRPPXXX",
                source="essai",
            )
        )
        session.flush()


def order(day: date, *, code: str = "vidange", buyer: CustomerDetails = BUYER) -> Order:
    """Places an order at ten in the morning of `day`, still to be paid; belongs inside a unit."""
    name_the_seller()
    item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == code)).one()
    with clock.at(clock.at_paris(day, 10)):
        return place_order(
            public_id=new_public_id(),
            site_id=item.site_id,
            customer=register_customer(details=buyer, actor=ACTOR),
            wishes=[Wish(item.id, item.price_cents)],
            particulars=partial(_expected, day=list_open_days(day)[0]),
            actor=ACTOR,
        ).order


def _expected(order_id: int, *, day: date) -> Appointment:
    """Expects a car at eight, however many others are expected then: these stories are about money."""
    return Appointment(
        order_id=order_id,
        plate="AB-123-CD",
        vehicle="Renault Clio",
        day=day,
        starts_at=8 * 60,
        ends_at=9 * 60,
        bay=Bay.MECHANICS,
    )


def sell(day: date, *, code: str = "vidange", buyer: CustomerDetails = BUYER) -> Invoice:
    """Places an order and pays it in full five minutes later; returns its invoice."""
    placed = order(day, code=code, buyer=buyer)
    with clock.at(clock.at_paris(day, 10, 5)):
        receive_payment(
            order_id=placed.id, means=PaymentMeans.CARD_ONLINE, amount_cents=placed.gross_cents, actor=ACTOR
        )
    return session.scalars(select(Invoice).where(Invoice.order_id == placed.id)).one()
