"""Where a customer is in the eyes of VAT."""

from __future__ import annotations

import pytest

from shared.orders.territory import Territory, territory_of


@pytest.mark.parametrize(
    ("country", "postcode", "territory"),
    [
        ("FR", "80000", Territory.METROPOLE),
        ("FR", "20090", Territory.METROPOLE),
        ("FR", "97110", Territory.DOM_TAXED),
        ("FR", "97200", Territory.DOM_TAXED),
        ("FR", "97400", Territory.DOM_TAXED),
        ("FR", "97300", Territory.DOM_UNTAXED),
        ("FR", "97600", Territory.DOM_UNTAXED),
        ("FR", "97500", Territory.OVERSEAS),
        ("FR", "98800", Territory.OVERSEAS),
        ("BE", "1000", Territory.EUROPEAN_UNION),
        ("CH", "1200", Territory.WORLD),
        ("GB", "97200", Territory.WORLD),
    ],
)
def test_the_territory_follows_country_and_postcode(country: str, postcode: str, territory: Territory) -> None:
    assert territory_of(country, postcode) is territory
    assert territory.label
