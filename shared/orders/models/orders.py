"""Orders with their lines and their log. Amounts are cents; consumer prices include VAT and are never negative."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Bp, Cents, Instant, Micros, Pk, PublicId, ShortText, choice, personal
from shared.kernel.codes import Nature, Unit
from shared.kernel.states import Transitions
from shared.orders.models.customers import Customer, CustomerAddress
from shared.orders.models.terms import Withdrawal
from shared.orders.territory import Territory
from shared.workshop import Site


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
    OrderStatus.CONFIRMED: "Confirmée",
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
    BILL = "bill"
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
    OrderAction.BILL: "Facturer ce qui est livré",
    OrderAction.CANCEL: "Annuler",
}

ORDER_TRANSITIONS = Transitions(
    OrderStatus,
    OrderAction,
    {
        (OrderStatus.PLACED, OrderAction.AWAIT_FUNDS): OrderStatus.PROCESSING,
        (OrderStatus.PLACED, OrderAction.PAY): OrderStatus.PAID,
        (OrderStatus.PROCESSING, OrderAction.PAY): OrderStatus.PAID,
        # Of a deposit: a bank has given a part of the money.
        (OrderStatus.PROCESSING, OrderAction.CONFIRM): OrderStatus.CONFIRMED,
        (OrderStatus.PROCESSING, OrderAction.LOSE_FUNDS): OrderStatus.PLACED,
        (OrderStatus.PLACED, OrderAction.CONFIRM): OrderStatus.CONFIRMED,
        (OrderStatus.CONFIRMED, OrderAction.PAY): OrderStatus.PAID,
        (OrderStatus.CONFIRMED, OrderAction.START): OrderStatus.STARTED,
        (OrderStatus.PAID, OrderAction.START): OrderStatus.STARTED,
        (OrderStatus.STARTED, OrderAction.FINISH): OrderStatus.READY,
        (OrderStatus.READY, OrderAction.HAND_OVER): OrderStatus.DONE,
        # What was delivered already, as by a subscription: nothing is left to do but to pay.
        (OrderStatus.PLACED, OrderAction.BILL): OrderStatus.DONE,
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
        CheckConstraint("deposit_cents >= 0 AND deposit_cents <= gross_cents", name="deposit_within"),
        Index("ix_orders_customer_id", "customer_id", "site_id", "placed_at"),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    status: Mapped[OrderStatus] = mapped_column(choice(OrderStatus), default=OrderStatus.PLACED, index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    net_cents: Mapped[Cents]
    vat_cents: Mapped[Cents]
    gross_cents: Mapped[Cents]
    placed_at: Mapped[Instant]
    # The buyer's own number for it (BT-13): a purchase order, a public body's *numéro d'engagement*.
    purchase_order: Mapped[str | None] = mapped_column(String(50))
    # Where it goes, when that is not the address of the invoice.
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("customer_addresses.id"))
    # Where the sale takes place in the eyes of VAT.
    territory: Mapped[Territory] = mapped_column(choice(Territory), default=Territory.METROPOLE)
    # What is asked before the work begins: a share of each rate, and what that came to when it was ordered.
    deposit_bp: Mapped[Bp] = mapped_column(default=0)
    deposit_cents: Mapped[Cents] = mapped_column(default=0)
    # Which right to change their mind a consumer was told of.
    withdrawal: Mapped[Withdrawal | None] = mapped_column(choice(Withdrawal))
    # Until when an order that nobody has paid keeps its place; then it is cancelled. None: it waits.
    pay_by: Mapped[Instant | None]

    site: Mapped[Site] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")
    delivery: Mapped[CustomerAddress | None] = relationship(lazy="raise")
    lines: Mapped[list[OrderLine]] = relationship(lazy="raise", order_by="OrderLine.position")


class OrderLine(Base):
    """What is ordered, copied from the catalogue or a quote so that a later change leaves it alone."""

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
    family: Mapped[str] = mapped_column(String(40), default="")
    nature: Mapped[Nature] = mapped_column(choice(Nature), default=Nature.SERVICES)
    quantity_e4: Mapped[E4]
    # In what the quantity is counted (UN/ECE recommendation 20).
    unit: Mapped[str] = mapped_column(String(3), default=Unit.FLAT_RATE.value)
    unit_gross_cents: Mapped[Cents]
    # The price without VAT that a professional is quoted; the line's VAT then comes from its net.
    unit_net_micros: Mapped[Micros | None]
    vat_code: Mapped[str] = mapped_column(String(30))
    vat_bp: Mapped[Bp]
    # UNTDID 5305: S is taxed, E exempt, AE for the buyer to declare.
    vat_category: Mapped[str] = mapped_column(String(2), default="S")
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
