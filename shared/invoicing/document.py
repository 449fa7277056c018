"""What an issued invoice says: everything copied, nothing looked up, so that it reads the same in ten years.

Amounts are signed integer cents, unit prices micros (1e-6 €), quantities 1e-4, rates basis points, days plain dates.
Quantities and amounts of a credit note are positive: its type alone says that the money goes the other way.
BT- and BG- numbers are those of EN 16931.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints

from shared.kernel.codes import LabelledCode, Nature, Unit


class DocumentType(LabelledCode):
    """What kind of document it is (BT-3, UNTDID 1001)."""

    INVOICE = "380", "Facture"
    CREDIT_NOTE = "381", "Avoir"
    CORRECTED_INVOICE = "384", "Facture rectificative"
    DEPOSIT_INVOICE = "386", "Facture d’acompte"


class BusinessProcess(LabelledCode):
    """What is sold and how far it is paid (BT-23, XP Z12-012): goods B, services S, both M.

    1 is an invoice still to pay, 2 one already paid, 4 the final invoice after a deposit.
    """

    GOODS = "B1", "Livraison de biens"
    SERVICES = "S1", "Prestation de services"
    MIXED = "M1", "Livraison de biens et prestation de services"
    GOODS_PAID = "B2", "Livraison de biens"
    SERVICES_PAID = "S2", "Prestation de services"
    MIXED_PAID = "M2", "Livraison de biens et prestation de services"
    GOODS_AFTER_DEPOSIT = "B4", "Livraison de biens"
    SERVICES_AFTER_DEPOSIT = "S4", "Prestation de services"
    MIXED_AFTER_DEPOSIT = "M4", "Livraison de biens et prestation de services"

    @classmethod
    def covering(cls, natures: Collection[Nature], *, paid: bool, follows_deposit: bool) -> Self:
        """Returns the process of a document over goods, services or both."""
        what = "M" if len(set(natures)) > 1 else "B" if Nature.GOODS in natures else "S"
        how_far = "4" if follows_deposit else "2" if paid else "1"
        return next(member for member in cls if member.value == what + how_far)

    @property
    def is_paid(self) -> bool:
        """Whether the whole amount was paid before the document was issued."""
        return self.value.endswith("2")

    @property
    def follows_deposit(self) -> bool:
        """Whether the document is the final invoice of an order that had deposit invoices."""
        return self.value.endswith("4")


class BuyerKind(LabelledCode):
    """Who buys; a public body is invoiced as a professional, with its own references."""

    BUSINESS = "B2B", "Professionnel"
    CONSUMER = "B2C", "Particulier"
    PUBLIC = "B2G", "Organisme public"


class VatCategory(LabelledCode):
    """How VAT applies (BT-118, UNTDID 5305); only STANDARD has a rate."""

    STANDARD = "S", "Taxé"
    EXEMPT = "E", "Exonéré"
    REVERSE_CHARGE = "AE", "Autoliquidation"


class PaymentMeans(LabelledCode):
    """How the money moves (BT-81, UNTDID 4461); the label completes « payée … »."""

    CASH = "10", "en espèces"
    CHEQUE = "20", "par chèque"
    TRANSFER = "30", "par virement"
    CARD = "48", "par carte"
    DIRECT_DEBIT = "59", "par prélèvement"


class NoteCode(StrEnum):
    """The subject of a legal mention that the law or BR-FR-05 names (BT-21, UNTDID 4451)."""

    RECOVERY_INDEMNITY = "PMT"
    LATE_PENALTIES = "PMD"
    EARLY_PAYMENT = "AAB"
    REGULATORY = "REG"
    GENERAL = "AAI"
    TREATMENT = "BAR"


class MentionCode(StrEnum):
    """The mentions besides those of `NoteCode` that are kept as dated rows."""

    GOODS = "nature-goods"
    SERVICES = "nature-services"
    MIXED = "nature-mixed"
    ON_DEBITS = "debits"

    @classmethod
    def of_nature(cls, process: BusinessProcess) -> Self:
        """Returns the mention that says what is sold: goods, services or both."""
        return cls({"B": "nature-goods", "S": "nature-services", "M": "nature-mixed"}[process.value[0]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address of at most three lines above postcode and city; `country` is ISO 3166 alpha-2."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = "FR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A seller or a buyer as the law wants it named.

    `tax_registration` (BT-32) stands in for the VAT number of a seller who has none; `electronic_address` is the one of
    the French directory (scheme 0225) and is the SIREN when it is absent.
    """

    name: str
    address: Address
    legal_form: str = ""
    siren: str | None = None
    siret: str | None = None
    vat_number: str | None = None
    tax_registration: str | None = None
    electronic_address: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where the goods or the work went, when it is not where the invoice goes (BG-13)."""

    name: str
    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Why no VAT is charged: the VATEX code (BT-121) and the mention that the law wants printed (BT-120)."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One thing sold; the unit price is net of VAT and of any discount.

    `gross_cents` is the price that a consumer saw, VAT included; the lines of a professional have none.
    """

    label: str
    description: str = ""
    quantity_e4: int
    unit: Unit = Unit.PIECE
    unit_price_micros: int
    net_cents: int
    vat_bp: int
    vat_category: VatCategory = VatCategory.STANDARD
    exemption: Exemption | None = None
    gross_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotal:
    """What one rate adds up to (BG-23); VAT is rounded once per rate."""

    vat_bp: int
    vat_category: VatCategory = VatCategory.STANDARD
    net_cents: int
    vat_cents: int
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A legal mention of the day of issue (BG-1)."""

    text: str
    code: NoteCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingInvoice:
    """The invoice that this one credits, corrects or completes (BG-3); a deposit brings its amounts per rate."""

    number: str
    issue_date: date
    vat_totals: tuple[VatTotal, ...] = ()

    @property
    def gross_cents(self) -> int:
        """What the deposit came to, VAT included, in cents."""
        return sum(total.net_cents + total.vat_cents for total in self.vat_totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How the document was or is to be paid; `paid_on` is absent while money is awaited."""

    means: PaymentMeans
    paid_on: date | None = None
    iban: str | None = None
    bic: str | None = None
    account_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something the trade wants shown: the plate and the mileage of a car, the day of a meal."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDocument:
    """An invoice, credit note, deposit or corrected invoice, complete.

    `order_reference` is the buyer's purchase order (BT-13) and `buyer_reference` what a public body routes by (BT-10).
    `accent` is the colour of the workshop, `#rrggbb`. `paid_cents` holds deposits and money received; `due_cents` what
    is left.
    """

    number: str
    type: DocumentType
    issue_date: date
    due_date: date | None = None
    supply_date: date | None = None
    process: BusinessProcess
    buyer_kind: BuyerKind
    seller: Party
    buyer: Party
    delivery: Delivery | None = None
    order_reference: str | None = None
    buyer_reference: str | None = None
    lines: tuple[DocumentLine, ...]
    vat_totals: tuple[VatTotal, ...]
    vat_on_debits: bool = False
    net_cents: int
    vat_cents: int
    gross_cents: int
    paid_cents: int = 0
    due_cents: int
    payment: Payment
    preceding: tuple[PrecedingInvoice, ...] = ()
    notes: tuple[Note, ...] = ()
    facts: tuple[Fact, ...] = ()
    workshop_label: str
    accent: str

    @property
    def is_credit(self) -> bool:
        """Whether the money goes from the seller to the buyer."""
        return self.type is DocumentType.CREDIT_NOTE

    @property
    def is_for_consumer(self) -> bool:
        """Whether the rules between professionals (penalties, recovery indemnity) stay off the page."""
        return self.buyer_kind is BuyerKind.CONSUMER

    def to_json(self) -> str:
        """Returns the canonical JSON that is stored and hashed: sorted keys, no spaces, ISO dates, plain UTF-8."""
        return json.dumps(
            asdict(self), default=date.isoformat, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads what `to_json` wrote; raises TypeError on a missing or unknown field, ValueError on an unknown code."""
        document: Self = _read(cls, json.loads(text))
        return document


def _read(kind: Any, value: Any) -> Any:
    """Turns plain JSON into `kind`: a dataclass, a tuple, an optional, an enumeration, a date or a plain value."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        names = {field.name for field in fields(kind)}
        return kind(**{name: _read(hints[name], part) if name in names else part for name, part in value.items()})
    if get_origin(kind) is UnionType:
        present = next(part for part in get_args(kind) if part is not NoneType)
        return None if value is None else _read(present, value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value
