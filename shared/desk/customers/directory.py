"""The list of a workshop's customers, as a page and as a file, and a new one written down."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.desk.customers.blueprint import View, customers
from shared.desk.customers.forms import CardForm
from shared.desk.customers.queries import PAGE_SIZE, Search, Sort, count_customers, list_customers
from shared.desk.orders.blueprint import may_here, site_of_the_page
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.identifiers import new_public_id
from shared.orders.customers import note_customer
from shared.orders.models import CustomerKind
from shared.web.downloads import format_asked_for, send_table
from shared.web.paging import page_asked_for

COLUMNS = (
    Column("kind", "Type"),
    Column("name", "Nom"),
    Column("contact", "Contact"),
    Column("email", "Courriel"),
    Column("phone", "Téléphone"),
    Column("siret", "SIRET"),
    Column("postcode", "Code postal"),
    Column("city", "Ville"),
    Column("territory", "Territoire"),
    Column("orders", "Commandes", Kind.WHOLE),
    Column("last_order", "Dernière commande", Kind.DATE),
    Column("owed_cents", "Reste à payer", Kind.CENTS, total=True),
)
MOST_WORDS = 60


@customers.get("")
@requires(Permission.VIEW_ORDERS)
def directory() -> str:
    """Lists the customers, found by name, telephone, SIRET or town."""
    search = _search()
    page = page_asked_for(".directory", count_customers(search), PAGE_SIZE)
    return render_template(
        "desk/customers/directory.html",
        search=search,
        rows=list_customers(search, page=page.number),
        kinds=list(CustomerKind),
        sorts=list(Sort),
        page=page,
        may_change=may_here(Permission.MANAGE_CUSTOMERS),
    )


@customers.post("/fichier")
@requires(Permission.MANAGE_CUSTOMERS)
def directory_file() -> Response:
    """Gives what the list shows as a file, and records who took it."""
    form, site, search = format_asked_for(), site_of_the_page(), _search()
    rows = [
        (
            *(each.kind.label, each.name, each.contact, each.email, each.phone, each.siret, each.postcode, each.city),
            *(each.territory.label, each.orders, each.last_order, each.owed_cents),
        )
        for each in list_customers(search)
    ]
    with atomic():
        detail: dict[str, object] = {"format": form, "rows": len(rows)}
        record_event(actor=actor(), action="customers.exported", subject=f"site:{site.public_id}", detail=detail)
    table = Table("Clients", COLUMNS, rows)
    return send_table(table, form, f"clients-{site.neutral_slug}-{clock.today()}")


@customers.get("/nouveau")
@requires(Permission.MANAGE_CUSTOMERS)
def new() -> str:
    """Asks who the new customer is."""
    form = CardForm(formdata=None)
    form.ticket.data = str(new_public_id())
    return render_template("desk/customers/edit.html", form=form, customer=None)


@customers.post("/nouveau")
@requires(Permission.MANAGE_CUSTOMERS)
def record_new() -> View:
    """Writes the customer down."""
    form, site = CardForm(), site_of_the_page()
    if form.validate():
        try:
            with atomic():
                made = note_customer(
                    details=form.to_details(),
                    site_id=site.id,
                    actor=actor(),
                    public_id=UUID(form.ticket.data),
                )
        except InvalidInput as refusal:
            form[refusal.field].errors = [refusal.sentence]
        else:
            flash(f"{made.name}\u00a0: la fiche est faite.", "success")
            return redirect(url_for(".card", customer=made.public_id), 303)
    return render_template("desk/customers/edit.html", form=form, customer=None), 422


def _search() -> Search:
    kind, sort = request.args.get("type", ""), request.args.get("tri", "")
    return Search(
        site_id=site_of_the_page().id,
        words=request.args.get("q", "").strip()[:MOST_WORDS],
        kind=CustomerKind(kind) if kind in set(CustomerKind) else None,
        sort=Sort(sort) if sort in set(Sort) else Sort.NAME,
    )
