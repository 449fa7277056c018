"""A SIRET and a VAT number are believed when their keys are right, and only then."""

from __future__ import annotations

import pytest

from shared.kernel.errors import InvalidInput
from shared.orders.identifiers import parse_siret, parse_vat_number, siren_of


@pytest.mark.parametrize("typed", ["12345678200002", "123 456 782 00002", "123.456.782-00002", " 12345678200002 "])
def test_a_siret_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_siret(typed) == "12345678200002"
    assert siren_of(parse_siret(typed)) == "123456782"


@pytest.mark.parametrize("typed", ["35600000000048", "35600000049837"])
def test_the_post_is_believed(typed: str) -> None:
    assert parse_siret(typed) == typed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Un SIRET a 14 chiffres"),
        ("123456782", "Un SIRET a 14 chiffres"),
        ("123456782000021", "Un SIRET a 14 chiffres"),
        ("1234567820000O", "Un SIRET a 14 chiffres"),
        ("١٢٣٤٥٦٧٨٢٠٠٠٠٢", "Un SIRET a 14 chiffres"),
        ("12345678200003", "un chiffre est faux"),
        ("21345678200002", "un chiffre est faux"),
    ],
)
def test_a_wrong_siret_gets_its_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as refusal:
        parse_siret(typed)
    assert refusal.value.field == "siret"


def test_a_vat_number_has_its_key() -> None:
    assert parse_vat_number("fr 11 123 456 782") == "FR11123456782"
    for wrong in ("FR12123456782", "11123456782", "XX123", "FR", ""):
        with pytest.raises(InvalidInput, match="ne se vérifie pas"):
            parse_vat_number(wrong)
