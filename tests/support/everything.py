"""One sale at every workshop, and one of every other row that an address can name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from shared.accounts.customers import send_link
from shared.accounts.queries import find_user_by_email
from shared.db import atomic, session
from shared.invoicing.jobs import make_files
from shared.invoicing.models import Invoice
from shared.invoicing.revenue import RevenueQuestion
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.notifications.models import Mail
from shared.orders.catalogue.services import show_photo
from shared.orders.closures.services import close_days
from shared.orders.customers import ContactDetails, add_address, add_contact
from shared.orders.links import secret_of
from shared.orders.models import (
    CatalogueItem,
    CataloguePhoto,
    Closure,
    ContactRole,
    Customer,
    CustomerAddress,
    CustomerContact,
    LegalText,
    Order,
)
from shared.orders.quotes.offer import Offer, OfferedLine
from shared.orders.quotes.services import LINK, Answer, accept_quote, request_quote, send_quote
from shared.orders.services import CustomerDetails, register_customer
from shared.payments.models import Payment, PaymentAnomaly, PaymentMeans
from shared.payments.places import confirm_unpaid
from shared.payments.services import receive_payment
from shared.reporting.exports import ask_for_export, make_export
from shared.reporting.models import Export
from shared.reporting.revenue import Format, Wish
from shared.workshop import Site, Workshop, registry
from tests.support import meals, pieces, sales
from tests.support.garage import open_wide
from tests.support.personas import CUSTOMER, FINANCE
from tests.support.team import MONDAY
from workshops.agrilot.models import BasketPause, PickupPoint
from workshops.agrilot.openings import first_round
from workshops.agrilot.services import LINK as SUBSCRIPTION
from workshops.agrilot.services import pause, subscribe
from workshops.etapweb.models import Milestone
from workshops.etapweb.services import BRIEF, save_brief
from workshops.gourmand.models import Dish

ACTOR = "test:everything"

Values = dict[str, Any]
"""What stands in an address, by the name of the argument, or by endpoint and name where that is not enough."""


def sell_everything() -> tuple[dict[str, Values], Values]:
    """Sells at every workshop; returns what an address names there, and what it names in the whole house."""
    with atomic():
        sales.name_the_seller()
        open_wide()
    by_site: dict[str, Values] = {}
    for workshop in registry():
        with atomic():
            site = session.scalars(select(Site).where(Site.slug == workshop.slug)).one()
            by_site[workshop.slug] = _quote(site) | _customer(site) | _shelf(site) | _closure(site)
            order = _order_of_the_trade(workshop) or session.scalars(select(Order).order_by(Order.id.desc())).first()
            assert order is not None
            by_site[workshop.slug] |= _paid(order)
    with atomic():
        by_site["auto-bleue"] |= {"service": "vidange"}
        by_site["etapweb"] |= _project()
        by_site["gourmand"] |= _meal()
        by_site["agrilot"] |= _subscription()
        by_site["valorilot"] |= _piece()
    return by_site, _house(by_site["auto-bleue"]["public_id"])


def buyer_of(slug: str) -> CustomerDetails:
    """Returns somebody who buys at one workshop and at no other."""
    return replace(sales.BUYER, email=f"client-{slug[:2]}@example.org")


def _quote(site: Site) -> Values:
    """Asks for a price, gives it, and orders: one quote is accepted, the other waits for an answer."""
    buyer = register_customer(details=buyer_of(site.slug), actor=ACTOR)
    found: Values = {}
    for accepted in (True, False):
        asked = request_quote(
            public_id=new_public_id(),
            site_id=site.id,
            customer=buyer,
            title="Une commande sur mesure",
            answers=[("Pour quand\u202f?", "Bientôt")],
            actor=ACTOR,
        )
        line = OfferedLine(label="Sur mesure", unit_cents=24_000, vat_code="normal")
        offer = Offer(lines=(line,), valid_until=clock.today() + timedelta(days=30), deposit_bp=0)
        revision = send_quote(quote=asked.public_id, site_id=site.id, offer=offer, actor=ACTOR)
        if accepted:
            answer = Answer(revision=revision.public_id, name=buyer.name, options=())
            accept_quote(quote_id=asked.id, answer=answer, actor=ACTOR)
        found = {f"quotes.{name}/public_id": asked.public_id for name in ("quote", "send", "note_answer", "withdraw")}
        found |= {
            f"portal.{name}/secret": secret_of(asked.public_id, LINK)
            for name in ("quote", "accept_quote", "refuse_quote")
        }
    return found


def _customer(site: Site) -> Values:
    known = register_customer(details=buyer_of(site.slug), actor=ACTOR).public_id
    details = ContactDetails(role=ContactRole.ON_SITE, name="Noé Fontaine", email="noe@example.org", phone=None)
    add_contact(customer=known, site_id=site.id, details=details, actor=ACTOR)
    add_address(customer=known, site_id=site.id, details=meals.HALL, actor=ACTOR)
    return {
        "customer": _last(Customer),
        "contact": _last(CustomerContact),
        "address": _last(CustomerAddress),
    }


def _shelf(site: Site) -> Values:
    found = session.scalars(select(CatalogueItem).where(CatalogueItem.site_id == site.id).order_by(CatalogueItem.id))
    item = found.first()
    return {"item": item.public_id, "code": item.code} if item else {}


def _closure(site: Site) -> Values:
    close_days(
        site=site,
        first=MONDAY + timedelta(days=200),
        last=MONDAY + timedelta(days=201),
        reason="Inventaire",
        actor=ACTOR,
    )
    return {"closures.reopen/public_id": _last(Closure)}


def _order_of_the_trade(workshop: Workshop) -> Order | None:
    """Orders what only this workshop sells, None where a quote says it all."""
    match workshop.slug:
        case "auto-bleue":
            return sales.order(MONDAY, buyer=buyer_of(workshop.slug))
        case "valorilot":
            return pieces.buy(pieces.choose(pieces.put_on_sale()), buyer=buyer_of(workshop.slug))
        case _:
            return None


def _paid(order: Order) -> Values:
    receive_payment(order_id=order.id, means=PaymentMeans.TRANSFER, amount_cents=order.gross_cents, actor=ACTOR)
    invoice = session.scalars(select(Invoice).where(Invoice.order_id == order.id)).first()
    return {
        "public_id": order.public_id,
        "order": order.public_id,
        "payment": _last(Payment),
        "number": invoice.number if invoice else None,
        "secret": secret_of(order.public_id),
    }


def _meal() -> Values:
    """Orders a meal that will be paid on the day: its customer may change the number of heads."""
    meal = meals.order_meal(meals.choice(30, meals.monday_in(3)), buyer=buyer_of("gourmand"))
    confirm_unpaid(order_id=meal.id, actor=ACTOR)
    secret = secret_of(meal.public_id)
    return {
        "dish": _last(Dish),
        "code": "buffet",
        **{f"gourmand.{name}/secret": secret for name in ("heads", "record_heads")},
    }


def _project() -> Values:
    brief = save_brief(public_id=new_public_id(), values={"activity": "Des livraisons"})
    return {"milestone": _last(Milestone), "etapweb.resume/secret": secret_of(brief.public_id, BRIEF)}


def _subscription() -> Values:
    item = session.scalars(select(CatalogueItem).where(CatalogueItem.code == "panier-moyen")).one()
    point = session.scalars(select(PickupPoint).where(PickupPoint.weekday == 3).order_by(PickupPoint.id)).first()
    assert point is not None
    mine = subscribe(
        public_id=new_public_id(),
        customer=register_customer(details=buyer_of("agrilot"), actor=ACTOR),
        item_id=item.id,
        point_id=point.id,
        starts_on=first_round(point),
        actor=ACTOR,
    )
    first = MONDAY + timedelta(days=28)
    pause(subscription_id=mine.id, first=first, last=first + timedelta(days=6), actor=ACTOR)
    endpoints = ("subscription", "skip", "pause", "resume", "stop")
    return {
        "code": item.code,
        "pause": _last(BasketPause),
        "agrilot.skip/day": (first_round(point) + timedelta(days=7)).isoformat(),
        **{f"agrilot.{name}/secret": secret_of(mine.public_id, SUBSCRIPTION) for name in endpoints},
    }


def _piece() -> Values:
    """Puts another piece on sale, with its photo, that nobody has bought."""
    item, photo = pieces.put_on_sale(), BytesIO()
    Image.new("RGB", (80, 60), "teal").save(photo, "JPEG")
    show_photo(item=item.public_id, site_id=item.site_id, content=photo.getvalue(), alt="Une veste", actor=ACTOR)
    return {"code": item.code, "item": item.public_id}


def _house(order: UUID) -> Values:
    """Writes the rows of the whole house, and returns what its addresses name."""
    with atomic():
        send_link(email=CUSTOMER.email, address=None, actor=ACTOR)
        finance = find_user_by_email(FINANCE.email)
        assert finance is not None
        wish = Wish(question=RevenueQuestion(first=date(2026, 11, 1), last=date(2026, 11, 30)))
        export = ask_for_export(wish=wish, form=Format.CSV, lines=1, user_id=finance.id, actor=ACTOR)
        mail = session.scalars(select(Mail).order_by(Mail.id.desc())).first()
        assert mail is not None
        anomaly = PaymentAnomaly(
            found_at=clock.now(),
            kind="unknown_session",
            sentence="Un paiement que personne n’attendait.",
            order_id=session.scalars(select(Order.id).where(Order.public_id == order)).one(),
            detail={},
        )
        session.add(anomaly)
        session.flush()
        export_id = session.scalars(select(Export.id)).one()
    for invoice_id in session.scalars(select(Invoice.id)).all():
        make_files(invoice_id=invoice_id)
    make_export(export_id)
    with atomic():
        text_id = session.scalars(select(LegalText.id)).first()
        return {
            "slug": "auto-bleue",
            "photo": _last(CataloguePhoto),
            "terms.edit/text_id": text_id,
            "terms.record/text_id": text_id,
            "reporting.export/public_id": export,
            "reporting.export_file/public_id": export,
            "payments.settle/public_id": anomaly.public_id,
            "operations.retry/public_id": _last(OutboxJob),
            "demonstration.mail/public_id": mail.public_id,
            "accounts.open_link/secret": mail.body.partition("/mon-espace/lien/")[2].split()[0],
        }


def _last(row: Any) -> UUID:
    """Returns the public id of the row that was written last."""
    found: UUID = session.scalars(select(row.public_id).order_by(row.id.desc()).limit(1)).one()
    return found
