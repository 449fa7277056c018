"""Asking for a price, giving one, saying yes or no to it. Amounts are cents; all acts belong to the caller's unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from shared.audit.services import record_event
from shared.db import next_number, session
from shared.kernel import clock
from shared.kernel.codes import Nature
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.kernel.identifiers import fingerprint
from shared.orders.links import secret_of
from shared.orders.models import (
    QUOTE_TRANSITIONS,
    AnswerMethod,
    Customer,
    CustomerKind,
    Order,
    Quote,
    QuoteAction,
    QuoteAnswer,
    QuoteLine,
    QuoteRevision,
    Withdrawal,
)
from shared.orders.pricing import AgreedLine, price_lines
from shared.orders.queries import trade_of
from shared.orders.quotes.offer import Offer, OfferedLine, check_offer
from shared.orders.services import Conditions, place_order
from shared.orders.territory import Territory
from shared.signals import quote_accepted, quote_refused, quote_requested, quote_sent
from shared.workshop import registry

LINK = "quote"
"""What the secret of a quote's page is drawn for."""

NAME_LENGTH, WORDS_LENGTH = 80, 2000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who answers to which revision, and how; `options` are the positions of the options that are taken."""

    revision: UUID
    name: str
    method: AnswerMethod = AnswerMethod.LINK
    options: tuple[int, ...] = ()
    words: str = ""


def request_quote(
    *,
    public_id: UUID,
    site_id: int,
    customer: Customer,
    title: str,
    answers: Sequence[tuple[str, str]],
    purchase_order: str | None = None,
    actor: str,
) -> Quote:
    """Notes what somebody wants a price for; the same form sent twice is one request."""
    series = f"DEV-{clock.today().year}"
    number = next_number(f"quotes-{clock.today().year}")
    asked = session.scalar(select(Quote).where(Quote.public_id == public_id))
    if asked is not None:
        return asked
    quote = Quote(
        public_id=public_id,
        reference=f"{series}-{number:05d}",
        site_id=site_id,
        customer_id=customer.id,
        secret_sha256=fingerprint(secret_of(public_id, LINK)),
        title=title,
        answers=[[question, answer] for question, answer in answers],
        purchase_order=purchase_order or None,
        asked_at=clock.now(),
    )
    session.add(quote)
    session.flush()
    record_event(actor=actor, action="quote.requested", subject=f"quote:{public_id}")
    quote_requested.send(quote_id=quote.id)
    return quote


def send_quote(*, quote: UUID, site_id: int, offer: Offer, actor: str) -> QuoteRevision:
    """Gives a price: the first, or another one that takes the place of the last. An accepted quote stays as it is.

    Raises InvalidInput naming the field that is wrong (`lines-<place>-<field>`), Refused when it has been answered,
    NotFound.
    """
    found = _lock(Quote.public_id == quote, Quote.site_id == site_id)
    check_offer(offer, trade_of(found.site.slug).quote_units)
    wishes = agreed_lines(offer.lines)
    # Whatever could not be ordered, or invoiced, is refused here and not to the customer.
    price_lines(site_id, wishes, found.customer.kind, territory_of_quote(found))
    _move(found, QuoteAction.SEND, actor)
    revision = QuoteRevision(
        quote_id=found.id,
        number=len(found.revisions) + 1,
        valid_until=offer.valid_until,
        deposit_bp=offer.deposit_bp,
        words=offer.words,
        sent_at=clock.now(),
        sent_by=actor,
        lines=[
            QuoteLine(position=position, **asdict(line) | {"unit": line.unit.value})
            for position, line in enumerate(offer.lines, start=1)
        ],
    )
    revision.sha256 = digest_of(found, revision)
    session.add(revision)
    session.flush()
    session.expire(found, ["revisions"])
    quote_sent.send(quote_id=found.id)
    return revision


def accept_quote(*, quote_id: int, answer: Answer, actor: str) -> Order:
    """Says yes to a revision and places its order, whose deposit is asked for at once; returns the order.

    Raises InvalidInput (field `name`), Conflict when another revision has taken its place, Refused when it is no longer
    valid or has been answered.
    """
    quote = _lock(Quote.id == quote_id)
    revision = _answered(quote, answer)
    _move(quote, QuoteAction.ACCEPT, actor)
    if revision.valid_until < clock.today():
        raise Refused(f"Ce devis valait jusqu’au {revision.valid_until:%d/%m/%Y}. Demandez-nous un nouveau prix.")
    _note(quote, revision, answer, accepted=True, actor=actor)
    placed = place_order(
        public_id=uuid5(NAMESPACE_URL, f"quote:{quote.public_id}"),
        site_id=quote.site_id,
        customer=quote.customer,
        wishes=agreed_lines(taken_lines(revision, answer.options)),
        purchase_order=quote.purchase_order,
        conditions=Conditions(
            territory=territory_of_quote(quote),
            deposit_bp=revision.deposit_bp,
            confirmed=f"Devis {quote.reference} accepté",
            withdrawal=withdrawal_of(quote, revision),
        ),
        actor=actor,
    )
    quote.order_id = placed.order.id
    session.flush()
    quote_accepted.send(quote_id=quote.id, order_id=placed.order.id)
    return placed.order


def refuse_quote(*, quote_id: int, answer: Answer, actor: str) -> None:
    """Says no to a revision; another may follow. Raises as `accept_quote` does, but for its validity."""
    quote = _lock(Quote.id == quote_id)
    revision = _answered(quote, answer)
    _move(quote, QuoteAction.REFUSE, actor)
    _note(quote, revision, answer, accepted=False, actor=actor)
    session.flush()
    quote_refused.send(quote_id=quote.id)


def withdraw_quote(*, quote: UUID, site_id: int, actor: str) -> None:
    """Files a quote that nobody will answer any more; raises Refused when it is accepted, NotFound."""
    _move(_lock(Quote.public_id == quote, Quote.site_id == site_id), QuoteAction.WITHDRAW, actor)


def territory_of_quote(quote: Quote) -> Territory:
    """Returns where the sale takes place, as the workshop sees its customer."""
    return trade_of(quote.site.slug).territory_for(quote.customer)


def withdrawal_of(quote: Quote, revision: QuoteRevision) -> Withdrawal | None:
    """Returns the right to withdraw that a consumer has from what a revision offers, none for others."""
    if quote.customer.kind is not CustomerKind.PERSON:
        return None
    goods = any(line.nature is Nature.GOODS for line in revision.lines)
    return Withdrawal.GOODS if goods else Withdrawal.SERVICE


def taken_lines(revision: QuoteRevision, options: Sequence[int]) -> list[QuoteLine]:
    """Returns what of a revision is ordered with these options."""
    return [line for line in revision.lines if not line.optional or line.position in options]


def agreed_lines(lines: Sequence[OfferedLine | QuoteLine]) -> list[AgreedLine]:
    """Returns lines of a quote as an order takes them."""
    return [
        AgreedLine(
            label=line.label,
            unit_cents=line.unit_cents,
            vat_code=line.vat_code,
            quantity_e4=line.quantity_e4,
            unit=str(line.unit),
            nature=line.nature,
            family=line.family,
        )
        for line in lines
    ]


def _answered(quote: Quote, answer: Answer) -> QuoteRevision:
    """Returns the revision that an answer is about, which must be the latest."""
    name = " ".join(answer.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput("name", "Écrivez vos nom et prénom\u00a0: c’est votre signature.")
    latest = quote.revisions[-1] if quote.revisions else None
    if latest is None:
        raise Refused("Le prix n’est pas encore donné.")
    if latest.public_id != answer.revision:
        raise Conflict("Le devis a changé depuis que vous l’avez ouvert. Relisez cette nouvelle version.")
    return latest


def _note(quote: Quote, revision: QuoteRevision, answer: Answer, *, accepted: bool, actor: str) -> None:
    taken = {line.position for line in revision.lines if line.optional} & set(answer.options)
    session.add(
        QuoteAnswer(
            quote_id=quote.id,
            revision_id=revision.id,
            sha256=revision.sha256,
            accepted=accepted,
            name=" ".join(answer.name.split()),
            method=answer.method,
            options=sorted(taken),
            words=" ".join(answer.words.split())[:400] or None,
            noted_by=actor,
            answered_at=clock.now(),
        )
    )


def digest_of(quote: Quote, revision: QuoteRevision) -> str:
    """Returns the SHA-256 of all that a revision says, in canonical JSON."""
    lines = [
        [
            line.label,
            line.family,
            line.nature,
            line.quantity_e4,
            line.unit,
            line.unit_cents,
            line.vat_code,
            line.optional,
        ]
        for line in revision.lines
    ]
    said = [
        *(quote.reference, revision.number, revision.valid_until.isoformat(), revision.deposit_bp, revision.words),
        lines,
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _move(quote: Quote, action: QuoteAction, actor: str) -> None:
    quote.status = QUOTE_TRANSITIONS.after(quote.status, action)
    session.flush()
    record_event(actor=actor, action=f"quote.{action.value}", subject=f"quote:{quote.public_id}")


def _lock(*conditions: ColumnElement[bool]) -> Quote:
    loading = (
        joinedload(Quote.site),
        joinedload(Quote.customer),
        selectinload(Quote.revisions).selectinload(QuoteRevision.lines),
    )
    wanted = select(Quote).where(*conditions).options(*loading).with_for_update(of=Quote)
    found = session.scalar(wanted)
    if found is None or registry().get(found.site.slug) is None:
        raise NotFound("Ce devis n’existe pas.")
    return found
