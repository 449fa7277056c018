"""Composing the document of an order: everything it must say, copied on the day of issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
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
    MentionCode,
    Note,
    NoteCode,
    Party,
    Payment,
    PaymentMeans,
    PrecedingInvoice,
    VatCategory,
    VatTotal,
)
from shared.invoicing.models import LegalMention, SellerIdentity
from shared.kernel.codes import Unit
from shared.kernel.errors import Refused
from shared.orders.identifiers import siren_of
from shared.orders.models import Customer, CustomerKind, Order, OrderLine
from shared.orders.queries import find_vat_rules, list_facts
from shared.web.accents import ACCENTS
from shared.workshop import Workshop

_BUYER_KINDS = {
    CustomerKind.PERSON: BuyerKind.CONSUMER,
    CustomerKind.COMPANY: BuyerKind.BUSINESS,
    CustomerKind.ASSOCIATION: BuyerKind.BUSINESS,
    CustomerKind.PUBLIC: BuyerKind.PUBLIC,
}


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How far an order is paid: cents received, by which means, and when the rest is due.

    BR-FR-CO-09: what is paid already is due on the day it was paid.
    """

    paid_cents: int
    due_on: date
    means: PaymentMeans


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What of an order a document asks for: its `lines`, of which `deposits` have been asked for before."""

    type: DocumentType
    order: Order
    lines: Sequence[OrderLine]
    settlement: Settlement
    deposits: tuple[PrecedingInvoice, ...] = ()


def compose_bill(
    bill: Bill, *, workshop: Workshop, seller: SellerIdentity, number: str, issued_on: date
) -> InvoiceDocument:
    """Returns the invoice of an order, or that of its deposit; amounts come from the prices that were shown."""
    order, settlement = bill.order, bill.settlement
    amounts = _amounts(bill)
    paid_on = settlement.due_on if settlement.paid_cents == amounts.gross_cents else None
    facts = list_facts(order)
    exemptions = _exemptions(bill, issued_on)
    process = BusinessProcess.covering(
        [line.nature for line in bill.lines], paid=paid_on is not None, follows_deposit=bool(bill.deposits)
    )
    return InvoiceDocument(
        number=number,
        type=bill.type,
        issue_date=issued_on,
        due_date=settlement.due_on,
        supply_date=None if bill.type is DocumentType.DEPOSIT_INVOICE else issued_on,
        process=process,
        buyer_kind=_BUYER_KINDS[order.customer.kind],
        seller=compose_party_of_seller(seller),
        buyer=_buyer_party(order.customer),
        delivery=_delivery(order),
        order_reference=order.purchase_order,
        buyer_reference=order.customer.service_code,
        lines=_lines(bill, amounts, exemptions),
        vat_totals=tuple(
            VatTotal(
                vat_bp=total.rate.bp,
                vat_category=total.rate.category,
                net_cents=total.net_cents,
                vat_cents=total.vat_cents,
                exemption=exemptions.get(total.rate.category),
            )
            for total in amounts.rates
        ),
        vat_on_debits=seller.vat_on_debits,
        net_cents=amounts.net_cents,
        vat_cents=amounts.vat_cents,
        gross_cents=amounts.gross_cents,
        paid_cents=settlement.paid_cents,
        due_cents=amounts.gross_cents - settlement.paid_cents,
        payment=_payment(settlement.means, seller, paid_on),
        preceding=bill.deposits,
        notes=list_mentions(issued_on, process, vat_on_debits=seller.vat_on_debits),
        facts=(
            Fact(label="Commande", value=order.reference),
            *(Fact(label=fact.label, value=fact.value) for fact in facts),
        ),
        workshop_label=workshop.label,
        accent=ACCENTS[workshop.accent],
    )


def find_seller(day: date) -> SellerIdentity:
    """Returns who we are on `day`; raises Refused when nobody has said so yet."""
    dated = select(SellerIdentity).where(SellerIdentity.valid_from <= day)
    seller = session.scalar(dated.order_by(SellerIdentity.valid_from.desc()).limit(1))
    if seller is None:
        sentence = "L’identité du vendeur n’est pas réglée\u00a0: aucune facture ne peut être émise."
        raise Refused(sentence)
    return seller


def _payment(means: PaymentMeans, seller: SellerIdentity, paid_on: date | None) -> Payment:
    """Returns how the money moves; a transfer names the account that it goes to (BR-61)."""
    if means is not PaymentMeans.TRANSFER:
        return Payment(means=means, paid_on=paid_on)
    if not seller.iban:
        raise Refused("L’IBAN du vendeur n’est pas réglé\u00a0: aucun virement ne peut être demandé ni facturé.")
    return Payment(means=means, paid_on=paid_on, iban=seller.iban, bic=seller.bic, account_name=seller.name)


def _amounts(bill: Bill) -> Amounts:
    """Returns the amounts as they were quoted: without VAT to professionals, with it to others."""
    if bill.order.customer.kind.is_professional:
        return from_net(
            [
                NetLine(rate=_rate(line), quantity_e4=line.quantity_e4, unit_price_micros=line.unit_net_micros or 0)
                for line in bill.lines
            ]
        )
    return from_gross([GrossLine(rate=_rate(line), gross_cents=line.gross_cents) for line in bill.lines])


def _rate(line: OrderLine) -> VatRate:
    return VatRate(bp=line.vat_bp, category=VatCategory.of(line.vat_category))


def _exemptions(bill: Bill, day: date) -> dict[VatCategory, Exemption]:
    """Returns why no VAT is charged, by category; a document gives one reason for each (BR-E-10, BR-AE-10)."""
    untaxed = {line.vat_code for line in bill.lines if not line.vat_bp}
    rules = find_vat_rules(untaxed, day, bill.order.territory).values() if untaxed else ()
    reasons = {(VatCategory.of(rule.category), rule.vatex or "", rule.mention or "") for rule in rules}
    if len({category for category, _, _ in reasons}) < len(reasons):
        raise Refused("Deux motifs différents d’absence de TVA ne peuvent pas être sur la même facture.")
    return {category: Exemption(code=vatex, text=mention) for category, vatex, mention in reasons}


def _delivery(order: Order) -> Delivery | None:
    """Returns where it goes when that is elsewhere. Source: CGI annexe II, art. 242 nonies A, I-9° bis."""
    if (place := order.delivery) is None:
        return None
    address = Address(lines=(place.street,), postcode=place.postcode, city=place.city, country=place.country)
    return Delivery(name=place.label, address=address)


def _lines(bill: Bill, amounts: Amounts, exemptions: Mapping[VatCategory, Exemption]) -> tuple[DocumentLine, ...]:
    return tuple(
        DocumentLine(
            label=line.label,
            quantity_e4=line.quantity_e4,
            unit=Unit.of(line.unit),
            unit_price_micros=(
                unit_price_of(net_cents, line.quantity_e4) if line.unit_net_micros is None else line.unit_net_micros
            ),
            net_cents=net_cents,
            vat_bp=line.vat_bp,
            vat_category=VatCategory.of(line.vat_category),
            exemption=exemptions.get(VatCategory.of(line.vat_category)),
            gross_cents=line.gross_cents if line.unit_net_micros is None else None,
        )
        for line, net_cents in zip(bill.lines, amounts.line_nets, strict=True)
    )


def list_mentions(day: date, process: BusinessProcess, *, vat_on_debits: bool) -> tuple[Note, ...]:
    """Returns the mentions in force on `day` that a document of this kind bears, the latest row of each code."""
    rows = session.scalars(
        select(LegalMention).where(LegalMention.valid_from <= day).order_by(LegalMention.code, LegalMention.valid_from)
    )
    in_force = {row.code: row.text for row in rows}
    regulatory = [MentionCode.of_nature(process), *([MentionCode.ON_DEBITS] if vat_on_debits else [])]
    return (
        *(Note(text=in_force[code.value], code=code) for code in NoteCode if code.value in in_force),
        *(Note(text=in_force[code.value], code=NoteCode.REGULATORY) for code in regulatory if code.value in in_force),
    )


def compose_party_of_seller(seller: SellerIdentity) -> Party:
    """Returns ourselves as a document names us."""
    return Party(
        name=seller.name,
        legal_form=seller.legal_form,
        address=Address(lines=(seller.street,), postcode=seller.postcode, city=seller.city),
        siren=seller.siren,
        siret=seller.siret,
        vat_number=seller.vat_number,
        email=seller.email,
    )


def _buyer_party(customer: Customer) -> Party:
    lines = (customer.contact, customer.street) if customer.contact else (customer.street,)
    return Party(
        name=customer.name,
        address=Address(lines=lines, postcode=customer.postcode, city=customer.city, country=customer.country),
        siren=siren_of(customer.siret) if customer.siret else None,
        siret=customer.siret,
        vat_number=customer.vat_number,
        email=customer.email,
        phone=customer.phone,
    )
