"""What a person gets: a readable file with its XML inside, the same bytes each time it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdf
import pytest
import typst

from shared.files import pdf as pdf_module
from shared.invoicing.document import DocumentLine, Fact, InvoiceDocument
from shared.invoicing.facturx import build_xml
from shared.invoicing.page import lay_out
from shared.invoicing.pdf import ATTACHMENT, extract_xml, render_pdf
from shared.invoicing.validation import validate_pdf
from shared.kernel.codes import Unit
from tests.support.invoices import (
    EVERY_KIND,
    FULL,
    ISSUED,
    MIDDLE,
    credit_note,
    deposit,
    exempt,
    final_after_deposit,
    for_professionals,
    paid_online,
    three_rates,
    unpaid_transfer,
)


def made(document: InvoiceDocument) -> bytes:
    """Returns the file of the document."""
    return render_pdf(document, build_xml(document))


def a_process_later() -> None:
    """Forgets the compiler, as a new process would."""
    pdf_module._compiler.cache_clear()  # noqa: SLF001 - a process has only one, by design


def read_pages(document: InvoiceDocument) -> list[str]:
    """Returns the text of each page, all its spaces alike."""
    pages = pypdf.PdfReader(BytesIO(made(document))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.mark.parametrize("make", EVERY_KIND)
def test_the_same_document_gives_the_same_bytes(make: Callable[[], InvoiceDocument]) -> None:
    first = made(make())
    a_process_later()

    assert made(make()) == first


def test_another_day_of_issue_gives_other_bytes() -> None:
    tomorrow = ISSUED + timedelta(days=1)

    assert made(replace(paid_online(), issue_date=tomorrow)) != made(paid_online())


def test_the_file_carries_its_xml_as_factur_x_wants() -> None:
    xml = build_xml(unpaid_transfer())

    file = render_pdf(unpaid_transfer(), xml)

    assert extract_xml(file) == xml
    with pikepdf.open(BytesIO(file)) as opened:
        assert opened.attachments[ATTACHMENT].relationship == pikepdf.Name.Data
        properties = opened.Root.Metadata.read_bytes().decode()
        assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in properties
        assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in properties
        assert opened.docinfo["/CreationDate"] == "D:20260312120000Z"
        assert opened.Root.Lang == "fr-FR"


def test_a_file_without_attachment_has_no_xml_to_give() -> None:
    plain = BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(plain)

    with pytest.raises(KeyError):
        extract_xml(plain.getvalue())


def test_the_driver_who_paid_by_card_reads_so_and_nothing_about_penalties() -> None:
    (page,) = read_pages(paid_online())

    assert "Facture n° EX-2026-000001" in page
    assert "Payée par carte le 12 mars 2026." in page
    assert "Immatriculation AA-000-AA" in page
    assert "Total TTC 149,70 €" in page
    assert "Reste à payer 0,00 €" in page
    assert "40 €" not in page
    assert "IBAN" not in page
    assert "Échéance" not in page


def test_the_company_reads_how_to_pay_and_what_lateness_costs() -> None:
    (page,) = read_pages(unpaid_transfer())

    assert "À régler par virement au plus tard le 11 avril 2026." in page
    assert "IBAN FR76 3000 6000 0112 3456 7890 189" in page
    assert "Référence à rappeler EX-2026-000001" in page
    assert "Votre commande BC-2026-118" in page
    assert "Remise partenaire −1 forfait 120,00 € 20 % −120,00 €" in page
    assert "Indemnité forfaitaire" in page
    assert "Option pour le paiement de la taxe d’après les débits." in page
    assert "Association loi 1901 · SIRET 000 000 018 00010 · TVA FR66000000018" in page


def test_a_transfer_comes_with_a_code_to_scan_and_other_payments_without() -> None:
    assert lay_out(unpaid_transfer())["payment"]["qr"].startswith("<svg")
    assert lay_out(paid_online())["payment"]["qr"] == ""
    assert lay_out(credit_note())["payment"]["qr"] == ""


def test_a_transfer_already_received_is_not_asked_for_again() -> None:
    invoice = unpaid_transfer()
    received = replace(
        invoice, paid_cents=invoice.gross_cents, due_cents=0, payment=replace(invoice.payment, paid_on=ISSUED)
    )

    payment = lay_out(received)["payment"]

    assert payment["sentence"] == "Payée par virement le 12\u00a0mars\u00a02026."
    assert (payment["facts"], payment["qr"]) == ([], "")


def test_a_credit_note_names_the_invoice_and_asks_for_no_money() -> None:
    (page,) = read_pages(credit_note())

    assert "Avoir n° EX-AV-2026-000001" in page
    assert "Facture d’origine EX-2026-000001 du 12 mars 2026" in page
    assert "En votre faveur 91,20 €" in page
    assert "À régler" not in page
    assert "Indemnité forfaitaire" not in page


def test_a_refunded_credit_note_says_how() -> None:
    note = credit_note()
    refunded = replace(note, paid_cents=note.gross_cents, due_cents=0, payment=paid_online().payment)

    assert lay_out(refunded)["payment"]["sentence"] == "Remboursé par carte le 12\u00a0mars\u00a02026."


def test_the_town_reads_its_deposit_off_the_final_invoice() -> None:
    (before,) = read_pages(deposit())
    (after,) = read_pages(final_after_deposit())

    assert "Facture d’acompte n° EX-AC-2026-000031" in before
    assert "Solde après acompte" in after
    assert "EX-AC-2026-000031 du 12 mars 2026 318,18 € 31,82 € 350,00 €" in after
    assert "Acompte déduit −350,00 € Reste à payer 829,00 €" in after
    assert "Livré à Salle des fêtes" in after


def test_an_exempt_sale_cites_its_article() -> None:
    (page,) = read_pages(exempt())

    assert "Entretien d’un sentier 3 j 210,00 € Exonéré 630,00 €" in page
    assert "Exonération de TVA, art. 261-7-1° du CGI." in page
    assert "N° fiscal 000000018" in page


def test_the_consumer_sees_the_prices_of_the_shop_and_each_rate() -> None:
    (page,) = read_pages(three_rates())

    assert "Plat du jour à emporter 3 11,73 € 10 % 35,18 € 38,70 €" in page
    assert "5,5 % 24,92 € 1,37 € 26,29 €" in page


def long_document() -> InvoiceDocument:
    """Returns an invoice of thirty-six lines."""
    sold = [(f"Prestation {rank}", 10_000, Unit.HOUR, 38_012_500, (FULL, MIDDLE)[rank % 2]) for rank in range(36)]
    return for_professionals(*sold)


def test_a_long_invoice_repeats_its_heads_and_numbers_its_pages() -> None:
    first, second = read_pages(long_document())

    assert first.endswith("Page 1 / 2")
    assert second.endswith("Page 2 / 2")
    assert "Facture EX-2026-000001" in second
    assert "Prix unitaire HT" in first
    assert "Prix unitaire HT" in second
    assert "Prestation 35 1 h 38,0125 €" in second
    assert validate_pdf(made(long_document())) == []


def test_a_name_in_any_script_still_makes_an_archive() -> None:
    strange = replace(paid_online().buyer, name="Łukasz Ελένη Київ 山田 🙂 \x07")
    document = replace(paid_online(), buyer=strange, facts=(Fact(label="Repère", value="→"),))

    file = render_pdf(document, build_xml(document))

    (page,) = pypdf.PdfReader(BytesIO(file)).pages
    assert "Łukasz Ελένη Київ ?? ? ?" in page.extract_text()
    assert validate_pdf(file) == []


def test_a_fault_of_the_template_is_not_taken_for_a_strange_letter() -> None:
    with pytest.raises(typst.TypstError):
        render_pdf(replace(paid_online(), accent="blue-ish"), build_xml(paid_online()))


def test_text_is_printed_and_never_run() -> None:
    line: DocumentLine = replace(paid_online().lines[0], label='#read("/etc/passwd") *gras* $x$ \\ @label')
    document = replace(paid_online(), lines=(line, paid_online().lines[1]))

    (page,) = read_pages(document)

    assert '#read("/etc/passwd") *gras* $x$ \\ @label' in page
