"""The shop's own staff pages: its pieces, a new one in a minute, one that is taken off."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor, visitor_may
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel.errors import Conflict, InvalidInput
from shared.web.navigation import NavEntry
from workshops.valorilot.catalogue import SITE
from workshops.valorilot.forms import PieceForm
from workshops.valorilot.queries import A_PAGE, list_all_pieces
from workshops.valorilot.services import list_piece, withdraw_piece

pieces = Blueprint("pieces", __name__, template_folder="templates", url_prefix="/pieces")

NAVIGATION = (NavEntry("Pièces", "pieces.listing", "shirt", Permission.VIEW_ORDERS),)

View = str | Response | tuple[str, int]


@pieces.get("")
@requires(Permission.VIEW_ORDERS)
def listing() -> str:
    """Lists the pieces, the newest first, and asks for a new one."""
    return _page(PieceForm(formdata=None))


@pieces.post("")
@requires(Permission.MANAGE_CATALOGUE)
def add() -> View:
    """Puts a piece on sale."""
    form = PieceForm()
    if form.validate():
        try:
            with atomic():
                list_piece(details=form.to_details(), actor=actor())
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash(f"«\u00a0{form.label.data}\u00a0» est en ligne.", "success")
            return redirect(url_for(".listing"), 303)
    return _page(form), 422


@pieces.post("/<uuid:item>/retirer")
@requires(Permission.MANAGE_CATALOGUE)
def withdraw(item: UUID) -> Response:
    """Takes a piece off the shop."""
    try:
        with atomic():
            withdraw_piece(item=item, actor=actor())
    except Conflict as refusal:
        flash(refusal.sentence, "warning")
    else:
        flash("La pièce n’est plus en ligne.", "success")
    return redirect(url_for(".listing"), 303)


def _page(form: PieceForm) -> str:
    words, page = request.args.get("q", "").strip(), max(1, request.args.get("page", 1, type=int))
    rows = list_all_pieces(words=words, page=page)
    return render_template(
        "valorilot/pieces.html",
        form=form,
        rows=rows,
        words=words,
        page=page,
        more=len(rows) == A_PAGE,
        may_change=visitor_may(Permission.MANAGE_CATALOGUE, SITE),
    )
