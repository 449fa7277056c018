"""Public pages: the shop of single pieces, the way a basket is received, lots and sorting by quote."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel.errors import NotFound, TradeError
from shared.orders.baskets import list_lines, put_in_basket
from shared.orders.catalogue.queries import list_items
from shared.portal.asking import ask_for_quote
from shared.portal.basket import basket_of_visitor, own_basket
from shared.portal.ordering import begin_checkout
from shared.workshop import find_site
from workshops.valorilot.catalogue import SHIPPING, SITE
from workshops.valorilot.forms import LotForm, WayForm
from workshops.valorilot.models import Category
from workshops.valorilot.queries import A_PAGE, find_piece, is_free, list_shelf, list_sizes

public_pages = Blueprint("valorilot", __name__, template_folder="templates")

View = str | Response | tuple[str, int]


@public_pages.get("/")
@public
def home() -> str:
    """Presents the workshop and the newest pieces."""
    return render_template("valorilot/home.html", shelf=list_shelf(category=None, size="", page=1))


@public_pages.get("/boutique")
@public
def shop() -> str:
    """Shows what is free now, by shelf and size."""
    wanted, size = request.args.get("rayon", ""), request.args.get("taille", "")[:20]
    category = Category(wanted) if wanted in set(Category) else None
    page = max(1, request.args.get("page", 1, type=int))
    shelf = list_shelf(category=category, size=size, page=page)
    return render_template(
        "valorilot/shop.html",
        shelf=shelf,
        category=category,
        categories=Category,
        size=size,
        sizes=list_sizes(category),
        page=page,
        pages=-(-shelf.total // A_PAGE),
    )


@public_pages.get("/boutique/<code>")
@public
def piece(code: str) -> View:
    """Shows one piece with its state and flaws."""
    try:
        found = find_piece(code)
    except NotFound as refusal:
        flash(refusal.sentence, "info")
        return redirect(url_for(".shop"))
    mine = any(line.item_id == found.item_id for line in list_lines(basket_of_visitor()))
    return render_template("valorilot/piece.html", piece=found, free=is_free(found.item_id), mine=mine)


@public_pages.post("/boutique/<code>")
@public
def take(code: str) -> Response:
    """Puts a piece into the basket, where nobody else can take it for a quarter of an hour."""
    try:
        with atomic():
            found = find_piece(code)
            seen = request.form.get("prix", found.item.price_cents, type=int)
            put_in_basket(basket=own_basket(), item_id=found.item_id, seen_cents=seen)
    except TradeError as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".shop"), 303)
    return redirect(url_for("portal.basket"), 303)


@public_pages.get("/commander")
@public
def basket_checkout() -> View:
    """Asks how the basket is received."""
    return _way_page(WayForm())


@public_pages.post("/commander")
@public
def choose_way() -> View:
    """Keeps how the basket is received, and goes on to who orders."""
    form, basket = WayForm(), basket_of_visitor()
    if basket is None or not form.validate():
        return _way_page(form, status=422)
    return begin_checkout(SITE, {"basket": str(basket), "way": form.way.data})


@public_pages.get("/lots")
@public
def lots() -> str:
    """Asks what lots or sorting somebody wants a price for."""
    return _lots_page(LotForm())


@public_pages.post("/lots")
@public
def ask_for_lots() -> View:
    """Sends the request."""
    form = LotForm()
    if not form.validate():
        return _lots_page(form), 422
    return ask_for_quote(SITE, form, purchase_order=form.purchase_order.data or None)


def _way_page(form: WayForm, status: int = 200) -> View:
    lines = list_lines(basket_of_visitor(), find_site(SITE).id)
    if not lines:
        return redirect(url_for("portal.basket"), 303)
    sending = next(item for item in list_items(SITE) if item.code == SHIPPING)
    return render_template("valorilot/way.html", form=form, lines=lines, sending=sending), status


def _lots_page(form: LotForm) -> str:
    items = [item for item in list_items(SITE) if item.code != SHIPPING]
    return render_template("valorilot/lots.html", form=form, items=items)
