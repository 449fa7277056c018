"""A frozen document reads back as it was written, for as long as it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from shared.invoicing.document import InvoiceDocument
from tests.support.invoices import EVERY_KIND, final_after_deposit, paid_online


@pytest.mark.parametrize("make", EVERY_KIND)
def test_a_document_survives_its_json(make: Callable[[], InvoiceDocument]) -> None:
    document = make()

    assert InvoiceDocument.from_json(document.to_json()) == document
    assert InvoiceDocument.from_json(document.to_json()).to_json() == document.to_json()


def test_the_json_is_canonical_whatever_the_order_of_the_fields() -> None:
    text = final_after_deposit().to_json()
    shuffled = json.dumps(dict(reversed(json.loads(text).items())))

    assert InvoiceDocument.from_json(shuffled).to_json() == text
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "Exempleville" in text
    assert "fêtes" in text


def test_a_document_written_before_a_field_existed_is_still_read() -> None:
    older = json.loads(paid_online().to_json())
    del older["facts"], older["vat_on_debits"], older["seller"]["phone"]

    document = InvoiceDocument.from_json(json.dumps(older))

    assert document.facts == ()
    assert document.seller.phone is None


def test_an_unknown_field_is_not_dropped_silently() -> None:
    tampered = json.loads(paid_online().to_json()) | {"discount_cents": 500}

    with pytest.raises(TypeError, match="discount_cents"):
        InvoiceDocument.from_json(json.dumps(tampered))


def test_an_unknown_code_is_refused() -> None:
    tampered = json.loads(paid_online().to_json()) | {"type": "999"}

    with pytest.raises(ValueError, match="999"):
        InvoiceDocument.from_json(json.dumps(tampered))
