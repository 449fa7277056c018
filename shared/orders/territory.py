"""Where a customer is in the eyes of VAT: decides the rate of what is done at a distance."""

from __future__ import annotations

from enum import StrEnum

EUROPEAN_UNION = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
"""The other countries of the Union."""

_REDUCED = ("971", "972", "974")
_UNTAXED = ("973", "976")
_OWN_TAX = ("975", "977", "978", "986", "987", "988")


class Territory(StrEnum):
    """A part of the world with VAT of its own."""

    METROPOLE = "metropole"
    DOM_TAXED = "dom"
    DOM_UNTAXED = "dom_untaxed"
    OVERSEAS = "overseas"
    EUROPEAN_UNION = "eu"
    WORLD = "world"

    @property
    def label(self) -> str:
        """The French name."""
        return _LABELS[self]


_LABELS = {
    Territory.METROPOLE: "France métropolitaine",
    Territory.DOM_TAXED: "Guadeloupe, Martinique ou La Réunion",
    Territory.DOM_UNTAXED: "Guyane ou Mayotte",
    Territory.OVERSEAS: "Collectivité d’outre-mer",
    Territory.EUROPEAN_UNION: "Union européenne",
    Territory.WORLD: "Hors Union européenne",
}


def territory_of(country: str, postcode: str) -> Territory:
    """Returns the territory of an address: a country as ISO 3166 alpha-2, overseas France told by its postcode.

    Source: CGI art. 294 (Guyane and Mayotte pay no VAT) and 296 (lower rates in Guadeloupe, Martinique, La Réunion).
    """
    if country != "FR":
        return Territory.EUROPEAN_UNION if country in EUROPEAN_UNION else Territory.WORLD
    if postcode.startswith(_REDUCED):
        return Territory.DOM_TAXED
    if postcode.startswith(_UNTAXED):
        return Territory.DOM_UNTAXED
    return Territory.OVERSEAS if postcode.startswith(_OWN_TAX) else Territory.METROPOLE
