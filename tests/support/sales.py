"""Orders of the garage made and paid on a day of the test's choosing, through the services of the screens."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.invoicing.models import Invoice, SellerIdentity
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.orders.models import CatalogueItem, Order
from shared.orders.services import CustomerDetails
from shared.payments.models import PaymentMeans
from shared.payments.services import receive_payment
from workshops.auto_bleue.queries import list_open_days
from workshops.auto_bleue.services import Booking, book

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
        booking = Booking(
            order_public_id=new_public_id(),
            item_id=item.id,
            seen_cents=item.price_cents,
            plate="AB-123-CD",
            vehicle="Renault Clio",
            day=list_open_days(day)[0],
            customer=buyer,
        )
        return book(booking=booking, actor=ACTOR).order


def sell(day: date, *, code: str = "vidange", buyer: CustomerDetails = BUYER) -> Invoice:
    """Places an order and pays it in full five minutes later; returns its invoice."""
    placed = order(day, code=code, buyer=buyer)
    with clock.at(clock.at_paris(day, 10, 5)):
        receive_payment(
            order_id=placed.id, means=PaymentMeans.CARD_ONLINE, amount_cents=placed.gross_cents, actor=ACTOR
        )
    return session.scalars(select(Invoice).where(Invoice.order_id == placed.id)).one()
