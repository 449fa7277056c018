"""What the page of an order says at each of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.invoicing.models import InvoiceKind
from shared.invoicing.queries import DocumentRow
from shared.orders.models import ORDER_TRANSITIONS, Order, OrderAction, OrderStatus
from shared.orders.trade import Stage, StageState, Trade
from shared.payments.balance import Balance
from shared.web.filters import date_fr

_STEPS = ("Commande reçue", "Paiement", "À l’atelier", "Prête", "Remise")
_STEPS_ON_SITE = ("Commande reçue", "À l’atelier", "Prête", "Remise et paiement")
_STEPS_DONE = {
    OrderStatus.PLACED: 1,
    OrderStatus.PROCESSING: 1,
    OrderStatus.CONFIRMED: 2,
    OrderStatus.PAID: 2,
    OrderStatus.STARTED: 2,
    OrderStatus.READY: 4,
    OrderStatus.DONE: 5,
}

_WORDS = {
    OrderStatus.PLACED: (
        "Il reste à payer",
        "Votre commande est enregistrée. L’atelier la prépare dès que le paiement est reçu.",
    ),
    OrderStatus.PROCESSING: (
        "Votre banque confirme le paiement",
        "Un prélèvement prend quelques jours. Nous vous écrivons dès que la banque a répondu.",
    ),
    OrderStatus.CONFIRMED: ("C’est confirmé", "L’atelier s’en occupe."),
    OrderStatus.PAID: ("C’est payé, merci", "L’atelier s’en occupe. Nous vous écrivons dès que c’est prêt."),
    OrderStatus.STARTED: ("L’équipe y travaille", "Nous vous écrivons dès que c’est prêt."),
    OrderStatus.READY: ("C’est prêt", "L’équipe a terminé."),
    OrderStatus.DONE: ("Merci et à bientôt", "Votre commande vous a été remise."),
    OrderStatus.CANCELLED: ("Cette commande est annulée", "Rien ne vous sera débité."),
}
_DEPOSIT_DUE = (
    "Il reste à payer l’acompte",
    "Le travail commence dès que l’acompte est reçu. Le reste se paie à la fin, avec la facture.",
)
_DEPOSIT_PAID = ("L’acompte est payé, merci", "L’équipe peut commencer. Le reste se paie à la fin, avec la facture.")
_AWAITED = ("Nous attendons la confirmation du paiement", "Elle arrive en général en quelques secondes.")


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """The moving part of an order's page: where it stands, and what the customer can do or waits for."""

    title: str
    text: str
    steps: tuple[Stage, ...]
    can_pay: bool
    can_pay_later: bool
    can_cancel: bool
    due_cents: int
    refreshes: bool
    invoice: DocumentRow | None
    deposit: DocumentRow | None


def order_page(
    order: Order,
    documents: Sequence[DocumentRow],
    *,
    balance: Balance,
    day: date | None,
    trade: Trade,
    returned: bool,
) -> OrderPage:
    """Returns the page of an order; `day` is when it is wanted, `trade` what its workshop knows.

    `returned` says that the customer comes back from paying, which proves nothing.

    It refreshes by itself while something is on its way: Stripe's word, or the file of the invoice.
    """
    settled = order.status in {OrderStatus.PROCESSING, OrderStatus.CANCELLED}
    awaited = returned and balance.due_now_cents > 0 and not settled
    title, text = _AWAITED if awaited else _words(order, trade, day)
    if balance.deposit_cents and order.status in {OrderStatus.PLACED, OrderStatus.CONFIRMED} and not awaited:
        title, text = _DEPOSIT_DUE if balance.due_now_cents else _DEPOSIT_PAID
    if order.status is OrderStatus.DONE and balance.due_cents > 0:
        title, text = "Il reste à payer", "Votre facture dit comment et pour quand. Vous pouvez aussi payer ici."
    if order.status is OrderStatus.CANCELLED and balance.received_cents:
        text = "Ce que vous aviez payé vous est rendu."
    return OrderPage(
        title=title,
        text=text,
        steps=_steps(order.status, trade.list_stages(order), paid=balance.due_cents <= 0),
        can_pay=balance.due_now_cents > 0 and order.status is not OrderStatus.PROCESSING and not awaited,
        can_pay_later=order.status is OrderStatus.PLACED and not awaited,
        can_cancel=ORDER_TRANSITIONS.allows(order.status, OrderAction.CANCEL)
        and balance.kept_cents == 0
        and not awaited,
        due_cents=balance.due_now_cents,
        refreshes=awaited or order.status is OrderStatus.PROCESSING or any(not paper.has_pdf for paper in documents),
        invoice=_of(InvoiceKind.INVOICE, documents),
        deposit=_of(InvoiceKind.DEPOSIT, documents),
    )


def _words(order: Order, trade: Trade, day: date | None) -> tuple[str, str]:
    title, text = _WORDS[order.status]
    if order.status is OrderStatus.READY:
        return title, trade.say_ready(order)
    if order.status is OrderStatus.CONFIRMED:
        text = trade.later_words
    if day is not None and order.status in {OrderStatus.PAID, OrderStatus.CONFIRMED}:
        text = f"{trade.day_words.format(day=date_fr(day))} {text}"
    return title, text


def _of(kind: InvoiceKind, documents: Sequence[DocumentRow]) -> DocumentRow | None:
    return next((each for each in documents if each.kind is kind), None)


def _steps(status: OrderStatus, stages: tuple[Stage, ...], *, paid: bool) -> tuple[Stage, ...]:
    if status is OrderStatus.CANCELLED:
        return ()
    if stages:
        over: StageState = "done" if status is OrderStatus.DONE else "todo"
        return (Stage("Commande reçue", "done"), *stages, Stage("Remise", over))
    done, labels = _STEPS_DONE[status], list(_STEPS)
    if not paid and done > 1:
        done, labels = done - 1, list(_STEPS_ON_SITE)
    return tuple(Stage(label, _step_state(place, done)) for place, label in enumerate(labels))


def _step_state(place: int, done: int) -> StageState:
    if place == done:
        return "current"
    return "done" if place < done else "todo"
