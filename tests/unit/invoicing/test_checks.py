"""A document that is wrong by a cent, or that leaves out what the law names, never gets a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from shared.invoicing.checks import DocumentError, check, find_faults
from shared.invoicing.document import (
    Address,
    BusinessProcess,
    DocumentLine,
    DocumentType,
    InvoiceDocument,
    NoteCode,
    Payment,
    PaymentMeans,
)
from shared.kernel.money import line_net_cents
from tests.support.invoices import (
    COMPANY,
    EVERY_KIND,
    FULL,
    SELLER,
    credit_note,
    deposit,
    exempt,
    final_after_deposit,
    for_consumers,
    paid_online,
    reverse_charge,
    three_rates,
    unpaid_transfer,
)


def with_line(document: InvoiceDocument, **changes: object) -> InvoiceDocument:
    """Returns the document with its first line changed."""
    first: DocumentLine = replace(document.lines[0], **changes)  # type: ignore[arg-type]
    return replace(document, lines=(first, *document.lines[1:]))


def with_vat(document: InvoiceDocument, more_cents: int) -> InvoiceDocument:
    """Returns the document with more VAT at its first rate, and totals that follow."""
    first = document.vat_totals[0]
    return replace(
        document,
        vat_totals=(replace(first, vat_cents=first.vat_cents + more_cents), *document.vat_totals[1:]),
        vat_cents=document.vat_cents + more_cents,
        gross_cents=document.gross_cents + more_cents,
        due_cents=document.due_cents + more_cents,
    )


@pytest.mark.parametrize("make", EVERY_KIND)
def test_every_kind_of_document_is_right(make: Callable[[], InvoiceDocument]) -> None:
    check(make())


def test_one_cent_of_vat_is_rounding_and_two_are_a_fault() -> None:
    assert find_faults(with_vat(unpaid_transfer(), 1)) == []
    assert find_faults(with_vat(unpaid_transfer(), -1)) == []
    assert find_faults(with_vat(unpaid_transfer(), 2)) == [
        "TVA à 20\u00a0%\u00a0: la taxe est de 315,42\u00a0€ au lieu de 315,40\u00a0€."
    ]


def test_a_great_many_cheap_things_may_miss_a_cent_by_their_unit_price() -> None:
    # 8 334,17 € net for 400 001 pieces is 0,020835 € each, which alone would come to 8 334,02 €.
    leaflets = for_consumers(("Tract imprimé", 400_001, 1_000_100, FULL))

    assert leaflets.lines[0].net_cents != line_net_cents(
        leaflets.lines[0].quantity_e4, leaflets.lines[0].unit_price_micros
    )
    assert find_faults(leaflets) == []


FAULTY: dict[str, tuple[InvoiceDocument, str]] = {
    "a line a cent too dear": (with_line(unpaid_transfer(), net_cents=145_001), "ne donne pas 1\u202f450,01"),
    "a base that is not its lines": (with_line(unpaid_transfer(), net_cents=145_001), "pas la somme des lignes"),
    "a discount by its price": (
        with_line(unpaid_transfer(), quantity_e4=-10_000, unit_price_micros=-1_450_000_000),
        "une remise a une quantité négative",
    ),
    "a line at a rate without total": (with_line(unpaid_transfer(), vat_bp=1000), "Les taux des lignes"),
    "a rate totalled twice": (
        replace(unpaid_transfer(), vat_totals=unpaid_transfer().vat_totals * 2),
        "Les taux des lignes",
    ),
    "another price than the one shown": (with_line(three_rates(), gross_cents=3871), "les prix affichés TTC font"),
    "an exempt line without reason": (with_line(exempt(), exemption=None), "Ligne 1\u00a0: le taux et le motif"),
    "a taxed line with a reason": (
        with_line(unpaid_transfer(), exemption=exempt().lines[0].exemption),
        "Ligne 1\u00a0: le taux et le motif",
    ),
    "an exempt total without reason": (
        replace(exempt(), vat_totals=(replace(exempt().vat_totals[0], exemption=None),)),
        "Exonéré\u00a0: le taux et le motif",
    ),
    "a cent of VAT on what is exempt": (with_vat(exempt(), 1), "Exonéré\u00a0: la taxe est de"),
    "a wrong net total": (replace(unpaid_transfer(), net_cents=157_701), "Le total hors taxes est de"),
    "a wrong VAT total": (replace(unpaid_transfer(), vat_cents=31_541), "Le total de la TVA est de"),
    "a wrong gross total": (replace(unpaid_transfer(), gross_cents=189_241), "Le total TTC est de"),
    "a wrong balance": (replace(unpaid_transfer(), due_cents=0), "Le total restant dû est de"),
    "a negative invoice": (replace(unpaid_transfer(), gross_cents=-1), "s’écrivent positifs"),
    "paid, yet something is due": (
        replace(unpaid_transfer(), process=BusinessProcess.SERVICES_PAID),
        "Un document déjà payé",
    ),
    "paid on no day": (replace(paid_online(), due_date=None), "Un document déjà payé"),
    "deposits above what was paid": (
        replace(final_after_deposit(), paid_cents=34_999, due_cents=82_901),
        "Les acomptes dépassent",
    ),
    "a final invoice without its deposit": (replace(final_after_deposit(), preceding=()), "n’est pas citée"),
    "a credit note without its invoice": (replace(credit_note(), preceding=()), "n’est pas citée"),
    "a correction of nothing": (
        replace(credit_note(), type=DocumentType.CORRECTED_INVOICE, preceding=()),
        "cite une facture, et une seule",
    ),
    "a deposit that would be final": (
        replace(deposit(), process=BusinessProcess.GOODS_AFTER_DEPOSIT),
        "ne peut pas être la facture définitive",
    ),
    "due before it is issued": (replace(unpaid_transfer(), due_date=date(2026, 3, 11)), "L’échéance précède"),
    "a number with spaces": (replace(unpaid_transfer(), number="EX 2026 1"), "n’a pas la forme admise"),
    "a number too long": (replace(unpaid_transfer(), number="E" * 36), "n’a pas la forme admise"),
    "a transfer to nowhere": (replace(unpaid_transfer(), payment=Payment(means=PaymentMeans.TRANSFER)), "IBAN"),
    "nothing sold": (replace(unpaid_transfer(), lines=()), "aucune ligne"),
    "a seller without SIREN": (replace(unpaid_transfer(), seller=replace(SELLER, siren=None)), "SIREN du vendeur"),
    "a seller whom the tax office does not know": (
        replace(unpaid_transfer(), seller=replace(SELLER, vat_number=None)),
        "ni numéro de TVA ni numéro fiscal",
    ),
    "an establishment of someone else": (
        replace(unpaid_transfer(), seller=replace(SELLER, siret="00000002600013")),
        "ne commence pas par son SIREN",
    ),
    "a company without SIREN": (replace(unpaid_transfer(), buyer=replace(COMPANY, siren=None)), "SIREN du client"),
    "a reverse charge on nobody": (
        replace(reverse_charge(), buyer=replace(COMPANY, vat_number=None)),
        "L’autoliquidation demande",
    ),
    "an address of four lines": (
        replace(unpaid_transfer(), buyer=replace(COMPANY, address=Address(lines=("a", "b", "c", "d")))),
        "trois lignes",
    ),
    "a compulsory mention left out": (
        replace(unpaid_transfer(), notes=unpaid_transfer().notes[1:]),
        f"La mention {NoteCode.RECOVERY_INDEMNITY}",
    ),
    "a compulsory mention made twice": (
        replace(paid_online(), notes=(*paid_online().notes, paid_online().notes[1])),
        f"La mention {NoteCode.LATE_PENALTIES}",
    ),
}


@pytest.mark.parametrize(("document", "fault"), FAULTY.values(), ids=FAULTY)
def test_a_seeded_fault_is_found(document: InvoiceDocument, fault: str) -> None:
    assert any(fault in found for found in find_faults(document))


def test_all_faults_are_told_at_once() -> None:
    document = replace(unpaid_transfer(), number="EX 1", net_cents=1, notes=())

    with pytest.raises(DocumentError, match="EX 1 n’est pas juste") as refusal:
        check(document)

    assert len(refusal.value.faults) == 6
    assert all(fault in refusal.value.sentence for fault in refusal.value.faults)
