"""The catalogue of a workshop as its staff keep it, and the photos as everybody sees them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, public, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.orders.catalogue.forms import ItemForm, PhotoForm, PriceForm, WordsForm
from shared.orders.catalogue.photos import MEDIA_TYPE
from shared.orders.catalogue.queries import (
    find_item,
    find_photo,
    list_prices,
    list_vat_choices,
    list_whole_catalogue,
)
from shared.orders.catalogue.services import (
    add_item,
    describe_item,
    hide_photo,
    move_item_up,
    offer_item,
    price_item,
    show_photo,
)
from shared.orders.models import CatalogueItem
from shared.orders.reference import STANDARD
from shared.web.downloads import format_asked_for, send_table
from shared.web.navigation import NavEntry
from shared.workshop import Site, find_site, here

catalogue = Blueprint("catalogue", __name__, template_folder="../templates", url_prefix="/catalogue")
photos = Blueprint("photos", __name__, url_prefix="/photos")

NAVIGATION = (NavEntry("Catalogue", "catalogue.overview", "tag", Permission.VIEW_ORDERS),)

COLUMNS = (
    Column("code", "Code"),
    Column("label", "Nom"),
    Column("option_of", "Option de"),
    Column("price_cents", "Prix TVA comprise", Kind.CENTS),
    Column("vat_code", "TVA"),
    Column("standard_minutes", "Minutes", Kind.MINUTES),
    Column("state", "État"),
)
YEAR = 365 * 24 * 3600

View = str | Response | tuple[str, int]


@catalogue.get("")
@requires(Permission.VIEW_ORDERS)
def overview() -> str:
    """Shows what is sold at which price, and what was."""
    return render_template(
        "catalogue/overview.html",
        items=list_whole_catalogue(_site().id),
        vat={choice.code: choice for choice in list_vat_choices()},
        may_change=_may_change(),
    )


@catalogue.post("/fichier")
@requires(Permission.VIEW_ORDERS)
def catalogue_file() -> Response:
    """Gives the catalogue as a file, and records who took it."""
    form, site = format_asked_for(), _site()
    rows = [
        (each.code, each.label, parent, each.price_cents, each.vat_code, each.standard_minutes, _state(each))
        for item in list_whole_catalogue(site.id)
        for each, parent in ((item, ""), *((option, item.label) for option in item.options))
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        subject = f"site:{site.public_id}"
        record_event(actor=actor(), action="catalogue.exported", subject=subject, detail=detail)
    table = Table("Catalogue", COLUMNS, rows)
    return send_table(table, form, f"catalogue-{site.neutral_slug}-{clock.today()}")


@catalogue.get("/nouveau")
@requires(Permission.MANAGE_CATALOGUE)
def new() -> str:
    """Asks what is sold, at which price and from when."""
    parent, form = _parent(), ItemForm(list_vat_choices(), formdata=None)
    form.propose(parent, STANDARD)
    form.price.data = None
    form.standard_time.data = "0" if parent else None
    return render_template("catalogue/new.html", form=form, parent=parent)


@catalogue.post("/nouveau")
@requires(Permission.MANAGE_CATALOGUE)
def record_new() -> View:
    """Puts it on sale."""
    parent, form, site = _parent(), ItemForm(list_vat_choices()), _site()
    if form.validate():
        try:
            with atomic():
                made = add_item(
                    site_id=site.id,
                    words=form.to_words(),
                    price=form.to_price(),
                    option_of=parent.public_id if parent else None,
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"{form.label.data}\u00a0: en vente à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
            return redirect(url_for(".item", item=parent.public_id if parent else made), 303)
    return render_template("catalogue/new.html", form=form, parent=parent), 422


@catalogue.get("/<uuid:item>")
@requires(Permission.VIEW_ORDERS)
def item(item: UUID) -> str:
    """Shows something on sale: its words, its prices, its options, its photo."""
    return _page(item)


@catalogue.post("/<uuid:item>/texte")
@requires(Permission.MANAGE_CATALOGUE)
def describe(item: UUID) -> View:
    """Changes what customers read."""
    form, site = WordsForm(), _site()
    if form.validate() and _done(
        form,
        lambda: describe_item(item=item, site_id=site.id, words=form.to_words(), actor=actor()),
    ):
        flash("C’est enregistré. Les commandes déjà passées gardent leur texte.", "success")
        return redirect(url_for(".item", item=item), 303)
    return _page(item, words=form), 422


@catalogue.post("/<uuid:item>/prix")
@requires(Permission.MANAGE_CATALOGUE)
def price(item: UUID) -> View:
    """Sets the price from a day on."""
    form, site = PriceForm(list_vat_choices()), _site()
    if form.validate() and _done(
        form,
        lambda: price_item(item=item, site_id=site.id, price=form.to_price(), actor=actor()),
    ):
        flash(f"Le nouveau prix compte à partir du {form.valid_from.data:%d/%m/%Y}.", "success")
        return redirect(url_for(".item", item=item), 303)
    return _page(item, pricing=form), 422


@catalogue.post("/<uuid:item>/photo")
@requires(Permission.MANAGE_CATALOGUE)
def photo(item: UUID) -> View:
    """Shows it with a photo."""
    form, site = PhotoForm(), _site()
    if form.validate() and _done(
        form,
        lambda: show_photo(
            item=item,
            site_id=site.id,
            content=form.photo.data.read(),
            alt=form.alt.data,
            actor=actor(),
        ),
    ):
        flash("La photo est en ligne.", "success")
        return redirect(url_for(".item", item=item), 303)
    return _page(item, showing=form), 422


@catalogue.post("/<uuid:item>/photo/retirer")
@requires(Permission.MANAGE_CATALOGUE)
def remove_photo(item: UUID) -> Response:
    """Shows it without a photo again."""
    site = _site()
    with atomic():
        hide_photo(item=item, site_id=site.id, actor=actor())
    flash("La photo n’est plus montrée.", "success")
    return redirect(url_for(".item", item=item), 303)


@catalogue.post("/<uuid:item>/vente")
@requires(Permission.MANAGE_CATALOGUE)
def offer(item: UUID) -> Response:
    """Puts it on sale, or takes it out."""
    active, site = request.form.get("vente") == "oui", _site()
    with atomic():
        offer_item(item=item, site_id=site.id, active=active, actor=actor())
    flash(
        "C’est de nouveau en vente." if active else "Ce n’est plus en vente. Les commandes passées restent.", "success"
    )
    return redirect(url_for(".item", item=item), 303)


@catalogue.post("/<uuid:item>/monter")
@requires(Permission.MANAGE_CATALOGUE)
def move_up(item: UUID) -> Response:
    """Shows it one place higher."""
    site = _site()
    with atomic():
        move_item_up(item=item, site_id=site.id, actor=actor())
    return redirect(url_for(".overview"), 303)


@photos.get("/<uuid:photo>.webp")
@public
def show(photo: UUID) -> Response:
    """Gives a photo; what stands under its address never changes."""
    answer = send_file(BytesIO(find_photo(photo)), MEDIA_TYPE, max_age=YEAR)
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    return answer


def _site() -> Site:
    place = here()
    if place is None:
        raise NotFound("Cette page appartient à un atelier.")
    return find_site(place.slug)


def _may_change() -> bool:
    place = here()
    return visitor_may(Permission.MANAGE_CATALOGUE, place.slug if place else None)


def _parent() -> CatalogueItem | None:
    asked = request.args.get("option-de", type=UUID)
    return find_item(asked, site_id=_site().id) if asked else None


def _state(item: CatalogueItem) -> str:
    return "En vente" if item.active else "Retiré"


def _done(form: WordsForm | PriceForm | PhotoForm, act: Callable[[], None]) -> bool:
    """Does one thing, or puts the sentence of its refusal into the form."""
    try:
        with atomic():
            act()
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True


def _page(
    public_id: UUID,
    *,
    words: WordsForm | None = None,
    pricing: PriceForm | None = None,
    showing: PhotoForm | None = None,
) -> str:
    found, vat = find_item(public_id, site_id=_site().id), list_vat_choices()
    words_form, price_form = words or WordsForm(formdata=None), pricing or PriceForm(vat, formdata=None)
    if words is None:
        words_form.show(found)
    if pricing is None:
        price_form.propose(found, STANDARD)
    return render_template(
        "catalogue/item.html",
        item=found,
        prices=list_prices(found.id),
        today=clock.today(),
        words=words_form,
        pricing=price_form,
        showing=showing or PhotoForm(formdata=None),
        may_change=_may_change(),
    )
