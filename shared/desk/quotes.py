"""The quotes of a workshop: what waits for a price, the price that is given, the answer that somebody tells."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.desk.orders.blueprint import View, may_here, site_of_the_page, workshop_of_the_page
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.catalogue.queries import list_items, list_vat_choices
from shared.orders.customers import find_customer
from shared.orders.models import QUOTE_TRANSITIONS, AnswerMethod, CatalogueItem, Quote, QuoteAction
from shared.orders.queries import trade_of
from shared.orders.quotes.forms import OfferForm, ToldAnswerForm
from shared.orders.quotes.queries import find_order_of_quote, find_quote, list_answers, list_quotes
from shared.orders.quotes.services import accept_quote, refuse_quote, request_quote, send_quote, withdraw_quote
from shared.orders.quotes.sheet import lay_out
from shared.web.navigation import NavEntry

quotes = Blueprint("quotes", __name__, template_folder="templates", url_prefix="/devis")

NAVIGATION = (NavEntry("Devis", "quotes.listing", "edit", Permission.MAKE_QUOTES),)

VALID_FOR = timedelta(days=30)
BY_US = "Demandé à l’atelier"


@quotes.get("")
@requires(Permission.VIEW_ORDERS)
def listing() -> str:
    """Lists the quotes that wait for a price or an answer; the others are a tap away."""
    everything = request.args.get("tous") == "1"
    rows = list_quotes(site_of_the_page().id, open_only=not everything)
    return render_template("desk/quotes/list.html", rows=rows, everything=everything)


@quotes.get("/<uuid:public_id>")
@requires(Permission.VIEW_ORDERS)
def quote(public_id: UUID) -> str:
    """Shows what was asked, what was answered, and the sheet on which the price is written."""
    return _page(_found(public_id))


@quotes.post("/<uuid:public_id>/envoyer")
@requires(Permission.MAKE_QUOTES)
def send(public_id: UUID) -> View:
    """Sends the price that was written, or shows the sheet again with one more line."""
    found, form = _found(public_id), _form()
    if (wanted := request.form.get("add")) is not None:
        item, without = _item_wanted(found, wanted)
        form.add_line(item, without_vat_bp=without)
        return _page(found, form)
    if form.validate():
        try:
            with atomic():
                revision = send_quote(
                    quote=public_id, site_id=site_of_the_page().id, offer=form.to_offer(), actor=actor()
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            flash(refusal.sentence, "warning")
            return redirect(url_for(".quote", public_id=public_id), 303)
        else:
            flash(
                f"{found.reference}, version {revision.number}\u00a0: le client reçoit le lien par courriel.", "success"
            )
            return redirect(url_for(".quote", public_id=public_id), 303)
    return _page(found, form), 422


@quotes.post("/<uuid:public_id>/reponse")
@requires(Permission.MAKE_QUOTES)
def note_answer(public_id: UUID) -> View:
    """Notes what the customer said by telephone or signed on paper."""
    found, form = _found(public_id), ToldAnswerForm()
    accepted = request.form.get("reponse") == "oui"
    if form.validate():
        answer = form.to_answer(AnswerMethod(form.method.data))
        act = accept_quote if accepted else refuse_quote
        try:
            with atomic():
                act(quote_id=found.id, answer=answer, actor=actor())
        except (Conflict, Refused, InvalidInput) as refusal:
            flash(refusal.sentence, "warning")
        else:
            flash(f"{found.reference}\u00a0: la réponse de {answer.name} est notée.", "success")
        return redirect(url_for(".quote", public_id=public_id), 303)
    return _page(found, told=form), 422


@quotes.post("/<uuid:public_id>/classer")
@requires(Permission.MAKE_QUOTES)
def withdraw(public_id: UUID) -> View:
    """Files a quote that nobody will answer."""
    try:
        with atomic():
            withdraw_quote(quote=public_id, site_id=site_of_the_page().id, actor=actor())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("Le devis est classé.", "success")
    return redirect(url_for(".listing"), 303)


@quotes.post("/pour/<uuid:customer>")
@requires(Permission.MAKE_QUOTES)
def begin(customer: UUID) -> View:
    """Begins a quote for somebody who asked at the workshop or by telephone."""
    site_id, public_id = site_of_the_page().id, new_public_id()
    with atomic():
        request_quote(
            public_id=public_id,
            site_id=site_id,
            customer=find_customer(customer, site_id=site_id),
            title=BY_US,
            answers=(),
            actor=actor(),
        )
    return redirect(url_for(".quote", public_id=public_id), 303)


def _found(public_id: UUID) -> Quote:
    return find_quote(public_id, site_id=site_of_the_page().id)


def _form(*, blank: bool = False) -> OfferForm:
    rates, units = list_vat_choices(), trade_of(workshop_of_the_page().slug).quote_units
    return OfferForm(rates, units, formdata=None) if blank else OfferForm(rates, units)


def _item_wanted(found: Quote, code: str) -> tuple[CatalogueItem | None, int | None]:
    """Returns the item of the catalogue that a line is added for, with the rate to take out of its price."""
    item = next((each for each in list_items(found.site.slug) if each.code == code), None)
    rates = {rate.code: rate.vat_bp for rate in list_vat_choices()}
    without = rates[item.vat_code] if item and found.customer.kind.is_professional else None
    return item, without


def _page(found: Quote, form: OfferForm | None = None, told: ToldAnswerForm | None = None) -> str:
    latest = found.revisions[-1] if found.revisions else None
    if form is None:
        form = _form(blank=True)
        until = clock.today() + VALID_FOR
        if latest:
            form.show(latest, max(until, latest.valid_until))
        else:
            form.valid_until.data = until
    if told is None:
        told = ToldAnswerForm(formdata=None)
        told.revision.data = str(latest.public_id) if latest else ""
    makes, staff = may_here(Permission.MAKE_QUOTES), workshop_of_the_page().staff_name
    order = find_order_of_quote(found)
    return render_template(
        "desk/quotes/quote.html",
        quote=found,
        sheets=[(revision, lay_out(found, revision)) for revision in reversed(found.revisions)],
        answers=list_answers(found.id),
        order=order,
        order_url=url_for(f"{staff}.orders.order", public_id=order.public_id) if order else None,
        form=form,
        told=told,
        items=list_items(found.site.slug),
        today=clock.today(),
        customer_url=url_for(f"{staff}.customers.card", customer=found.customer.public_id),
        can_send=makes and QUOTE_TRANSITIONS.allows(found.status, QuoteAction.SEND),
        can_answer=makes and QUOTE_TRANSITIONS.allows(found.status, QuoteAction.ACCEPT),
        can_withdraw=makes and QUOTE_TRANSITIONS.allows(found.status, QuoteAction.WITHDRAW),
    )
