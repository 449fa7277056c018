"""Public pages of the whole house: its home page, the page of an order behind its secret, the customer's own space."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from shared.accounts.access import actor
from shared.accounts.customers import verified_email
from shared.accounts.permissions import Permission, public, requires
from shared.db import atomic
from shared.invoicing.composition import find_seller
from shared.invoicing.models import FileKind
from shared.invoicing.page import lay_out_for_screen
from shared.invoicing.queries import (
    find_document_of,
    find_file,
    find_invoice_of_order,
    list_documents,
    list_numbers_of,
    read_document,
)
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.orders.links import secret_of
from shared.orders.models import Order, OrderStatus
from shared.orders.queries import find_order_by_secret, list_facts_and_days, list_orders_of, list_trade_links, trade_of
from shared.orders.quotes.queries import list_quotes_of
from shared.orders.quotes.services import LINK
from shared.orders.terms.withdrawal import right_to_withdraw
from shared.payments.balance import find_balance
from shared.payments.cancellation import cancel_order
from shared.payments.places import confirm_unpaid
from shared.payments.transfers import TransferSlip, draw_slip
from shared.portal.blueprint import portal
from shared.portal.checkout import CANCELLED, RETURNED, allow_payment_page, go_to_payment
from shared.portal.pages import order_page
from shared.web.context import view_of
from shared.workshop import registry

BY_TRANSFER = "Par virement"


@portal.get("/")
@public
def home() -> str:
    """Presents the house and its workshops."""
    return render_template("home.html")


@portal.get("/commande/<secret>")
@public
def order(secret: str) -> str:
    """Shows an order to whoever holds its secret: where it stands, what is in it, and what there is to do."""
    found = find_order_by_secret(secret)
    way_back = request.args.get("paiement")
    facts, days = list_facts_and_days(found.site.slug, [found.id])
    balance, documents = find_balance(found.id), list_documents(found.id)
    page = order_page(
        found,
        documents,
        balance=balance,
        day=days.get(found.id),
        trade=trade_of(found.site.slug),
        returned=way_back == RETURNED,
    )
    if page.can_pay:
        allow_payment_page()
    bill = page.invoice or page.deposit
    workshop = registry().get(found.site.slug)
    return render_template(
        "portal/order.html",
        here=view_of(workshop) if workshop else None,
        order=found,
        facts=facts.get(found.id, ()),
        page=page,
        secret=secret,
        slip=_slip(found, bill.number if bill else found.reference, balance.due_now_cents),
        documents=documents,
        cancelled=page.can_pay and way_back == CANCELLED,
        trade_links=list_trade_links(found, secret=secret),
        right=right_to_withdraw(found),
    )


@portal.post("/commande/<secret>/payer")
@public
def pay(secret: str) -> AnyResponse:
    """Leads to the payment page; an order that awaits no payment is simply shown as it stands."""
    return go_to_payment(order_id=find_order_by_secret(secret).id, secret=secret)


@portal.post("/commande/<secret>/payer-sur-place")
@public
def pay_on_site(secret: str) -> AnyResponse:
    """Keeps the place of an order that the customer will pay when they come."""
    return _act(secret, lambda order_id: confirm_unpaid(order_id=order_id, actor=actor()))


@portal.post("/commande/<secret>/payer-par-virement")
@public
def pay_by_transfer(secret: str) -> AnyResponse:
    """Keeps the place of an order that the customer will pay by transfer."""
    return _act(secret, lambda order_id: confirm_unpaid(order_id=order_id, reason=BY_TRANSFER, actor=actor()))


@portal.post("/commande/<secret>/annuler")
@public
def cancel(secret: str) -> AnyResponse:
    """Calls off an order for which nothing has been paid."""
    return _act(secret, lambda order_id: cancel_order(order_id=order_id, reason="À votre demande", actor=actor()))


def _slip(order: Order, reference: str, due_cents: int) -> TransferSlip | None:
    """Returns how to pay by transfer, once the customer has a place that waits for it."""
    if due_cents <= 0 or order.status in {OrderStatus.PLACED, OrderStatus.PROCESSING, OrderStatus.CANCELLED}:
        return None
    return draw_slip(find_seller(clock.today()), due_cents=due_cents, reference=reference)


def _act(secret: str, act: Callable[[int], None]) -> AnyResponse:
    """Does one thing to an order and shows it again; a refusal says why."""
    try:
        with atomic():
            act(find_order_by_secret(secret).id)
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    return redirect(url_for(".order", secret=secret), 303)


@portal.get("/commande/<secret>/facture")
@public
def invoice(secret: str) -> AnyResponse:
    """Leads to the invoice of an order, to the order itself while there is none: the address that a mail can know."""
    found = find_invoice_of_order(find_order_by_secret(secret).id)
    if found is None:
        return redirect(url_for(".order", secret=secret))
    return redirect(url_for(".document", secret=secret, number=found.number))


@portal.get("/commande/<secret>/documents/<number>")
@public
def document(secret: str, number: str) -> str:
    """Shows an invoice or a credit note of an order, as it was issued, on any screen."""
    found = find_order_by_secret(secret)
    row = find_document_of(found.id, number)
    workshop = registry().get(found.site.slug)
    return render_template(
        "portal/document.html",
        here=view_of(workshop) if workshop else None,
        order=found,
        secret=secret,
        document=row,
        sheet=lay_out_for_screen(read_document(row.number)),
    )


@portal.get("/commande/<secret>/documents/<number>.pdf")
@public
def document_pdf(secret: str, number: str) -> AnyResponse:
    """Gives an invoice or a credit note of an order as PDF; while it is being made, says so on its page."""
    row = find_document_of(find_order_by_secret(secret).id, number)
    if not row.has_pdf:
        flash("Le PDF est en préparation. Il sera là dans un instant.", "info")
        return redirect(url_for(".document", secret=secret, number=number), 303)
    content = BytesIO(find_file(number, FileKind.PDF))
    return send_file(content, FileKind.PDF.media_type, as_attachment=True, download_name=f"{number}.pdf")


@portal.get("/mon-espace")
@requires(Permission.VIEW_OWN_ORDERS)
def my_orders() -> str:
    """Lists the orders, quotes and subscriptions of the mail address that the visitor has proved to read."""
    email = verified_email()
    rows = list_orders_of(email) if email else []
    quotes = list_quotes_of(email) if email else []
    labels = {workshop.slug: workshop.label for workshop in registry()}
    agreements = [
        (workshop.label, each)
        for workshop in registry()
        for each in (trade_of(workshop.slug).list_agreements(email) if email else ())
    ]
    return render_template(
        "portal/my_orders.html",
        email=email,
        agreements=agreements,
        quotes=[
            (row, labels.get(row.site, ""), url_for(".quote", secret=secret_of(row.public_id, LINK))) for row in quotes
        ],
        orders=[(row, labels.get(row.site, ""), secret_of(row.public_id)) for row in rows],
        documents=list_numbers_of([row.id for row in rows]),
    )


@portal.after_request
def keep_out_of_search(response: Response) -> Response:
    """Tells search engines to forget an address that holds a secret."""
    if "secret" in (request.view_args or {}):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
