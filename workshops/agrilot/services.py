"""Subscribing to a basket, leaving a week out, pausing, stopping, and one invoice a month. Acts belong to a unit."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.codes import Unit
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.kernel.identifiers import fingerprint
from shared.kernel.money import E4, net_of_gross_cents
from shared.kernel.weeks import Month, Week
from shared.notifications.services import write_mail
from shared.orders.catalogue.queries import price_on
from shared.orders.closures.queries import list_closed_days
from shared.orders.links import secret_of
from shared.orders.models import Customer, Order
from shared.orders.pricing import AgreedLine
from shared.orders.queries import find_vat_rules
from shared.orders.services import Conditions, place_order
from shared.web.filters import date_fr, month_fr
from shared.workshop import find_site
from workshops.agrilot.catalogue import SITE
from workshops.agrilot.models import BasketPause, MonthBill, PickupPoint, Subscription
from workshops.agrilot.openings import deliveries, first_round, why_not

LINK = "agrilot-subscription"
"""What the secret of a subscription's page is drawn for."""

LONGEST_PAUSE = timedelta(days=366)


def subscribe(
    *, public_id: UUID, customer: Customer, item_id: int, point_id: int, starts_on: date, actor: str
) -> Subscription:
    """Signs a subscription; the same form sent twice signs one.

    Raises InvalidInput (field `starts_on`) for a day on which nothing is delivered or that is too late, Conflict when
    the point has no room left.
    """
    point = session.scalar(select(PickupPoint).where(PickupPoint.id == point_id).with_for_update())
    signed = session.scalar(select(Subscription).where(Subscription.public_id == public_id))
    if signed is not None:
        return signed
    if point is None or not point.active:
        raise Conflict("Ce point de retrait n’est plus proposé. Choisissez-en un autre.")
    if refusal := why_not(point, starts_on):
        raise InvalidInput("starts_on", refusal)
    running = select(func.count()).select_from(Subscription)
    running = running.where(Subscription.point_id == point.id, Subscription.stops_on.is_(None))
    if session.scalars(running).one() >= point.capacity:
        raise Conflict(f"«\u00a0{point.name}\u00a0» est complet. Choisissez un autre point de retrait.")
    subscription = Subscription(
        public_id=public_id,
        secret_sha256=fingerprint(secret_of(public_id, LINK)),
        customer_id=customer.id,
        item_id=item_id,
        point_id=point.id,
        starts_on=starts_on,
        signed_at=clock.now(),
    )
    session.add(subscription)
    session.flush()
    record_event(actor=actor, action="agrilot.subscribed", subject=f"subscription:{public_id}")
    _tell(subscription.id, "basket_signed", "Votre abonnement commence")
    return subscription


def pause(*, subscription_id: int, first: date, last: date, actor: str) -> None:
    """Delivers nothing from one day to another, both included: a single week is left out the same way.

    Raises InvalidInput (fields `first`, `last`) for days that are over, in the wrong order or fixed already, Refused
    once the subscription is stopped.
    """
    found = _running(subscription_id)
    if last < first:
        raise InvalidInput("last", f"La pause finit avant de commencer. Choisissez le {date_fr(first)} ou plus tard.")
    if last - first > LONGEST_PAUSE:
        raise InvalidInput("last", "Une pause dure un an au plus. Pour plus longtemps, arrêtez l’abonnement.")
    earliest = first_round(found.point)
    if any(day < earliest for day in deliveries(found, first, last)) or last < clock.today():
        sentence = f"Ce panier est déjà préparé. Le prochain que l’on peut sauter est le {date_fr(earliest)}."
        raise InvalidInput("first", sentence)
    session.add(BasketPause(subscription_id=found.id, first=first, last=last))
    session.flush()
    detail: dict[str, object] = {"first": first.isoformat(), "last": last.isoformat()}
    record_event(actor=actor, action="agrilot.paused", subject=f"subscription:{found.public_id}", detail=detail)


def resume(*, subscription_id: int, pause: UUID, actor: str) -> None:
    """Takes a pause back, or what is left of it: baskets whose cut-off is over stay left out. Raises NotFound."""
    found = _running(subscription_id)
    wanted = select(BasketPause).where(BasketPause.public_id == pause, BasketPause.subscription_id == found.id)
    row = session.scalar(wanted.with_for_update())
    if row is None:
        raise NotFound("Cette pause n’existe pas.")
    earliest = first_round(found.point)
    if row.first < earliest <= row.last:
        row.last = earliest - timedelta(days=1)
    elif row.first >= earliest:
        session.delete(row)
    session.flush()
    record_event(actor=actor, action="agrilot.resumed", subject=f"subscription:{found.public_id}")


def stop(*, subscription_id: int, actor: str) -> Subscription:
    """Stops a subscription with the next basket that can still be left out; raises Refused when it is stopped.

    Source: C. conso. art. L215-1-1: what was concluded online ends online.
    """
    found = _running(subscription_id)
    found.stops_on = max(first_round(found.point), found.starts_on)
    session.flush()
    record_event(actor=actor, action="agrilot.stopped", subject=f"subscription:{found.public_id}")
    _tell(found.id, "basket_stopped", "Votre abonnement est arrêté")
    return found


def bill_month(*, subscription_id: int, month: Month, actor: str) -> Order | None:
    """Invoices the baskets that a subscription had in a month, each at the price of its day; once, None without any.

    Returns the order, delivered and to be paid. Raises Refused before the month is over.
    """
    if clock.today() <= month.last:
        raise Refused("Le mois n’est pas fini\u00a0: la facture vient après le dernier panier.")
    found = find_subscription(subscription_id, hold=True)
    days = deliveries(found, month.first, month.last)
    billed = select(MonthBill).where(MonthBill.subscription_id == found.id, MonthBill.month == month.first)
    if not days or session.scalar(billed) is not None:
        return None
    customer = session.get_one(Customer, found.customer_id)
    prices = Counter(price_on(found.item_id, day) for day in days)
    vat_bp = find_vat_rules({found.item.vat_code}, clock.today())[found.item.vat_code].vat_bp
    without = customer.kind.is_professional
    lines = [
        AgreedLine(
            label=f"{found.item.label}, {month_fr(month.first)}",
            unit_cents=net_of_gross_cents(cents, vat_bp) if without else cents,
            vat_code=found.item.vat_code,
            quantity_e4=count * E4,
            unit=Unit.PIECE.value,
            nature=found.item.nature,
            family=found.item.family,
        )
        for cents, count in sorted(prices.items())
    ]
    reason = f"{len(days)} panier{'s' if len(days) > 1 else ''} livré{'s' if len(days) > 1 else ''}"
    return place_order(
        public_id=uuid5(NAMESPACE_URL, f"{found.public_id}:{month}"),
        site_id=find_site(SITE).id,
        customer=customer,
        wishes=lines,
        particulars=lambda order_id: MonthBill(
            order_id=order_id, subscription_id=found.id, month=month.first, baskets=len(days)
        ),
        conditions=Conditions(confirmed=reason, delivered=True),
        actor=actor,
    ).order


def list_to_bill(month: Month) -> list[int]:
    """Returns the subscriptions that may have baskets of a month to invoice. One statement."""
    started = select(Subscription.id).where(Subscription.starts_on <= month.last)
    billed = select(MonthBill.subscription_id).where(MonthBill.month == month.first)
    return list(session.scalars(started.where(Subscription.id.not_in(billed)).order_by(Subscription.id)))


def find_subscription(subscription_id: int, *, hold: bool = False) -> Subscription:
    """Returns a subscription whole, held until the unit ends if asked; raises NotFound."""
    loading = (
        *(joinedload(Subscription.item), joinedload(Subscription.point), joinedload(Subscription.customer)),
        selectinload(Subscription.pauses),
    )
    wanted = select(Subscription).where(Subscription.id == subscription_id).options(*loading)
    if hold:
        wanted = wanted.with_for_update(of=Subscription)
    found = session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("Cet abonnement n’existe pas.")
    return found


def week_pause(day: date) -> tuple[date, date]:
    """Returns the first and last day of the week of a delivery, which is what somebody leaves out."""
    week = Week.of(day)
    return week.first, week.last


def tell_subscribers(first: date, last: date, reason: str | None = None) -> int:
    """Writes to whoever has baskets from `first` to `last`: there are none for a reason, or there are again.

    Returns how many subscriptions are concerned.
    """
    loading = (joinedload(Subscription.point), joinedload(Subscription.customer), selectinload(Subscription.pauses))
    started = select(Subscription).where(Subscription.starts_on <= last).options(*loading)
    closed, told = list_closed_days(SITE, first, last), 0
    for found in session.scalars(started.order_by(Subscription.id)):
        if days := deliveries(found, first, last, closed):
            subject = "Pas de panier\u00a0: le jardin est fermé" if reason else "Vos paniers reprennent"
            _tell(found.id, "basket_days_closed" if reason else "basket_days_open", subject, days=days, reason=reason)
            told += 1
    return told


def _running(subscription_id: int) -> Subscription:
    found = find_subscription(subscription_id, hold=True)
    if found.stops_on is not None:
        raise Refused("Cet abonnement est arrêté. Vous pouvez en commencer un autre.")
    return found


def _tell(subscription_id: int, template: str, subject: str, **context: Any) -> None:
    found = find_subscription(subscription_id)
    if found.customer.email is None:
        return
    write_mail(
        recipient=found.customer.email,
        subject=subject,
        template=template,
        kind=template,
        subscription=found,
        secret=secret_of(found.public_id, LINK),
        **context,
    )
