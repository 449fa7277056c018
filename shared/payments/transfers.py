"""How a customer pays by transfer: where to, how much, and the reference by which we shall know it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from segno import helpers

from shared.invoicing.models import SellerIdentity

LONGEST_NAME = 70
"""Of the beneficiary in an EPC code. Source: EPC069-12."""


class TransferSlip(NamedTuple):
    """What a customer copies into a banking application, or has it read from `code`, a picture as a data address."""

    holder: str
    iban: str
    bic: str | None
    reference: str
    code: str


def draw_slip(seller: SellerIdentity, *, due_cents: int, reference: str) -> TransferSlip | None:
    """Returns how to pay `due_cents` by transfer, None when we have no account to name."""
    if not seller.iban:
        return None
    code = helpers.make_epc_qr(
        seller.name[:LONGEST_NAME],
        seller.iban,
        Decimal(due_cents).scaleb(-2),
        text=reference,
        bic=seller.bic,
        encoding="UTF-8",
    )
    spaced = " ".join(seller.iban[start : start + 4] for start in range(0, len(seller.iban), 4))
    return TransferSlip(seller.name, spaced, seller.bic, reference, code.svg_data_uri(scale=4, border=2))
