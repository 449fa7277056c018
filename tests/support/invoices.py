"""Documents of an invented association, one of each kind, as the invoicing service would freeze them.

Their SIREN (000000018 and the like) pass the key and belong to nobody.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from shared.invoicing.arithmetic import Amounts, GrossLine, NetLine, VatRate, from_gross, from_net, unit_price_of
from shared.invoicing.document import (
    Address,
    BusinessProcess,
    BuyerKind,
    Delivery,
    DocumentLine,
    DocumentType,
    Exemption,
    Fact,
    InvoiceDocument,
    Note,
    NoteCode,
    Party,
    Payment,
    PaymentMeans,
    PrecedingInvoice,
    VatCategory,
    VatTotal,
)
from shared.kernel.codes import Unit

ISSUED = date(2026, 3, 12)

SELLER = Party(
    name="Association Les Ateliers de l’Exemple",
    legal_form="Association loi 1901",
    address=Address(lines=("12 rue des Forges",), postcode="63999", city="Exempleville"),
    siren="000000018",
    siret="00000001800010",
    vat_number="FR66000000018",
    email="factures@ateliers.example.org",
    phone="04 99 99 00 00",
)
CONSUMER = Party(
    name="Camille Exemplaire",
    address=Address(lines=("3 allée des Tilleuls",), postcode="63999", city="Exempleville"),
    email="camille.exemplaire@example.org",
)
COMPANY = Party(
    name="Menuiserie Modèle SARL",
    address=Address(lines=("ZA des Essais", "Bâtiment C"), postcode="63998", city="Modèle-sur-Allier"),
    siren="000000026",
    siret="00000002600013",
    vat_number="FR90000000026",
)
TOWN = Party(
    name="Commune d’Exempleville",
    address=Address(lines=("1 place de la Mairie",), postcode="63999", city="Exempleville"),
    siren="000000034",
    siret="00000003400017",
)

NOTES = (
    Note(
        code=NoteCode.RECOVERY_INDEMNITY,
        text="Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement\u00a0: 40\u00a0€.",
    ),
    Note(
        code=NoteCode.LATE_PENALTIES,
        text="Pénalités de retard\u00a0: trois fois le taux d’intérêt légal, exigibles le jour suivant l’échéance.",
    ),
    Note(code=NoteCode.EARLY_PAYMENT, text="Pas d’escompte pour paiement anticipé."),
)
TRANSFER = Payment(
    means=PaymentMeans.TRANSFER,
    iban="FR7630006000011234567890189",
    bic="AGRIFRPP",
    account_name="Les Ateliers de l’Exemple",
)
PAID_BY_CARD = Payment(means=PaymentMeans.CARD, paid_on=ISSUED)

FULL, MIDDLE, LOW = VatRate(2000), VatRate(1000), VatRate(550)
EXEMPT = VatRate(0, VatCategory.EXEMPT)
SOCIAL = Exemption(code="VATEX-FR-CGI261-7", text="Exonération de TVA, art. 261-7-1° du CGI")


def totals_of(amounts: Amounts, exemption: Exemption | None = None) -> tuple[VatTotal, ...]:
    """Returns the totals per rate as a document carries them."""
    return tuple(
        VatTotal(
            vat_bp=total.rate.bp,
            vat_category=total.rate.category,
            net_cents=total.net_cents,
            vat_cents=total.vat_cents,
            exemption=exemption if total.rate.category is not VatCategory.STANDARD else None,
        )
        for total in amounts.rates
    )


def document(amounts: Amounts, lines: tuple[DocumentLine, ...], **changes: Any) -> InvoiceDocument:
    """Returns a services invoice for a company, to be paid by transfer, with whatever `changes` say otherwise."""
    paid = changes.pop("paid_cents", 0)
    written: dict[str, Any] = {
        "number": "EX-2026-000001",
        "type": DocumentType.INVOICE,
        "issue_date": ISSUED,
        "due_date": date(2026, 4, 11),
        "supply_date": date(2026, 3, 10),
        "process": BusinessProcess.SERVICES,
        "buyer_kind": BuyerKind.BUSINESS,
        "seller": SELLER,
        "buyer": COMPANY,
        "lines": lines,
        "vat_totals": totals_of(amounts, lines[0].exemption),
        "net_cents": amounts.net_cents,
        "vat_cents": amounts.vat_cents,
        "gross_cents": amounts.gross_cents,
        "paid_cents": paid,
        "due_cents": amounts.gross_cents - paid,
        "payment": TRANSFER,
        "notes": NOTES,
        "workshop_label": "L’Atelier d’essai",
        "accent": "#0b5d7a",
    }
    return InvoiceDocument(**(written | changes))


def for_professionals(*sold: tuple[str, int, Unit, int, VatRate], **changes: Any) -> InvoiceDocument:
    """Returns a document of net prices; each thing sold is (label, quantity_e4, unit, net unit micros, rate)."""
    amounts = from_net([NetLine(rate=rate, quantity_e4=e4, unit_price_micros=price) for _, e4, _, price, rate in sold])
    exemption = changes.pop("exemption", None)
    lines = tuple(
        DocumentLine(
            label=label, quantity_e4=e4, unit=unit, unit_price_micros=price, net_cents=net,
            vat_bp=rate.bp, vat_category=rate.category, exemption=exemption,
        )
        for (label, e4, unit, price, rate), net in zip(sold, amounts.line_nets, strict=True)
    )  # fmt: skip
    return document(amounts, lines, **changes)


def for_consumers(*sold: tuple[str, int, int, VatRate], **changes: Any) -> InvoiceDocument:
    """Returns a document of prices with VAT, paid by card; each thing sold is (label, pieces, gross cents, rate)."""
    amounts = from_gross([GrossLine(rate=rate, gross_cents=gross) for _, _, gross, rate in sold])
    lines = tuple(
        DocumentLine(
            label=label, quantity_e4=pieces * 10_000, unit_price_micros=unit_price_of(net, pieces * 10_000),
            net_cents=net, vat_bp=rate.bp, vat_category=rate.category, gross_cents=gross,
        )
        for (label, pieces, gross, rate), net in zip(sold, amounts.line_nets, strict=True)
    )  # fmt: skip
    settled = {
        "process": BusinessProcess.MIXED_PAID,
        "buyer_kind": BuyerKind.CONSUMER,
        "buyer": CONSUMER,
        "due_date": ISSUED,
        "payment": PAID_BY_CARD,
        "paid_cents": amounts.gross_cents,
    }
    return document(amounts, lines, **(settled | changes))


def paid_online() -> InvoiceDocument:
    """A consumer paid for an oil change by card before it was invoiced."""
    return for_consumers(
        ("Vidange et filtre à huile", 1, 8990, FULL),
        ("Bidon d’huile 5W30", 2, 5980, FULL),
        process=BusinessProcess.SERVICES_PAID,
        facts=(
            Fact(label="Immatriculation", value="AA-000-AA"),
            Fact(label="Kilométrage", value="84\u202f210\u00a0km"),
        ),
    )


def unpaid_transfer() -> InvoiceDocument:
    """A company will pay by transfer within thirty days."""
    return for_professionals(
        ("Site vitrine de cinq pages", 10_000, Unit.FLAT_RATE, 1_450_000_000, FULL),
        ("Reprise des textes", 65_000, Unit.HOUR, 38_000_000, FULL),
        ("Remise partenaire", -10_000, Unit.FLAT_RATE, 120_000_000, FULL),
        order_reference="BC-2026-118",
        vat_on_debits=True,
    )


def credit_note() -> InvoiceDocument:
    """The company gets two hours back, refunded by transfer."""
    return for_professionals(
        ("Reprise des textes, heures non faites", 20_000, Unit.HOUR, 38_000_000, FULL),
        number="EX-AV-2026-000001",
        type=DocumentType.CREDIT_NOTE,
        due_date=None,
        preceding=(PrecedingInvoice(number="EX-2026-000001", issue_date=ISSUED),),
    )


def deposit() -> InvoiceDocument:
    """The town pays a part of a meal in advance."""
    return for_professionals(
        ("Acompte de 30\u00a0% sur le buffet du 28 mars", 10_000, Unit.FLAT_RATE, 318_180_000, MIDDLE),
        number="EX-AC-2026-000031",
        type=DocumentType.DEPOSIT_INVOICE,
        buyer_kind=BuyerKind.PUBLIC,
        buyer=TOWN,
        supply_date=None,
    )


def final_after_deposit() -> InvoiceDocument:
    """The meal is served and the deposit comes off."""
    before = deposit()
    return for_professionals(
        ("Buffet froid", 450_000, Unit.PERSON, 22_000_000, MIDDLE),
        ("Vins et bières", 120_000, Unit.PIECE, 6_250_000, FULL),
        number="EX-2026-000087",
        process=BusinessProcess.MIXED_AFTER_DEPOSIT,
        buyer_kind=BuyerKind.PUBLIC,
        buyer=TOWN,
        buyer_reference="SERVICE-FETES",
        order_reference="ENG-2026-0042",
        delivery=Delivery(
            name="Salle des fêtes", address=Address(lines=("Rue du Stade",), postcode="63999", city="Exempleville")
        ),
        paid_cents=before.gross_cents,
        preceding=(PrecedingInvoice(number=before.number, issue_date=before.issue_date, vat_totals=before.vat_totals),),
    )


def exempt() -> InvoiceDocument:
    """The association, without a VAT number, sells what is exempt."""
    seller = Party(
        name=SELLER.name, legal_form=SELLER.legal_form, address=SELLER.address,
        siren=SELLER.siren, siret=SELLER.siret, tax_registration="000000018",
    )  # fmt: skip
    return for_professionals(
        ("Entretien d’un sentier", 30_000, Unit.DAY, 210_000_000, EXEMPT), seller=seller, exemption=SOCIAL
    )


def reverse_charge() -> InvoiceDocument:
    """A company buys rags and owes the VAT itself."""
    return for_professionals(
        ("Chiffons d’essuyage en coton", 1_285_000, Unit.KILOGRAM, 412_500, VatRate(0, VatCategory.REVERSE_CHARGE)),
        process=BusinessProcess.GOODS,
        exemption=Exemption(code="VATEX-EU-AE", text="Autoliquidation"),
    )


def three_rates() -> InvoiceDocument:
    """A consumer leaves no mail and buys a meal, vegetables and wine, whose prices do not divide well."""
    return for_consumers(
        ("Plat du jour à emporter", 3, 3870, MIDDLE),
        ("Panier de légumes", 1, 1499, LOW),
        ("Bocal de soupe", 2, 1130, LOW),
        ("Bouteille de rouge", 1, 999, FULL),
        buyer=Party(name="Sacha Sansmail", address=Address(postcode="63999", city="Exempleville")),
    )


EVERY_KIND = (
    paid_online, unpaid_transfer, credit_note, deposit, final_after_deposit, exempt, reverse_charge, three_rates,
)  # fmt: skip
