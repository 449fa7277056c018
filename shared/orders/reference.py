"""The VAT rates that our sales bear and the reasons for none, as dated rows with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.orders.models import VatRule

STANDARD = "normal"
INTERMEDIATE = "intermediaire"
REDUCED = "reduit"

_SINCE = date(2014, 1, 1)
_RATES = (
    (STANDARD, "Taux normal", 2000, "CGI art. 278"),
    (INTERMEDIATE, "Taux intermédiaire", 1000, "CGI art. 279"),
    (REDUCED, "Taux réduit", 550, "CGI art. 278-0 bis"),
)
_REASONS = (
    (
        *("formation", "Formation professionnelle, exonérée", "E", "VATEX-FR-CGI261-4"),
        *("Exonération de TVA, art. 261-4-4° a du CGI", "CGI art. 261, 4-4° a, sur attestation"),
    ),
    (
        *("association", "Association, exonérée", "E", "VATEX-FR-CGI261-7"),
        *("Exonération de TVA, art. 261-7-1° du CGI", "CGI art. 261, 7-1° b"),
    ),
    (
        *("franchise", "Franchise en base", "E", "VATEX-FR-FRANCHISE"),
        *("TVA non applicable, art. 293 B du CGI", "CGI art. 293 B"),
    ),
    (
        *("recuperation", "Matières de récupération, autoliquidation", "AE", "VATEX-EU-AE"),
        *("Autoliquidation, art. 283-2 sexies du CGI", "CGI art. 283, 2 sexies"),
    ),
)
"""Why no VAT is charged: code, name, category, VATEX code, mention, source. Nobody has confirmed them for us."""


def seed() -> None:
    """Inserts the rules that are missing; a row that an administrator changed is left alone."""
    known = set(session.scalars(select(VatRule.code)))
    taxed = (
        VatRule(code=code, label=label, vat_bp=vat_bp, category="S", source=source)
        for code, label, vat_bp, source in _RATES
    )
    untaxed = (
        VatRule(code=code, label=label, vat_bp=0, category=category, vatex=vatex, mention=mention, source=source)
        for code, label, category, vatex, mention, source in _REASONS
    )
    for rule in (*taxed, *untaxed):
        if rule.code not in known:
            rule.valid_from, rule.confirmed = _SINCE, False
            session.add(rule)
