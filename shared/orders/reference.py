"""The VAT rates that our sales bear and the reasons for none, as dated rows with their source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.orders.models import VatRule
from shared.orders.terms import texts
from shared.orders.territory import Territory

STANDARD = "normal"
INTERMEDIATE = "intermediaire"
REDUCED = "reduit"

_SINCE = date(2014, 1, 1)


class _Rule(NamedTuple):
    """A rate of some place, or a reason for none: then with its category, its VATEX code and its mention."""

    code: str
    label: str
    vat_bp: int
    source: str
    territory: Territory = Territory.METROPOLE
    category: str = "S"
    vatex: str | None = None
    mention: str | None = None


def _untaxed_at_a_distance() -> Iterator[_Rule]:
    """Yields what a professional elsewhere is not charged here, under each of our rates."""
    reasons = (
        (Territory.DOM_UNTAXED, "E", None, "TVA non applicable, art. 294 du CGI", "CGI art. 294"),
        (Territory.OVERSEAS, "E", None, "TVA non applicable, art. 259-1° du CGI", "CGI art. 259, 1°"),
        (Territory.WORLD, "E", None, "TVA non applicable, art. 259-1° du CGI", "CGI art. 259, 1°"),
        (
            Territory.EUROPEAN_UNION,
            "AE",
            "VATEX-EU-AE",
            "Autoliquidation, art. 283-2 du CGI",
            "CGI art. 259, 1° et 283-2",
        ),
    )
    for code, label in ((STANDARD, "Taux normal"), (INTERMEDIATE, "Taux intermédiaire"), (REDUCED, "Taux réduit")):
        for territory, category, vatex, mention, source in reasons:
            yield _Rule(code, f"{label}, {territory.label}", 0, source, territory, category, vatex, mention)


_OVERSEAS = Territory.DOM_TAXED
_RULES = (
    _Rule(STANDARD, "Taux normal", 2000, "CGI art. 278"),
    _Rule(INTERMEDIATE, "Taux intermédiaire", 1000, "CGI art. 279"),
    _Rule(REDUCED, "Taux réduit", 550, "CGI art. 278-0 bis"),
    _Rule(STANDARD, f"Taux normal, {_OVERSEAS.label}", 850, "CGI art. 296, 1° b", _OVERSEAS),
    _Rule(INTERMEDIATE, f"Taux réduit, {_OVERSEAS.label}", 210, "CGI art. 296, 1° a", _OVERSEAS),
    _Rule(REDUCED, f"Taux réduit, {_OVERSEAS.label}", 210, "CGI art. 296, 1° a", _OVERSEAS),
    *_untaxed_at_a_distance(),
    _Rule(
        *("formation", "Formation professionnelle, exonérée", 0, "CGI art. 261, 4-4° a, sur attestation"),
        *(Territory.METROPOLE, "E", "VATEX-FR-CGI261-4", "Exonération de TVA, art. 261-4-4° a du CGI"),
    ),
    _Rule(
        *("association", "Association, exonérée", 0, "CGI art. 261, 7-1° b"),
        *(Territory.METROPOLE, "E", "VATEX-FR-CGI261-7", "Exonération de TVA, art. 261-7-1° du CGI"),
    ),
    _Rule(
        *("franchise", "Franchise en base", 0, "CGI art. 293 B"),
        *(Territory.METROPOLE, "E", "VATEX-FR-FRANCHISE", "TVA non applicable, art. 293 B du CGI"),
    ),
    _Rule(
        *("recuperation", "Matières de récupération, autoliquidation", 0, "CGI art. 283, 2 sexies"),
        *(Territory.METROPOLE, "AE", "VATEX-EU-AE", "Autoliquidation, art. 283-2 sexies du CGI"),
    ),
)
"""Nobody has confirmed them for us."""


def seed() -> None:
    """Inserts the rules and texts that are missing; a row that an administrator changed is left alone."""
    texts.seed()
    known = {(code, territory) for code, territory in session.execute(select(VatRule.code, VatRule.territory))}
    for rule in _RULES:
        if (rule.code, rule.territory) not in known:
            session.add(VatRule(**rule._asdict(), valid_from=_SINCE, confirmed=False))
