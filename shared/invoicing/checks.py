"""Whether a document is right before it gets a number: its sums to the cent and what the law wants it to name.

The official rules let a wrong VAT pass up to 0.99 € per rate (BR-CO-17); here it is one cent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from shared.invoicing.document import (
    BuyerKind,
    DocumentType,
    InvoiceDocument,
    NoteCode,
    PaymentMeans,
    VatCategory,
    VatTotal,
)
from shared.invoicing.wording import percent
from shared.kernel.errors import TradeError
from shared.kernel.money import E4, MICROS_PER_CENT, euros, vat_cents

_NUMBER = re.compile(r"[A-Za-z0-9+_/-]{1,35}")
_COMPULSORY_NOTES = (NoteCode.RECOVERY_INDEMNITY, NoteCode.LATE_PENALTIES, NoteCode.EARLY_PAYMENT)
_ADDRESS_LINES = 3
_Group = tuple[VatCategory, int]


class DocumentError(TradeError):
    """Refuses a document; `faults` says each inconsistency in one French sentence."""

    def __init__(self, number: str, faults: list[str]) -> None:
        super().__init__(f"Le document {number} n’est pas juste\u00a0: {' '.join(faults)}")
        self.faults = tuple(faults)


def check(document: InvoiceDocument) -> None:
    """Raises DocumentError, naming every inconsistency, unless the document may be issued as it is."""
    if faults := find_faults(document):
        raise DocumentError(document.number, faults)


def find_faults(document: InvoiceDocument) -> list[str]:
    """Returns each inconsistency of the document as a French sentence; an empty list when it is right."""
    return [
        *_line_faults(document),
        *_rate_faults(document),
        *_total_faults(document),
        *_party_faults(document),
        *_form_faults(document),
    ]


def _line_faults(document: InvoiceDocument) -> Iterator[str]:
    if not document.lines:
        yield "Le document n’a aucune ligne."
    for rank, line in enumerate(document.lines, start=1):
        # A unit price derived from a consumer's price is itself rounded: half a micro per unit may separate the two.
        distance = abs(line.net_cents * E4 * MICROS_PER_CENT - line.quantity_e4 * line.unit_price_micros)
        if 2 * distance > E4 * MICROS_PER_CENT + abs(line.quantity_e4):
            yield f"Ligne {rank}\u00a0: quantité × prix unitaire ne donne pas {euros(line.net_cents)}."
        if line.unit_price_micros < 0:
            yield f"Ligne {rank}\u00a0: un prix unitaire ne peut pas être négatif, une remise a une quantité négative."
        if not _is_coherent(line.vat_category, line.vat_bp, has_reason=line.exemption is not None):
            yield f"Ligne {rank}\u00a0: le taux et le motif d’exonération ne vont pas ensemble."


def _rate_faults(document: InvoiceDocument) -> Iterator[str]:
    nets: dict[_Group, int] = defaultdict(int)
    shown: dict[_Group, list[int | None]] = defaultdict(list)
    for line in document.lines:
        nets[line.vat_category, line.vat_bp] += line.net_cents
        shown[line.vat_category, line.vat_bp].append(line.gross_cents)
    groups = [(total.vat_category, total.vat_bp) for total in document.vat_totals]
    if sorted(groups) != sorted(nets):
        yield "Les taux des lignes et ceux du récapitulatif de TVA diffèrent."
    for total in document.vat_totals:
        group = (total.vat_category, total.vat_bp)
        yield from _one_rate_faults(total, nets[group], shown[group])


def _one_rate_faults(total: VatTotal, net_of_lines: int, shown: list[int | None]) -> Iterator[str]:
    name = f"TVA à {percent(total.vat_bp)}" if total.vat_bp else total.vat_category.label
    if total.net_cents != net_of_lines:
        yield f"{name}\u00a0: la base {euros(total.net_cents)} n’est pas la somme des lignes, {euros(net_of_lines)}."
    expected = vat_cents(total.net_cents, total.vat_bp)
    if abs(total.vat_cents - expected) > (1 if total.vat_bp else 0):
        yield f"{name}\u00a0: la taxe est de {euros(total.vat_cents)} au lieu de {euros(expected)}."
    prices = [price for price in shown if price is not None]
    if prices and len(prices) == len(shown) and sum(prices) != total.net_cents + total.vat_cents:
        yield f"{name}\u00a0: les prix affichés TTC font {euros(sum(prices))}."
    if not _is_coherent(total.vat_category, total.vat_bp, has_reason=total.exemption is not None):
        yield f"{name}\u00a0: le taux et le motif d’exonération ne vont pas ensemble."


def _total_faults(document: InvoiceDocument) -> Iterator[str]:
    sums = (
        ("hors taxes", document.net_cents, sum(total.net_cents for total in document.vat_totals)),
        ("de la TVA", document.vat_cents, sum(total.vat_cents for total in document.vat_totals)),
        ("TTC", document.gross_cents, document.net_cents + document.vat_cents),
        ("restant dû", document.due_cents, document.gross_cents - document.paid_cents),
    )
    for name, written, computed in sums:
        if written != computed:
            yield f"Le total {name} est de {euros(written)} au lieu de {euros(computed)}."
    if document.gross_cents < 0:
        yield "Un total négatif est un avoir, dont les montants s’écrivent positifs."
    if document.process.is_paid and (document.due_cents or document.due_date is None):
        yield "Un document déjà payé porte la date du paiement et ne laisse rien à payer."
    if document.process.follows_deposit and document.paid_cents < sum(past.gross_cents for past in document.preceding):
        yield "Les acomptes dépassent le montant déjà payé."


def _party_faults(document: InvoiceDocument) -> Iterator[str]:
    seller, buyer = document.seller, document.buyer
    if not seller.siren:
        yield "Le SIREN du vendeur manque."
    if not (seller.vat_number or seller.tax_registration):
        yield "Le vendeur n’a ni numéro de TVA ni numéro fiscal."
    if document.buyer_kind is not BuyerKind.CONSUMER and not buyer.siren:
        yield "Le SIREN du client professionnel manque."
    for party in (seller, buyer):
        if party.siret and not party.siret.startswith(party.siren or party.siret):
            yield f"Le SIRET de {party.name} ne commence pas par son SIREN."
    for address in (seller.address, buyer.address, *([document.delivery.address] if document.delivery else [])):
        if len(address.lines) > _ADDRESS_LINES:
            yield "Une adresse a trois lignes au plus avant le code postal."
    reverse_charge = any(line.vat_category is VatCategory.REVERSE_CHARGE for line in document.lines)
    if reverse_charge and not (seller.vat_number and buyer.vat_number):
        yield "L’autoliquidation demande le numéro de TVA du vendeur et celui du client."


def _form_faults(document: InvoiceDocument) -> Iterator[str]:
    if not _NUMBER.fullmatch(document.number):
        yield "Le numéro n’a pas la forme admise\u00a0: 35 lettres, chiffres ou + - _ / au plus."
    awaits_due_date = document.type is not DocumentType.DEPOSIT_INVOICE and not document.process.is_paid
    if awaits_due_date and document.due_date and document.due_date < document.issue_date:
        yield "L’échéance précède la date d’émission."
    if document.type is DocumentType.DEPOSIT_INVOICE and document.process.follows_deposit:
        yield "Une facture d’acompte ne peut pas être la facture définitive."
    if (document.is_credit or document.process.follows_deposit) and not document.preceding:
        yield "La facture d’origine n’est pas citée."
    if document.type is DocumentType.CORRECTED_INVOICE and len(document.preceding) != 1:
        yield "Une facture rectificative cite une facture, et une seule."
    if document.payment.means is PaymentMeans.TRANSFER and not document.payment.iban:
        yield "Un virement demande un IBAN."
    codes = [note.code for note in document.notes]
    for code in _COMPULSORY_NOTES:
        if codes.count(code) != 1:
            yield f"La mention {code} doit figurer une fois."


def _is_coherent(category: VatCategory, vat_bp: int, *, has_reason: bool) -> bool:
    """Whether a taxed supply has a rate and no reason, and any other a reason and no rate."""
    taxed = category is VatCategory.STANDARD
    return (vat_bp > 0) == taxed and has_reason != taxed
