"""Quotes: what somebody asked for, the revisions that we answered with, and what was answered to one of them.

A revision is never changed: another takes its place, and an acceptance names the one that was read.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Bp, Cents, Instant, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.codes import Nature
from shared.kernel.states import Transitions
from shared.orders.models.customers import Customer
from shared.workshop import Site


class QuoteStatus(StrEnum):
    """How far a quote has come; whether one that was sent is still valid is a question of the day."""

    REQUESTED = "requested"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The French name."""
        return _STATUS_LABELS[self]

    @property
    def tone(self) -> str:
        """The tone of its badge: what waits for us stands out."""
        return {"requested": "warning", "sent": "info", "accepted": "success"}.get(self.value, "neutral")


_STATUS_LABELS = {
    QuoteStatus.REQUESTED: "À chiffrer",
    QuoteStatus.SENT: "Envoyé",
    QuoteStatus.ACCEPTED: "Accepté",
    QuoteStatus.REFUSED: "Refusé",
    QuoteStatus.WITHDRAWN: "Classé",
}


class QuoteAction(StrEnum):
    """What can happen to a quote."""

    SEND = "send"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


QUOTE_TRANSITIONS = Transitions(
    QuoteStatus,
    QuoteAction,
    {
        (QuoteStatus.REQUESTED, QuoteAction.SEND): QuoteStatus.SENT,
        (QuoteStatus.SENT, QuoteAction.SEND): QuoteStatus.SENT,
        (QuoteStatus.REFUSED, QuoteAction.SEND): QuoteStatus.SENT,
        (QuoteStatus.SENT, QuoteAction.ACCEPT): QuoteStatus.ACCEPTED,
        (QuoteStatus.SENT, QuoteAction.REFUSE): QuoteStatus.REFUSED,
        (QuoteStatus.REQUESTED, QuoteAction.WITHDRAW): QuoteStatus.WITHDRAWN,
        (QuoteStatus.SENT, QuoteAction.WITHDRAW): QuoteStatus.WITHDRAWN,
        (QuoteStatus.REFUSED, QuoteAction.WITHDRAW): QuoteStatus.WITHDRAWN,
    },
    "Ce devis a déjà reçu sa réponse.",
)


class AnswerMethod(StrEnum):
    """How somebody answered a quote."""

    LINK = "link"
    TELEPHONE = "telephone"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """The French name."""
        return {"link": "en ligne", "telephone": "par téléphone", "paper": "sur papier signé"}[self.value]


class Quote(Base):
    """What a customer asks a site to put a price on. `answers` are pairs of a question and what was answered."""

    __tablename__ = "quotes"

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    status: Mapped[QuoteStatus] = mapped_column(choice(QuoteStatus), default=QuoteStatus.REQUESTED, index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[ShortText]
    answers: Mapped[list[list[str]]] = mapped_column(JSON, info=personal("ce que le client demande", 0))
    purchase_order: Mapped[str | None] = mapped_column(String(50))
    asked_at: Mapped[Instant]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)

    site: Mapped[Site] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")
    revisions: Mapped[list[QuoteRevision]] = relationship(lazy="raise", order_by="QuoteRevision.number")


class QuoteRevision(Base):
    """A price that we gave, valid until a day (included); `sha256` is the digest of all that it says."""

    __tablename__ = "quote_revisions"
    __table_args__ = (
        UniqueConstraint("quote_id", "number"),
        CheckConstraint("deposit_bp >= 0 AND deposit_bp <= 10000", name="deposit_is_a_share"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    number: Mapped[int]
    valid_until: Mapped[date]
    deposit_bp: Mapped[Bp]
    words: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[Instant]
    sent_by: Mapped[ShortText] = mapped_column(info=personal("qui a fait le devis"))

    lines: Mapped[list[QuoteLine]] = relationship(lazy="raise", order_by="QuoteLine.position")


class QuoteLine(Base):
    """Something offered; the price per unit is without VAT for a professional and with it for a person, in cents."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        UniqueConstraint("revision_id", "position"),
        CheckConstraint("quantity_e4 > 0 AND unit_cents > 0", name="costs_something"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    revision_id: Mapped[int] = mapped_column(ForeignKey("quote_revisions.id"))
    position: Mapped[int]
    label: Mapped[ShortText]
    family: Mapped[str] = mapped_column(String(40))
    nature: Mapped[Nature] = mapped_column(choice(Nature))
    quantity_e4: Mapped[E4]
    unit: Mapped[str] = mapped_column(String(3))
    unit_cents: Mapped[Cents]
    vat_code: Mapped[str] = mapped_column(String(30))
    # Taken only by who asks for it.
    optional: Mapped[bool]


class QuoteAnswer(Base):
    """Who said yes or no to which revision, how and when, with the digest of what was read."""

    __tablename__ = "quote_answers"
    __table_args__ = ({"info": APPEND_ONLY},)

    id: Mapped[Pk]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("quote_revisions.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    accepted: Mapped[bool]
    name: Mapped[ShortText] = mapped_column(info=personal("preuve de l’accord", 0))
    method: Mapped[AnswerMethod] = mapped_column(choice(AnswerMethod))
    # The positions of the options that were taken.
    options: Mapped[list[int]] = mapped_column(JSON)
    words: Mapped[str | None] = mapped_column(String(400), info=personal("ce que le client a répondu", 0))
    noted_by: Mapped[ShortText] = mapped_column(info=personal("qui a noté la réponse"))
    answered_at: Mapped[Instant]
