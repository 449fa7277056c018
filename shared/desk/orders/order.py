"""One order whole, and what is done about its money: taken at the counter, or the order called off."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.orders.blueprint import View, may_here, next_step, orders, site_of_the_page, workshop_of_the_page
from shared.desk.orders.forms import MoneyForm, ReasonForm, RefundForm
from shared.invoicing.queries import list_documents
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.money import euros, parse_euros
from shared.orders.customers import deliver_to, list_addresses
from shared.orders.models import ORDER_TRANSITIONS, Order, OrderAction, OrderStatus
from shared.orders.queries import find_order, list_facts, list_steps, list_trade_links
from shared.orders.quotes.queries import find_quote_of_order
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.models import Payment, PaymentMeans
from shared.payments.queries import list_disputes, list_payments, list_refunds
from shared.payments.refunds import left_of_payment, refund_payment
from shared.payments.services import receive_payment
from shared.people.queries import list_team, tile_names


@orders.get("/<uuid:public_id>")
@requires(Permission.VIEW_ORDERS)
def order(public_id: UUID) -> str:
    """Shows an order whole: who, what, when, the money, and its log."""
    return _page(find_order(public_id, site_id=site_of_the_page().id))


@orders.post("/<uuid:public_id>/encaisser")
@requires(Permission.TAKE_PAYMENTS)
def take_money(public_id: UUID) -> View:
    """Books money received at the counter or at the bank, all or a part of what is due."""
    found, form = find_order(public_id, site_id=site_of_the_page().id), MoneyForm()
    if form.validate():
        amount_cents = parse_euros(form.amount.data)
        try:
            with atomic():
                receive_payment(
                    order_id=found.id,
                    means=PaymentMeans(form.means.data),
                    amount_cents=amount_cents,
                    note=form.note.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            flash(refusal.sentence, "warning")
            return redirect(url_for(".order", public_id=public_id), 303)
        else:
            flash(f"{euros(amount_cents)} encaissés.", "success")
            return redirect(url_for(".order", public_id=public_id), 303)
    return _page(found, money=form), 422


@orders.post("/<uuid:public_id>/paiements/<uuid:payment>/rembourser")
@requires(Permission.REFUND_PAYMENTS)
def refund(public_id: UUID, payment: UUID) -> View:
    """Gives back all or a part of a payment, with its credit note."""
    found, form = find_order(public_id, site_id=site_of_the_page().id), RefundForm()
    if form.validate():
        cents = parse_euros(form.amount.data)
        try:
            with atomic():
                refund_payment(
                    payment=payment,
                    order_id=found.id,
                    amount_cents=cents,
                    reason=form.reason.data,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"{euros(cents)} rendus au client. L’avoir est émis avec le remboursement.", "success")
            return redirect(url_for(".order", public_id=public_id), 303)
    return _page(found, refunding=(payment, form)), 422


@orders.post("/<uuid:public_id>/livraison")
@requires(Permission.MANAGE_CUSTOMERS)
def deliver(public_id: UUID) -> View:
    """Says where the order goes, as long as no invoice says it already."""
    found = find_order(public_id, site_id=site_of_the_page().id)
    if list_documents(found.id):
        flash("La facture est déjà émise\u00a0: son adresse de livraison ne change plus.", "warning")
        return redirect(url_for(".order", public_id=public_id), 303)
    with atomic():
        deliver_to(order_id=found.id, address=request.form.get("adresse", type=UUID), actor=actor())
    flash("C’est noté\u00a0: la facture le dira.", "success")
    return redirect(url_for(".order", public_id=public_id), 303)


@orders.post("/<uuid:public_id>/annuler")
@requires(Permission.TAKE_PAYMENTS)
def cancel(public_id: UUID) -> View:
    """Calls an order off, with the reason that the customer will read."""
    found, form = find_order(public_id, site_id=site_of_the_page().id), ReasonForm()
    if not form.validate():
        return _page(found, cancelling=form), 422
    try:
        with atomic():
            cancel_order(order_id=found.id, reason=form.reason.data, actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash(f"{found.reference}\u00a0: annulée. Le client reçoit un courriel.", "success")
    return redirect(url_for(".order", public_id=public_id), 303)


def _page(
    found: Order,
    *,
    money: MoneyForm | None = None,
    cancelling: ReasonForm | None = None,
    refunding: tuple[UUID, RefundForm] | None = None,
) -> str:
    balance, payments = find_balance(found.id), list_payments(found.id)
    if money is None:
        money = MoneyForm(formdata=None)
        money.amount.data = euros(balance.due_now_cents or max(0, balance.due_cents))
    takes_money = may_here(Permission.TAKE_PAYMENTS) and found.status is not OrderStatus.CANCELLED
    documents, keeps_customers = list_documents(found.id), may_here(Permission.MANAGE_CUSTOMERS)
    staff = workshop_of_the_page().staff_name
    return render_template(
        "desk/order.html",
        order=found,
        facts=list_facts(found),
        quote=find_quote_of_order(found.id),
        steps=list_steps(found.id),
        payments=[(payment, _refund_form(payment, refunding)) for payment in payments],
        refunds=list_refunds(found.id) if payments else [],
        disputes=list_disputes(found.id) if payments else [],
        refunding=refunding[0] if refunding else None,
        balance=balance,
        documents=documents,
        customer_url=url_for(f"{staff}.customers.card", customer=found.customer.public_id),
        quotes=f"{staff}.quotes.quote",
        trade_links=list_trade_links(found) if may_here(Permission.MOVE_ORDERS) else (),
        addresses=list_addresses(found.customer_id) if keeps_customers and not documents else [],
        action=next_step(found.status),
        money=money if takes_money and balance.due_cents > 0 else None,
        cancel_form=cancelling or ReasonForm(formdata=None),
        can_cancel=takes_money and ORDER_TRANSITIONS.allows(found.status, OrderAction.CANCEL),
        can_credit=may_here(Permission.REFUND_PAYMENTS),
        cancelling=cancelling is not None,
        team=_team_to_observe(found),
        today=clock.today(),
    )


def _team_to_observe(order: Order) -> list[tuple[UUID, str]]:
    """Returns whose skills may be noted on this order: who is on contract today, as the tablet names them."""
    workshop = workshop_of_the_page()
    if not workshop.skills or order.status is OrderStatus.CANCELLED or not may_here(Permission.OBSERVE_SKILLS):
        return []
    members = list_team(order.site_id, clock.today())
    names = tile_names(members)
    return [(member.person, names[member.contract_id]) for member in members]


def _refund_form(payment: Payment, refunding: tuple[UUID, RefundForm] | None) -> RefundForm | None:
    """Returns the form by which a payment is given back, None when nothing is left of it or it is not for us to do."""
    left = left_of_payment(payment) if may_here(Permission.REFUND_PAYMENTS) else 0
    if not left:
        return None
    mine = refunding is not None and refunding[0] == payment.public_id
    form = refunding[1] if refunding and mine else RefundForm(formdata=None)
    if not mine:
        form.amount.data = euros(left)
    form.amount.id, form.reason.id = f"amount-{payment.public_id}", f"reason-{payment.public_id}"
    return form
