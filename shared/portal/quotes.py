"""The page of a quote behind its secret: read it, take its options, say yes or no."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import public
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, Refused
from shared.orders.links import secret_of
from shared.orders.models import Quote, QuoteRevision, QuoteStatus
from shared.orders.quotes import services
from shared.orders.quotes.forms import AnswerForm
from shared.orders.quotes.queries import find_order_of_quote, find_quote_by_secret, list_answers
from shared.orders.quotes.sheet import lay_out
from shared.orders.terms.texts import list_terms
from shared.portal.blueprint import portal
from shared.web.context import view_of
from shared.web.filters import date_fr
from shared.workshop import registry

View = str | Response | tuple[str, int]

_WORDS = {
    QuoteStatus.REQUESTED: ("Nous avons votre demande", "L’équipe la lit et vous écrit dès que le prix est prêt."),
    QuoteStatus.SENT: ("Votre devis est prêt", "Lisez-le, puis dites oui ou non. Rien n’est commandé avant."),
    QuoteStatus.ACCEPTED: ("Merci, c’est d’accord", "Votre devis est accepté. La suite se passe sur votre commande."),
    QuoteStatus.REFUSED: (
        "Vous avez refusé ce devis",
        "Un autre prix\u202f? Répondez à notre courriel.",
    ),
    QuoteStatus.WITHDRAWN: ("Cette demande est classée", "Pour la reprendre, répondez à notre courriel."),
}


@dataclass(frozen=True, kw_only=True)
class _Page:
    """What the head of the page says, and whether an answer is awaited."""

    title: str
    text: str
    can_answer: bool


@portal.get("/devis/<secret>")
@public
def quote(secret: str) -> str:
    """Shows a quote to whoever holds its secret; `option` are the positions of the options that are looked at."""
    found = find_quote_by_secret(secret)
    return _page(found, secret, options=request.args.getlist("option", type=int))


@portal.post("/devis/<secret>/accepter")
@public
def accept_quote(secret: str) -> View:
    """Says yes to the revision that was read, and leads to the order."""
    found, form = find_quote_by_secret(secret), AnswerForm()
    if not form.validate():
        return _page(found, secret, form, options=form.options.data or ()), 422
    try:
        with atomic():
            order = services.accept_quote(quote_id=found.id, answer=form.to_answer(), actor=actor())
    except (Conflict, Refused) as refusal:
        flash(refusal.sentence, "warning")
        return redirect(url_for(".quote", secret=secret), 303)
    flash("Merci\u00a0: votre accord est enregistré.", "success")
    return redirect(url_for(".order", secret=secret_of(order.public_id)), 303)


@portal.post("/devis/<secret>/refuser")
@public
def refuse_quote(secret: str) -> View:
    """Says no to the revision that was read."""
    found, form = find_quote_by_secret(secret), AnswerForm()
    if not form.validate():
        return _page(found, secret, form), 422
    try:
        with atomic():
            services.refuse_quote(quote_id=found.id, answer=form.to_answer(), actor=actor())
    except (Conflict, Refused, InvalidInput) as refusal:
        flash(refusal.sentence, "warning")
    return redirect(url_for(".quote", secret=secret), 303)


def _page(
    found: Quote, secret: str, form: AnswerForm | None = None, *, options: list[int] | tuple[int, ...] = ()
) -> str:
    revision = found.revisions[-1] if found.revisions else None
    order = find_order_of_quote(found)
    if order:
        answered = list_answers(found.id)[-1]
        revision = next(each for each in found.revisions if each.id == answered.revision_id)
        options = answered.options
    if form is None:
        form = AnswerForm(formdata=None)
        form.revision.data = str(revision.public_id) if revision else ""
    workshop = registry().get(found.site.slug)
    right = services.withdrawal_of(found, revision) if revision else None
    return render_template(
        "portal/quote.html",
        here=view_of(workshop) if workshop else None,
        quote=found,
        revision=revision,
        sheet=lay_out(found, revision, options) if revision else None,
        page=_say(found, revision),
        form=form,
        secret=secret,
        order_url=url_for(".order", secret=secret_of(order.public_id)) if order else None,
        articles=list_terms(found.site_id, [right] if right else []),
        terms_url=url_for(".terms", slug=workshop.slug) if workshop else None,
    )


def _say(found: Quote, revision: QuoteRevision | None) -> _Page:
    title, text = _WORDS[found.status]
    awaited = found.status is QuoteStatus.SENT
    if awaited and revision and revision.valid_until < clock.today():
        over = date_fr(revision.valid_until)
        text = f"Il valait jusqu’au {over}. Répondez à notre courriel\u00a0: nous le referons."
        return _Page(title="Ce devis n’est plus valable", text=text, can_answer=False)
    return _Page(title=title, text=text, can_answer=awaited)
