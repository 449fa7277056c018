"""Public pages: what the agency does, and the brief that saves itself until it is sent."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.customers import verified_email
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.kernel.identifiers import new_public_id
from shared.orders.catalogue.queries import list_items
from shared.orders.links import secret_of
from shared.orders.quotes.services import LINK
from workshops.etapweb.catalogue import SITE
from workshops.etapweb.forms import BriefForm, shown
from workshops.etapweb.queries import find_brief, find_brief_by_secret
from workshops.etapweb.services import BRIEF, save_brief, send_brief

public_pages = Blueprint("etapweb", __name__, template_folder="templates")

KEPT = "etapweb_brief"
"""Which brief this visitor is writing, in their own signed cookie."""


@public_pages.get("/")
@public
def home() -> str:
    """Presents the agency and what projects begin at."""
    return render_template("etapweb/home.html", items=list_items(SITE))


@public_pages.get("/projet")
@public
def brief() -> str:
    """Asks what somebody wants; what was written before is still there."""
    kept = find_brief(known) if (known := _known()) else None
    email = verified_email()
    values = shown(kept.values) if kept else {"email": email} if email else {}
    return _page(BriefForm(data=values), saved=kept is not None)


@public_pages.post("/projet/garder")
@public
def keep() -> Response | str:
    """Keeps what is written so far, right or wrong: asked for by the page itself, or by its button."""
    form, public_id = BriefForm(), _known() or new_public_id()
    try:
        with atomic():
            save_brief(public_id=public_id, values=form.to_values())
    except Refused as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".brief"), 303)
    session[KEPT] = str(public_id)
    if request.headers.get("HX-Request"):
        return render_template("etapweb/_kept.html", now=clock.now(), link=_link(public_id))
    flash("C’est gardé. Vous pouvez revenir plus tard, sur cet appareil ou avec le lien de cette page.", "success")
    return redirect(url_for(".brief"), 303)


@public_pages.post("/projet")
@public
def send() -> Response | tuple[str, int]:
    """Sends the brief, and leads to the page where its price will be."""
    form, public_id = BriefForm(), _known() or new_public_id()
    if not form.validate():
        return _page(form, saved=False), 422
    with atomic():
        quote = send_brief(
            public_id=public_id,
            title=form.title,
            answers=form.to_answers(),
            customer=form.to_details(),
            purchase_order=form.purchase_order.data,
            actor=actor(),
        )
    session.pop(KEPT, None)
    return redirect(url_for("portal.quote", secret=secret_of(quote.public_id, LINK)), 303)


@public_pages.get("/projet/<secret>")
@public
def resume(secret: str) -> Response:
    """Goes on with a brief on another device."""
    kept = find_brief_by_secret(secret)
    if kept is None:
        flash("Ce projet a été envoyé, ou n’est plus gardé. Vous pouvez en commencer un autre.", "info")
        session.pop(KEPT, None)
    else:
        session[KEPT] = str(kept.public_id)
    return redirect(url_for(".brief"))


def _known() -> UUID | None:
    return UUID(session[KEPT]) if KEPT in session else None


def _link(public_id: UUID) -> str:
    return url_for(".resume", secret=secret_of(public_id, BRIEF))


def _page(form: BriefForm, *, saved: bool) -> str:
    known = _known()
    return render_template("etapweb/brief.html", form=form, link=_link(known) if saved and known else None)
