"""The official rules, as their publishers ship them, accept what we make and catch what we break on purpose."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from shared.invoicing.document import (
    BusinessProcess,
    DocumentType,
    InvoiceDocument,
    NoteCode,
    Payment,
    PaymentMeans,
)
from shared.invoicing.facturx import build_xml
from shared.invoicing.pdf import render_pdf
from shared.invoicing.validation import ValidatorError, validate_pdf, validate_xml
from tests.support.invoices import (
    COMPANY,
    EVERY_KIND,
    ISSUED,
    SELLER,
    credit_note,
    exempt,
    final_after_deposit,
    paid_online,
    three_rates,
    unpaid_transfer,
)


@pytest.mark.parametrize("make", EVERY_KIND)
def test_every_kind_of_document_keeps_the_rules(make: Callable[[], InvoiceDocument]) -> None:
    document = make()

    xml = build_xml(document)

    assert validate_xml(xml) == []
    assert validate_pdf(render_pdf(document, xml)) == []


@pytest.mark.parametrize("means", PaymentMeans)
def test_every_means_of_payment_keeps_the_rules(means: PaymentMeans) -> None:
    iban = unpaid_transfer().payment.iban
    document = replace(paid_online(), payment=Payment(means=means, paid_on=ISSUED, iban=iban))

    assert validate_xml(build_xml(document)) == []


def test_a_corrected_invoice_keeps_the_rules() -> None:
    document = replace(unpaid_transfer(), type=DocumentType.CORRECTED_INVOICE, preceding=credit_note().preceding)

    assert validate_xml(build_xml(document)) == []


SEEDED: list[tuple[InvoiceDocument, str]] = [
    (replace(unpaid_transfer(), gross_cents=189_241), "BR-CO-15"),
    (replace(unpaid_transfer(), due_cents=189_239), "BR-CO-16"),
    (replace(unpaid_transfer(), vat_cents=31_541), "BR-CO-14"),
    (replace(unpaid_transfer(), net_cents=157_701), "BR-CO-10"),
    (replace(unpaid_transfer(), notes=unpaid_transfer().notes[1:]), "BR-FR-05_BT-22_PMT"),
    (replace(paid_online(), notes=()), "BR-FR-05_BT-22_AAB"),
    (replace(unpaid_transfer(), number="EX 2026 1"), "BR-FR-02_BT-1"),
    (replace(unpaid_transfer(), seller=replace(SELLER, siren=None)), "BR-FR-10_BT-30"),
    (replace(unpaid_transfer(), buyer=replace(COMPANY, siren=None)), "BR-FR-11_BT-47"),
    (replace(unpaid_transfer(), process=BusinessProcess.SERVICES_PAID), "BR-FR-CO-09_BT-23-1"),
    (replace(credit_note(), preceding=()), "BR-FR-CO-05_BT-3"),
    (replace(final_after_deposit(), type=DocumentType.DEPOSIT_INVOICE), "BR-FR-CO-08_BT-23"),
    (replace(exempt(), seller=replace(exempt().seller, tax_registration=None)), "BR-E-02"),
]


@pytest.mark.parametrize(("document", "rule"), SEEDED, ids=[rule for _, rule in SEEDED])
def test_a_seeded_fault_breaks_its_rule(document: InvoiceDocument, rule: str) -> None:
    assert any(fault.startswith(rule) or f"[{rule}]" in fault for fault in validate_xml(build_xml(document)))


def test_an_xml_that_is_no_invoice_fails_the_schema() -> None:
    xml = build_xml(paid_online()).replace(b"ram:GrandTotalAmount", b"ram:GreatTotalAmount")

    assert [fault.split()[0] for fault in validate_xml(xml)] == ["XSD"]


def test_a_consumer_is_told_apart_and_reached_by_mail() -> None:
    xml = build_xml(paid_online()).decode()

    assert "<ram:Content>B2C</ram:Content>" in xml
    assert '<ram:URIID schemeID="EM">camille.exemplaire@example.org</ram:URIID>' in xml
    assert all(f"<ram:SubjectCode>{code}</ram:SubjectCode>" in xml for code in ("BAR", "PMT", "PMD", "AAB"))


def test_a_consumer_without_mail_borrows_the_address_of_the_seller() -> None:
    xml = build_xml(three_rates()).decode()

    assert xml.count('<ram:URIID schemeID="0225">000000018</ram:URIID>') == 2


def test_a_public_body_is_routed_by_its_siren_its_service_and_its_order() -> None:
    xml = build_xml(final_after_deposit()).decode()

    assert '<ram:URIID schemeID="0225">000000034</ram:URIID>' in xml
    assert "<ram:BuyerReference>SERVICE-FETES</ram:BuyerReference>" in xml
    assert "<ram:IssuerAssignedID>ENG-2026-0042</ram:IssuerAssignedID>" in xml
    assert "<ram:TotalPrepaidAmount>350.00</ram:TotalPrepaidAmount>" in xml


def test_the_facts_of_the_trade_travel_in_the_xml() -> None:
    xml = build_xml(paid_online()).decode()

    assert "Immatriculation\u00a0: AA-000-AA" in xml
    assert f"<ram:SubjectCode>{NoteCode.GENERAL}</ram:SubjectCode>" in xml


def test_a_pdf_that_lost_its_language_is_no_longer_accessible() -> None:
    damaged = BytesIO()
    with pikepdf.open(BytesIO(render_pdf(paid_online(), build_xml(paid_online())))) as pdf:
        del pdf.Root.Lang
        pdf.save(damaged)

    assert [fault for fault in validate_pdf(damaged.getvalue()) if fault.startswith("ua1")]


def test_a_pdf_whose_attachment_has_no_relationship_is_no_archive() -> None:
    damaged = BytesIO()
    with pikepdf.open(BytesIO(render_pdf(paid_online(), build_xml(paid_online())))) as pdf:
        del pdf.Root.AF
        pdf.save(damaged)

    assert [fault for fault in validate_pdf(damaged.getvalue()) if fault.startswith("3a")]


def test_a_check_that_takes_too_long_is_ended_and_the_next_one_works() -> None:
    xml = build_xml(paid_online())

    with pytest.raises(ValidatorError, match="n’a pas répondu"):
        validate_xml(xml, seconds=0)

    assert validate_xml(xml) == []


@pytest.mark.parametrize(
    ("module", "package", "check"),
    [("saxonche", "saxonche", validate_xml), ("page", "page-validation", validate_pdf)],
)
def test_a_missing_validator_is_named(
    module: str, package: str, check: Callable[[bytes], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(ValidatorError, match=package):
        check(b"")
