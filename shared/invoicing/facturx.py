"""The document as Factur-X: CII XML of profile EN 16931 that keeps the French rules too (XP Z12-012, « flux 2 »)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from shared.invoicing.document import (
    Address,
    BuyerKind,
    DocumentLine,
    InvoiceDocument,
    Note,
    NoteCode,
    Party,
    PaymentMeans,
    VatTotal,
)
from shared.kernel.money import decimal_text

_SIREN, _SIRET, _DIRECTORY, _MAIL = "0002", "0009", "0225", "EM"
# BR-FR-20: a public body is in the directory like any professional, and its invoice takes the same road.
_TREATMENTS = {BuyerKind.BUSINESS: "B2B", BuyerKind.PUBLIC: "B2B", BuyerKind.CONSUMER: "B2C"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_Terms = dict[str, Any]


def build_xml(document: InvoiceDocument) -> bytes:
    """Returns the XML of the document, checked against the XSD; raises what the library raises when it does not fit.

    The rules beyond the XSD are `validation.validate_xml`'s: the library would ask a server for them.
    """
    from facturx import generate_xml

    terms = _header(document) | _parties(document) | _amounts(document) | _payment(document)
    xml: bytes = generate_xml(_writable(terms), level="en16931", check_xsd=True, check_schematron=False)
    return xml


def _header(document: InvoiceDocument) -> _Terms:
    return {
        "BT-1": document.number,
        "BT-2": document.issue_date,
        "BT-3": document.type.value,
        "BT-5": "EUR",
        "BT-8": "invoice" if document.vat_on_debits else None,
        "BT-9": document.due_date,
        "BT-10": document.buyer_reference,
        "BT-13": document.order_reference,
        "BT-23": document.process.value,
        "BT-72": document.supply_date,
        "BG-1": [{"BT-21": note.code, "BT-22": note.text} for note in _notes(document)],
        "BG-3": [{"BT-25": past.number, "BT-26": past.issue_date} for past in document.preceding],
    }


def _notes(document: InvoiceDocument) -> list[Note]:
    """Returns the treatment that BR-FR-20 asks for, the legal mentions, and the facts that the trade shows."""
    treatment = Note(text=_TREATMENTS[document.buyer_kind], code=NoteCode.TREATMENT)
    facts = "\n".join(f"{fact.label}\u00a0: {fact.value}" for fact in document.facts)
    return [treatment, *document.notes, *([Note(text=facts, code=NoteCode.GENERAL)] if facts else [])]


def _parties(document: InvoiceDocument) -> _Terms:
    seller = _party(document.seller) | _directory_address(document.seller)
    seller |= {"legal_info": document.seller.legal_form, "tax_identifier": document.seller.tax_registration}
    buyer = _party(document.buyer) | _buyer_address(document)
    return {"BG-4": seller, "BG-7": buyer, "BG-13": _delivery(document)}


def _delivery(document: InvoiceDocument) -> _Terms | None:
    """Returns where it goes when that is elsewhere, or when no day is known: the library cannot say neither."""
    if document.delivery is None and document.supply_date:
        return None
    place = document.delivery or document.buyer
    return {"name": place.name} | _postal_address(place.address)


def _party(party: Party) -> _Terms:
    return _postal_address(party.address) | {
        "name": party.name,
        "identifiers": {_SIRET: party.siret} if party.siret else None,
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": _SIREN if party.siren else None,
        "vat_identifier": party.vat_number,
    }


def _buyer_address(document: InvoiceDocument) -> _Terms:
    """Returns BT-49, which a consumer does not have but BR-FR-12 demands: the mail, else the seller's own address."""
    buyer = document.buyer
    if document.buyer_kind is not BuyerKind.CONSUMER:
        return _directory_address(buyer)
    if buyer.email:
        return {"einvoicing_addr": buyer.email, "einvoicing_addr_schemeid": _MAIL}
    return _directory_address(document.seller)


def _directory_address(party: Party) -> _Terms:
    return {
        "einvoicing_addr": party.electronic_address or party.siren,
        "einvoicing_addr_schemeid": _DIRECTORY,
    }


def _postal_address(address: Address) -> _Terms:
    lines = {f"addr_l{rank}": line for rank, line in enumerate(address.lines, start=1)}
    return lines | {"postcode": address.postcode, "city": address.city, "country_code": address.country}


def _amounts(document: InvoiceDocument) -> _Terms:
    return {
        "BG-23": [_vat_total(total) for total in document.vat_totals],
        "BG-25": [_line(rank, line) for rank, line in enumerate(document.lines, start=1)],
        "BT-106": decimal_text(document.net_cents),
        "BT-109": decimal_text(document.net_cents),
        "BT-110": decimal_text(document.vat_cents),
        "BT-112": decimal_text(document.gross_cents),
        "BT-113": decimal_text(document.paid_cents),
        "BT-115": decimal_text(document.due_cents),
    }


def _line(rank: int, line: DocumentLine) -> _Terms:
    return {
        "BT-126": str(rank),
        "BT-129": _scaled(line.quantity_e4, places=4),
        "BT-130": line.unit.value,
        "BT-131": decimal_text(line.net_cents),
        "BT-146": _scaled(line.unit_price_micros, places=6),
        "BT-151": line.vat_category.value,
        "BT-152": _scaled(line.vat_bp, places=2),
        "BT-153": line.label,
        "BT-154": line.description,
    }


def _vat_total(total: VatTotal) -> _Terms:
    return {
        "BT-116": decimal_text(total.net_cents),
        "BT-117": decimal_text(total.vat_cents),
        "BT-118": total.vat_category.value,
        "BT-119": _scaled(total.vat_bp, places=2),
        "BT-120": total.exemption.text if total.exemption else None,
        "BT-121": total.exemption.code if total.exemption else None,
    }


def _payment(document: InvoiceDocument) -> _Terms:
    payment = document.payment
    is_transfer = payment.means is PaymentMeans.TRANSFER
    return {
        "BT-81": payment.means.value,
        "BT-83": document.number if is_transfer else None,
        "BT-84": payment.iban if is_transfer else None,
        "BT-85": payment.account_name if is_transfer else None,
        "BT-86": payment.bic if is_transfer else None,
    }


def _scaled(value: int, *, places: int) -> str:
    """Returns `value` / 10^places with a point, as BR-FR-DEC-02 to 04 want it."""
    return f"{Decimal(value).scaleb(-places):f}"


def _writable(value: Any) -> Any:
    """Returns the terms that say something, at every level, for an empty element is an error in CII.

    Control characters, which somebody may have pasted and XML cannot hold, are left out.
    """
    if isinstance(value, dict):
        return {name: _writable(part) for name, part in value.items() if part not in (None, "", [])}
    if isinstance(value, list):
        return [_writable(part) for part in value]
    return _CONTROL.sub("", value) if isinstance(value, str) else value
