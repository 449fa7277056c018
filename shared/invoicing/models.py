"""Invoices: inserted once, complete, never changed. What happens later stands in other append-only tables.

Amounts are signed cents: an invoice is positive, a credit note negative. "Paid" is a query over allocations.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.db import E4, Base, Bp, Cents, Instant, Micros, Pk, PublicId, ShortText, choice, personal
from shared.db.triggers import APPEND_ONLY
from shared.kernel.codes import Nature
from shared.orders.models import CustomerKind


class InvoiceKind(StrEnum):
    """The document type, with its UNTDID 1001 code."""

    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"

    @property
    def label(self) -> str:
        """The French name."""
        return {"invoice": "Facture", "deposit": "Facture d’acompte", "credit_note": "Avoir"}[self.value]

    @property
    def type_code(self) -> str:
        """BT-3 of EN 16931."""
        return {"invoice": "380", "deposit": "386", "credit_note": "381"}[self.value]


class FileKind(StrEnum):
    """A file made from an invoice."""

    PDF = "pdf"
    XML = "xml"

    @property
    def media_type(self) -> str:
        """What the file is called in HTTP."""
        return {"pdf": "application/pdf", "xml": "application/xml"}[self.value]


class LegalMention(Base):
    """A sentence that an invoice must carry, from `valid_from` on (included) until a later row replaces it."""

    __tablename__ = "legal_mentions"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(String(500))
    valid_from: Mapped[date]
    source: Mapped[ShortText]
    # Whether somebody has read that source.
    confirmed: Mapped[bool]


class SellerIdentity(Base):
    """Who we are on an invoice, from `valid_from` on (included): our seat has moved before and may move again."""

    __tablename__ = "seller_identities"

    id: Mapped[Pk]
    valid_from: Mapped[date] = mapped_column(unique=True)
    name: Mapped[ShortText]
    legal_form: Mapped[ShortText]
    siren: Mapped[str] = mapped_column(String(9))
    siret: Mapped[str] = mapped_column(String(14))
    vat_number: Mapped[str] = mapped_column(String(20))
    street: Mapped[ShortText]
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[ShortText]
    email: Mapped[ShortText]
    # Where transfers go (BT-84, BT-86); without it nobody is asked for one.
    iban: Mapped[str | None] = mapped_column(String(34))
    bic: Mapped[str | None] = mapped_column(String(11))
    # The option to owe VAT when the invoice is issued instead of when it is paid. Source: CGI art. 269, 2-c.
    vat_on_debits: Mapped[bool] = mapped_column(default=False)
    source: Mapped[ShortText]


class Invoice(Base):
    """An issued document. `document` is the canonical JSON of all that it says, frozen; `sha256` is its digest.

    Amounts are what the document adds: those of an invoice that follows a deposit are less by the deposit's, so that
    the documents of an order add up to what it costs.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("net_cents + vat_cents = gross_cents", name="totals_agree"),
        # All that a list asks of a document without reading it, for the document itself is large.
        Index("ix_invoices_listed", "issued_on", "number", "kind", "site_id", "customer_id", "order_id", "gross_cents"),
        # An order is invoiced once, whatever happens twice.
        Index(
            "uq_invoices_order_invoiced_once",
            "order_id",
            unique=True,
            sqlite_where=text("kind = 'invoice'"),
            postgresql_where=text("kind = 'invoice'"),
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind))
    series: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(35), unique=True)
    issued_on: Mapped[date]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    # The invoice that a credit note takes back, all of it or a part.
    credited_invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    # What a credit note was made for, so that the same cause makes one: a refund, a cancelled order.
    cause: Mapped[str | None] = mapped_column(String(80), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    customer_kind: Mapped[CustomerKind] = mapped_column(choice(CustomerKind))
    net_cents: Mapped[Cents]
    vat_cents: Mapped[Cents]
    gross_cents: Mapped[Cents]
    document: Mapped[str] = mapped_column(Text, info=personal("mentions obligatoires de la facture", 0))
    sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[Instant]
    issued_by: Mapped[ShortText] = mapped_column(info=personal("qui a émis la facture"))

    lines: Mapped[list[InvoiceLine]] = relationship(lazy="raise", order_by="InvoiceLine.position")
    vat_totals: Mapped[list[InvoiceVatTotal]] = relationship(lazy="raise")


class InvoiceLine(Base):
    """A line of an issued document; its VAT is that of its rate, see InvoiceVatTotal."""

    __tablename__ = "invoice_lines"
    __table_args__ = (UniqueConstraint("invoice_id", "position"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    position: Mapped[int]
    label: Mapped[ShortText]
    family: Mapped[str] = mapped_column(String(40), default="")
    nature: Mapped[Nature] = mapped_column(choice(Nature), default=Nature.SERVICES)
    quantity_e4: Mapped[E4]
    unit_price_micros: Mapped[Micros]
    vat_bp: Mapped[Bp]
    net_cents: Mapped[Cents]
    # On a credit note: which line of the invoice is credited, and for how much, VAT included.
    credited_position: Mapped[int | None]
    credited_cents: Mapped[Cents | None]


class InvoiceVatTotal(Base):
    """What one family of products, goods or services, adds at one VAT rate: the line of the revenue export."""

    __tablename__ = "invoice_vat_totals"
    __table_args__ = (
        UniqueConstraint("invoice_id", "vat_bp", "vat_category", "family", "nature"),
        CheckConstraint("net_cents + vat_cents = gross_cents", name="totals_agree"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    vat_bp: Mapped[Bp]
    vat_category: Mapped[str] = mapped_column(String(2))
    family: Mapped[str] = mapped_column(String(40), default="")
    nature: Mapped[Nature] = mapped_column(choice(Nature), default=Nature.SERVICES)
    net_cents: Mapped[Cents]
    vat_cents: Mapped[Cents]
    gross_cents: Mapped[Cents]


class InvoiceFile(Base):
    """A file made from an invoice, kept with its digest."""

    __tablename__ = "invoice_files"
    __table_args__ = (UniqueConstraint("invoice_id", "kind"), {"info": APPEND_ONLY})

    id: Mapped[Pk]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    kind: Mapped[FileKind] = mapped_column(choice(FileKind))
    content: Mapped[bytes] = mapped_column(LargeBinary, info=personal("la facture elle-même", 0))
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[Instant]


class AccountPurpose(StrEnum):
    """What an account of the general ledger is for; which number serves a purpose is a dated row."""

    CUSTOMERS = "customers"
    SALES = "sales"
    SALES_GOODS = "sales_goods"
    ADVANCES = "advances"
    VAT_GOODS = "vat_goods"
    VAT_COLLECTED = "vat_collected"
    VAT_PENDING = "vat_pending"
    STRIPE = "stripe"
    CARD_TERMINAL = "card_terminal"
    CASH = "cash"
    CHEQUES = "cheques"
    BANK = "bank"
    DISPUTES = "disputes"
    LOSSES = "losses"
    FEES = "fees"


class LedgerAccount(Base):
    """The account that serves a purpose, at one VAT rate where that matters, from `valid_from` on (included)."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (UniqueConstraint("purpose", "vat_bp", "valid_from"),)

    id: Mapped[Pk]
    purpose: Mapped[AccountPurpose] = mapped_column(choice(AccountPurpose))
    # -1 where one account serves every rate.
    vat_bp: Mapped[Bp]
    number: Mapped[str] = mapped_column(String(12))
    label: Mapped[ShortText]
    valid_from: Mapped[date]
    source: Mapped[ShortText]
    # Whether the accountant has said so.
    confirmed: Mapped[bool]


class EntryKind(StrEnum):
    """The event that an entry of the journal tells."""

    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_RETURNED = "refund_returned"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"
    FEE = "fee"

    @property
    def label(self) -> str:
        """The French name."""
        return _ENTRY_LABELS[self]

    @property
    def is_document(self) -> bool:
        """Whether it changes what is asked, instead of what is paid."""
        return self in {EntryKind.INVOICE, EntryKind.DEPOSIT, EntryKind.CREDIT_NOTE}


_ENTRY_LABELS = {
    EntryKind.INVOICE: "Facture",
    EntryKind.DEPOSIT: "Facture d’acompte",
    EntryKind.CREDIT_NOTE: "Avoir",
    EntryKind.PAYMENT: "Encaissement",
    EntryKind.REFUND: "Remboursement",
    EntryKind.REFUND_RETURNED: "Remboursement revenu",
    EntryKind.DISPUTE: "Paiement contesté",
    EntryKind.DISPUTE_WON: "Contestation rejetée",
    EntryKind.DISPUTE_LOST: "Contestation perdue",
    EntryKind.FEE: "Frais de Stripe",
}


class JournalEntry(Base):
    """One event in the books; its lines balance. `cause` names the invoice, payment or refund, once."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        UniqueConstraint("kind", "cause"),
        Index("ix_journal_entries_booked_on", "booked_on", "id"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    cause: Mapped[str] = mapped_column(String(60))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    booked_on: Mapped[date]
    # What the accountant finds it by: the number of the document, or of the order.
    piece: Mapped[str] = mapped_column(String(40))

    lines: Mapped[list[JournalLine]] = relationship(lazy="raise", order_by="JournalLine.position")


class JournalLine(Base):
    """A debit or a credit, in cents, on the account of the day, copied."""

    __tablename__ = "journal_lines"
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        CheckConstraint("debit_cents >= 0 AND credit_cents >= 0", name="not_negative"),
        CheckConstraint("(debit_cents = 0) <> (credit_cents = 0)", name="one_side"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[Pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"))
    position: Mapped[int]
    purpose: Mapped[AccountPurpose] = mapped_column(choice(AccountPurpose))
    vat_bp: Mapped[int | None]
    account: Mapped[str] = mapped_column(String(12))
    account_label: Mapped[ShortText]
    debit_cents: Mapped[Cents]
    credit_cents: Mapped[Cents]
