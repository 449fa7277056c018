"""Recomputing quotes: whether what was accepted is still what was sent, and became the order that it says."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.db import session
from shared.orders.models import Order, Quote, QuoteAnswer, QuoteRevision, QuoteStatus
from shared.orders.quotes.services import digest_of, taken_lines

BATCH = 200


def list_wrong_quotes() -> Iterator[str]:
    """Yields one sentence for each revision that is not what was sent, and each order that is not what was accepted."""
    loading = selectinload(Quote.revisions).selectinload(QuoteRevision.lines)
    quotes = select(Quote).options(loading).order_by(Quote.id).execution_options(yield_per=BATCH)
    answers: dict[int, list[QuoteAnswer]] = {}
    for answer in session.scalars(select(QuoteAnswer).order_by(QuoteAnswer.id)):
        answers.setdefault(answer.quote_id, []).append(answer)
    for quote in session.scalars(quotes):
        for revision in quote.revisions:
            if digest_of(quote, revision) != revision.sha256:
                yield f"devis {quote.reference}, version {revision.number}\u00a0: ce n’est plus ce qui a été envoyé"
        yield from _wrong_answers(quote, answers.get(quote.id, []))


def _wrong_answers(quote: Quote, answers: list[QuoteAnswer]) -> Iterator[str]:
    revisions = {revision.id: revision for revision in quote.revisions}
    for answer in answers:
        if revisions[answer.revision_id].sha256 != answer.sha256:
            yield f"devis {quote.reference}\u00a0: la réponse ne porte pas sur la version qu’elle dit"
    if (quote.status is QuoteStatus.ACCEPTED) != (quote.order_id is not None):
        yield f"devis {quote.reference}\u00a0: accepté sans commande, ou l’inverse"
    elif quote.order_id:
        order = session.get_one(Order, quote.order_id, options=[selectinload(Order.lines)])
        answer = answers[-1]
        agreed = [line.label for line in taken_lines(revisions[answer.revision_id], answer.options)]
        if agreed != [line.label for line in order.lines]:
            yield f"devis {quote.reference}\u00a0: la commande {order.reference} n’a pas les lignes acceptées"
