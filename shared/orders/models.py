"""Customers, catalogue, orders. Amounts are cents; consumer prices include VAT and are never negative."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Bp, Cents, Instant, Micros, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.kernel.states import Transitions
from shared.workshop import Site


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
    """Somebody who ordered. No account: the mail address is the link between orders."""

    __tablename__ = "customers"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[CustomerKind] = mapped_column(choice(CustomerKind))
    name: Mapped[ShortText] = mapped_column(info=personal("nom sur la facture", 0))
    email: Mapped[ShortText] = mapped_column(info=personal("confirmer la commande", 0), index=True)
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
    created_at: Mapped[Instant]


class VatRule(Base):
    """A VAT rate under a code, from `valid_from` on (included) until a later row of the same code replaces it."""

    __tablename__ = "vat_rules"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(30))
    label: Mapped[ShortText]
    vat_bp: Mapped[Bp]
    # UNTDID 5305, as an invoice says it (BT-151).
    category: Mapped[str] = mapped_column(String(2))
    valid_from: Mapped[date]
    source: Mapped[ShortText]


class CatalogueItem(Base):
    """Something a site sells at a set price, VAT included, for consumers."""

    __tablename__ = "catalogue_items"
    __table_args__ = (
        UniqueConstraint("site_id", "code"),
        CheckConstraint("price_cents > 0", name="price_positive"),
        CheckConstraint("standard_minutes >= 0", name="standard_minutes"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    label: Mapped[ShortText]
    description: Mapped[str] = mapped_column(Text)
    price_cents: Mapped[Cents]
    vat_code: Mapped[str] = mapped_column(String(30))
    standard_minutes: Mapped[Minutes]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class OrderStatus(StrEnum):
    """How far an order has come."""

    PLACED = "placed"
    PROCESSING = "processing"
    CONFIRMED = "confirmed"
    PAID = "paid"
    STARTED = "started"
    READY = "ready"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The French name."""
        return _STATUS_LABELS[self]

    @property
    def tone(self) -> str:
        """The tone of its badge: what waits for somebody stands out."""
        return _STATUS_TONES.get(self, "neutral")


_STATUS_LABELS = {
    OrderStatus.PLACED: "À payer",
    OrderStatus.PROCESSING: "Paiement en cours",
    OrderStatus.CONFIRMED: "À régler sur place",
    OrderStatus.PAID: "Payée",
    OrderStatus.STARTED: "En cours",
    OrderStatus.READY: "Prête",
    OrderStatus.DONE: "Remise",
    OrderStatus.CANCELLED: "Annulée",
}

_STATUS_TONES = {
    OrderStatus.PLACED: "warning",
    OrderStatus.PROCESSING: "info",
    OrderStatus.CONFIRMED: "success",
    OrderStatus.PAID: "success",
    OrderStatus.STARTED: "info",
    OrderStatus.READY: "success",
}


class OrderAction(StrEnum):
    """What can happen to an order."""

    AWAIT_FUNDS = "await_funds"
    PAY = "pay"
    LOSE_FUNDS = "lose_funds"
    CONFIRM = "confirm"
    START = "start"
    FINISH = "finish"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """What the button says, or what the log tells."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    OrderAction.AWAIT_FUNDS: "Paiement annoncé",
    OrderAction.PAY: "Paiement reçu",
    OrderAction.LOSE_FUNDS: "Paiement refusé par la banque",
    OrderAction.CONFIRM: "Confirmer, à régler plus tard",
    OrderAction.START: "Commencer",
    OrderAction.FINISH: "Marquer comme prête",
    OrderAction.HAND_OVER: "Remettre au client",
    OrderAction.CANCEL: "Annuler",
}

ORDER_TRANSITIONS = Transitions(
    OrderStatus,
    OrderAction,
    {
        (OrderStatus.PLACED, OrderAction.AWAIT_FUNDS): OrderStatus.PROCESSING,
        (OrderStatus.PLACED, OrderAction.PAY): OrderStatus.PAID,
        (OrderStatus.PROCESSING, OrderAction.PAY): OrderStatus.PAID,
        (OrderStatus.PROCESSING, OrderAction.LOSE_FUNDS): OrderStatus.PLACED,
        (OrderStatus.PLACED, OrderAction.CONFIRM): OrderStatus.CONFIRMED,
        (OrderStatus.CONFIRMED, OrderAction.PAY): OrderStatus.PAID,
        (OrderStatus.CONFIRMED, OrderAction.START): OrderStatus.STARTED,
        (OrderStatus.PAID, OrderAction.START): OrderStatus.STARTED,
        (OrderStatus.STARTED, OrderAction.FINISH): OrderStatus.READY,
        (OrderStatus.READY, OrderAction.HAND_OVER): OrderStatus.DONE,
        (OrderStatus.PLACED, OrderAction.CANCEL): OrderStatus.CANCELLED,
        (OrderStatus.CONFIRMED, OrderAction.CANCEL): OrderStatus.CANCELLED,
        (OrderStatus.PAID, OrderAction.CANCEL): OrderStatus.CANCELLED,
    },
    "Cette commande a déjà changé d’étape.",
)


class Order(Base):
    """An order of one customer at one site. Money totals are the sums of its lines, frozen when it is placed."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("net_cents + vat_cents = gross_cents", name="totals_agree"),
        CheckConstraint("gross_cents > 0", name="gross_positive"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus), default=OrderStatus.PLACED, index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    net_cents: Mapped[Cents]
    vat_cents: Mapped[Cents]
    gross_cents: Mapped[Cents]
    placed_at: Mapped[Instant]
    # The buyer's own number for it (BT-13): a purchase order, a public body's *numéro d'engagement*.
    purchase_order: Mapped[str | None] = mapped_column(String(50))
    # Until when an order that nobody has paid keeps its place; then it is cancelled. None: it waits.
    pay_by: Mapped[Instant | None]

    site: Mapped[Site] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")
    lines: Mapped[list[OrderLine]] = relationship(lazy="raise", order_by="OrderLine.position")


class OrderLine(Base):
    """What is ordered, copied from the catalogue so that a later price change leaves it alone."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity_e4 > 0", name="quantity_positive"),
        CheckConstraint("net_cents + vat_cents = gross_cents", name="totals_agree"),
    )

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    catalogue_item_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_items.id"), index=True)
    label: Mapped[ShortText]
    quantity_e4: Mapped[E4]
    unit_gross_cents: Mapped[Cents]
    # The price without VAT that a professional is quoted; the line's VAT then comes from its net.
    unit_net_micros: Mapped[Micros | None]
    vat_code: Mapped[str] = mapped_column(String(30))
    vat_bp: Mapped[Bp]
    net_cents: Mapped[Cents]
    vat_cents: Mapped[Cents]
    gross_cents: Mapped[Cents]


class OrderStep(Base):
    """One step of an order from a status to the next."""

    __tablename__ = "order_steps"

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    action: Mapped[OrderAction] = mapped_column(choice(OrderAction))
    from_status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus, "from_status"))
    to_status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus, "to_status"))
    actor: Mapped[ShortText] = mapped_column(info=personal("qui a fait avancer la commande"))
    happened_at: Mapped[Instant]
    reason: Mapped[str | None] = mapped_column(String(200), info=personal("pourquoi la commande a changé d’étape", 0))
