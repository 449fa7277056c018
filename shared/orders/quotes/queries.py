"""Reading quotes: one behind its secret, one for staff, the list of a site, those of a mail address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.identifiers import fingerprint
from shared.orders.models import Customer, Order, Quote, QuoteAnswer, QuoteRevision, QuoteStatus
from shared.workshop import Site

_OPEN = (QuoteStatus.REQUESTED, QuoteStatus.SENT, QuoteStatus.REFUSED)


class QuoteRow(NamedTuple):
    """A quote as a list shows it; `valid_until` is that of its latest revision."""

    public_id: UUID
    reference: str
    site: str
    title: str
    status: QuoteStatus
    asked_at: datetime
    customer: str
    valid_until: date | None

    @property
    def is_late(self) -> bool:
        """Whether it was sent and nobody answered in time."""
        sent = self.status is QuoteStatus.SENT
        return sent and self.valid_until is not None and self.valid_until < clock.today()


def find_quote_by_secret(secret: str) -> Quote:
    """Returns the quote whose page bears this secret, whole; raises NotFound."""
    return _one(Quote.secret_sha256 == fingerprint(secret))


def find_quote(public_id: UUID, *, site_id: int) -> Quote:
    """Returns a quote of one site, whole; raises NotFound for another site's."""
    return _one(Quote.public_id == public_id, Quote.site_id == site_id)


def find_quote_by_id(quote_id: int) -> Quote:
    """Returns a quote, whole; raises NotFound."""
    return _one(Quote.id == quote_id)


def find_quote_of_order(order_id: int) -> tuple[UUID, str] | None:
    """Returns the public id and the reference of the quote that an order came from. One statement."""
    row = session.execute(select(Quote.public_id, Quote.reference).where(Quote.order_id == order_id)).one_or_none()
    return (row.public_id, row.reference) if row else None


def find_order_of_quote(quote: Quote) -> Order | None:
    """Returns the order that an accepted quote became."""
    return session.get(Order, quote.order_id) if quote.order_id else None


def list_answers(quote_id: int) -> list[QuoteAnswer]:
    """Returns what was answered, the oldest first. One statement."""
    return list(session.scalars(select(QuoteAnswer).where(QuoteAnswer.quote_id == quote_id).order_by(QuoteAnswer.id)))


def count_requests(site_ids: Collection[int]) -> dict[int, int]:
    """Returns how many quotes of each site wait for a price. One statement."""
    waiting = select(Quote.site_id, func.count()).where(Quote.status == QuoteStatus.REQUESTED)
    rows = session.execute(waiting.where(Quote.site_id.in_(site_ids)).group_by(Quote.site_id))
    return dict(rows.all())


def list_quotes(site_id: int, *, open_only: bool = True) -> list[QuoteRow]:
    """Returns the quotes of a site, those that wait for a price first, then the newest. One statement."""
    conditions = [Quote.site_id == site_id]
    if open_only:
        conditions.append(Quote.status.in_(_OPEN))
    rows = _rows(*conditions)
    return sorted(rows, key=lambda row: row.status is not QuoteStatus.REQUESTED)


def list_quotes_of(email: str) -> list[QuoteRow]:
    """Returns the quotes asked for under a mail address that have not become orders, the newest first."""
    return _rows(Customer.email == email.lower(), Quote.order_id.is_(None), Quote.status != QuoteStatus.WITHDRAWN)


def _rows(*conditions: ColumnElement[bool]) -> list[QuoteRow]:
    latest = select(QuoteRevision.valid_until).where(QuoteRevision.quote_id == Quote.id)
    newest = latest.order_by(QuoteRevision.number.desc()).limit(1)
    columns = (Quote.public_id, Quote.reference, Site.slug, Quote.title, Quote.status, Quote.asked_at, Customer.name)
    asked = select(*columns, newest.correlate(Quote).scalar_subquery()).select_from(Quote)
    joined = asked.join(Site, Site.id == Quote.site_id).join(Customer, Customer.id == Quote.customer_id)
    return [QuoteRow._make(row) for row in session.execute(joined.where(*conditions).order_by(Quote.id.desc()))]


def _one(*conditions: ColumnElement[bool]) -> Quote:
    loading = (
        joinedload(Quote.site),
        joinedload(Quote.customer),
        selectinload(Quote.revisions).selectinload(QuoteRevision.lines),
    )
    found = session.scalar(select(Quote).where(*conditions).options(*loading))
    if found is None:
        raise NotFound("Ce devis n’existe pas. Vérifiez l’adresse dans le courriel que vous avez reçu.")
    return found
