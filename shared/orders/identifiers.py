"""The numbers by which the State knows a customer: SIRET, SIREN and VAT number, checked by their keys."""

from __future__ import annotations

import re

from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as french_siret

from shared.kernel.errors import InvalidInput

SIRET_LENGTH, SIREN_LENGTH = 14, 9
_LA_POSTE = "356000000"


def parse_siret(typed: str, *, field: str = "siret") -> str:
    """Reads a SIRET with any spaces; raises InvalidInput when it is too short, too long, or its key is wrong.

    The establishments of La Poste have keys of another kind, which are not checked.
    """
    bare = re.sub(r"[\s.\u00a0\u202f-]", "", typed)
    if not re.fullmatch(r"[0-9]+", bare) or len(bare) != SIRET_LENGTH:
        raise InvalidInput(field, f"Un SIRET a {SIRET_LENGTH} chiffres, comme 123 456 782 00002.")
    if bare.startswith(_LA_POSTE):
        return bare
    try:
        checked: str = french_siret.validate(bare)
    except ValidationError:
        raise InvalidInput(field, "Ce SIRET ne se vérifie pas\u00a0: un chiffre est faux. Relisez-le.") from None
    return checked


def siren_of(siret: str) -> str:
    """Returns the nine digits of the organisation that an establishment belongs to."""
    return siret[:SIREN_LENGTH]


def parse_vat_number(typed: str, *, field: str = "vat_number") -> str:
    """Reads a VAT number of the European Union; raises InvalidInput when its form or its key is wrong."""
    try:
        checked: str = vat.validate(typed)
    except ValidationError:
        raise InvalidInput(
            field, "Ce numéro de TVA ne se vérifie pas. Écrivez-le comme FR11 123456782, ou laissez vide."
        ) from None
    return checked
