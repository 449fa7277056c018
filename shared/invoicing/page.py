"""The sheet that a person reads: every text of the document in French, in the order of the page, ready to lay out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from segno import helpers

from shared.invoicing.document import (
    Address,
    DocumentLine,
    InvoiceDocument,
    NoteCode,
    Party,
    PaymentMeans,
    PrecedingInvoice,
    VatTotal,
)
from shared.invoicing.wording import day, percent, quantity, unit_price
from shared.kernel.money import euros

_TERMS_OF_PAYMENT = frozenset({NoteCode.RECOVERY_INDEMNITY, NoteCode.LATE_PENALTIES, NoteCode.EARLY_PAYMENT})
_EPC_NAME = 70
_Rows = list[list[str]]


def lay_out_for_screen(document: InvoiceDocument) -> dict[str, Any]:
    """Returns the same texts as `lay_out`, with the lines as `rows` of cells and the `code` as a picture of its own."""
    sheet = lay_out(document)
    rows = [[" ".join(filter(None, (line["label"], line["description"]))), *line["cells"]] for line in sheet["lines"]]
    # By itself a picture must say which language it is drawn in.
    code = sheet["payment"]["qr"].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return sheet | {"rows": rows, "code": code}


def lay_out(document: InvoiceDocument) -> dict[str, Any]:
    """Returns the texts of the page as plain JSON values; the template adds nothing but their place."""
    return {
        "accent": document.accent,
        "title": document.type.label,
        "number": document.number,
        "subtitle": "Solde après acompte" if document.process.follows_deposit else "",
        "workshop": document.workshop_label,
        "seller": _seller(document.seller),
        "footer": _legal_line(document.seller),
        "buyer": {"title": "Adressé à", "name": document.buyer.name, "lines": _buyer_lines(document)},
        "delivery": _delivery(document),
        "facts": _facts(document),
        "columns": _columns(document),
        "lines": [_line(document, line) for line in document.lines],
        "rates": [_rate(total) for total in document.vat_totals],
        "totals": _totals(document),
        "balance": [_balance_label(document), euros(document.due_cents)],
        "deposits": _deposits(document),
        "payment": _payment(document),
        "mentions": _mentions(document),
    }


def _seller(seller: Party) -> dict[str, Any]:
    contact = [part for part in (seller.phone, seller.email) if part]
    return {"name": seller.name, "lines": [*_address_lines(seller.address), *contact]}


def _legal_line(party: Party) -> str:
    return " · ".join(part for part in (party.name, party.legal_form, *_identifiers(party)) if part)


def _identifiers(party: Party) -> list[str]:
    named = (
        ("SIREN", None if party.siret else _spaced(party.siren, 3, 3, 3)),
        ("SIRET", _spaced(party.siret, 3, 3, 3, 5)),
        ("TVA", party.vat_number),
        ("N° fiscal", party.tax_registration),
    )
    return [f"{label}\u00a0{value}" for label, value in named if value]


def _spaced(digits: str | None, *sizes: int) -> str:
    """Returns the digits in groups of the given sizes, held together by no-break spaces."""
    groups, rest = [], digits or ""
    for size in sizes:
        groups.append(rest[:size])
        rest = rest[size:]
    return "\u00a0".join(group for group in groups if group)


def _address_lines(address: Address) -> list[str]:
    country = "" if address.country == "FR" else address.country
    return [line for line in (*address.lines, f"{address.postcode} {address.city}".strip(), country) if line]


def _buyer_lines(document: InvoiceDocument) -> list[str]:
    return [*_address_lines(document.buyer.address), *_identifiers(document.buyer)]


def _delivery(document: InvoiceDocument) -> dict[str, Any] | None:
    if document.delivery is None:
        return None
    return {"title": "Livré à", "name": document.delivery.name, "lines": _address_lines(document.delivery.address)}


def _facts(document: InvoiceDocument) -> _Rows:
    """Returns the labelled facts beside the buyer: days, references, then what the trade adds."""
    shown = (
        ("Date d’émission", day(document.issue_date)),
        ("Date de l’opération", day(document.supply_date) if document.supply_date else None),
        ("Échéance", day(document.due_date) if document.due_date and document.due_cents else None),
        ("Votre commande", document.order_reference),
        ("Votre service", document.buyer_reference),
        (_preceding_label(document), ", ".join(_named(past) for past in document.preceding)),
        *((fact.label, fact.value) for fact in document.facts),
    )
    return [[label, value] for label, value in shown if value]


def _preceding_label(document: InvoiceDocument) -> str:
    if document.process.follows_deposit:
        return "Acompte" if len(document.preceding) == 1 else "Acomptes"
    return "Facture d’origine"


def _named(past: PrecedingInvoice) -> str:
    return f"{past.number} du {day(past.issue_date)}"


def _shows_gross(document: InvoiceDocument) -> bool:
    return all(line.gross_cents is not None for line in document.lines)


def _columns(document: InvoiceDocument) -> list[str]:
    gross = ["Total TTC"] if _shows_gross(document) else []
    return ["Désignation", "Quantité", "Prix unitaire HT", "TVA", "Total HT", *gross]


def _line(document: InvoiceDocument, line: DocumentLine) -> dict[str, Any]:
    cells = [
        quantity(line.quantity_e4, line.unit),
        unit_price(line.unit_price_micros, to_the_cent=line.gross_cents is not None),
        percent(line.vat_bp) if line.vat_bp else line.vat_category.label,
        euros(line.net_cents),
    ]
    if _shows_gross(document) and line.gross_cents is not None:
        cells.append(euros(line.gross_cents))
    return {"label": line.label, "description": line.description, "cells": cells}


def _rate(total: VatTotal) -> list[str]:
    name = percent(total.vat_bp) if total.vat_bp else total.vat_category.label
    return [name, euros(total.net_cents), euros(total.vat_cents), euros(total.net_cents + total.vat_cents)]


def _totals(document: InvoiceDocument) -> _Rows:
    rows = [
        ["Total HT", euros(document.net_cents)],
        ["TVA", euros(document.vat_cents)],
        ["Total TTC", euros(document.gross_cents)],
    ]
    if document.paid_cents:
        rows.append([_paid_label(document), euros(-document.paid_cents)])
    return rows


def _paid_label(document: InvoiceDocument) -> str:
    if document.is_credit:
        return "Déjà remboursé"
    deposits = sum(past.gross_cents for past in document.preceding)
    return "Acompte déduit" if document.process.follows_deposit and document.paid_cents == deposits else "Déjà payé"


def _balance_label(document: InvoiceDocument) -> str:
    return "En votre faveur" if document.is_credit else "Reste à payer" if document.paid_cents else "À payer"


def _deposits(document: InvoiceDocument) -> _Rows:
    """Returns what each deposit invoice already billed: its name, net, VAT and gross."""
    return [
        [
            _named(past),
            euros(sum(total.net_cents for total in past.vat_totals)),
            euros(sum(total.vat_cents for total in past.vat_totals)),
            euros(past.gross_cents),
        ]
        for past in document.preceding
        if past.vat_totals and document.process.follows_deposit
    ]


def _payment(document: InvoiceDocument) -> dict[str, Any]:
    payment = document.payment
    awaited = document.due_cents > 0 and payment.means is PaymentMeans.TRANSFER and not document.is_credit
    return {
        "sentence": _payment_sentence(document),
        "settled": payment.paid_on is not None and document.due_cents <= 0,
        "facts": _transfer_facts(document, payment.iban) if awaited and payment.iban else [],
        "qr": _transfer_code(document, payment.iban) if awaited and payment.iban else "",
    }


def _payment_sentence(document: InvoiceDocument) -> str:
    means, paid_on = document.payment.means.label, document.payment.paid_on
    if document.is_credit:
        if paid_on:
            return f"Remboursé {means} le {day(paid_on)}."
        return "Ce montant vient en déduction de ce que vous nous devez, ou vous est remboursé."
    if document.due_cents <= 0:
        return f"Payée {means} le {day(paid_on)}." if paid_on else "Payée, merci."
    deadline = f" au plus tard le {day(document.due_date)}" if document.due_date else ""
    return f"À régler {means}{deadline}."


def _transfer_facts(document: InvoiceDocument, iban: str) -> _Rows:
    payment = document.payment
    shown = (
        ("IBAN", _spaced(iban, *[4] * 9)),
        ("BIC", payment.bic),
        ("Titulaire", payment.account_name or document.seller.name),
        ("Référence à rappeler", document.number),
    )
    return [[label, value] for label, value in shown if value]


def _transfer_code(document: InvoiceDocument, iban: str) -> str:
    """Returns the transfer as an EPC069-12 code, drawn in SVG, that a banking application reads."""
    code = helpers.make_epc_qr(
        (document.payment.account_name or document.seller.name)[:_EPC_NAME],
        iban,
        Decimal(document.due_cents).scaleb(-2),
        text=document.number,
        bic=document.payment.bic,
        encoding="UTF-8",
    )
    drawing: str = code.svg_inline(border=0)
    return drawing


def _mentions(document: InvoiceDocument) -> list[str]:
    # The XML carries the terms of payment in any case (BR-FR-05); on the page they would mislead who owes nothing late.
    without_terms = document.is_for_consumer or document.is_credit
    notes = (note.text for note in document.notes if not (without_terms and note.code in _TERMS_OF_PAYMENT))
    exemptions = (f"{total.exemption.text}." for total in document.vat_totals if total.exemption)
    return [*exemptions, *_regulatory_before(document), *notes]


def _regulatory_before(document: InvoiceDocument) -> list[str]:
    """Returns what documents said that were issued before these mentions were dated rows."""
    if any(note.code is NoteCode.REGULATORY for note in document.notes):
        return []
    debits = ["Option pour le paiement de la taxe d’après les débits."] if document.vat_on_debits else []
    return [f"Nature de l’opération\u00a0: {document.process.label.lower()}.", *debits]
