"""Each storefront asks the same few things of the database and weighs little, whatever the number of things on sale."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from shared.db import atomic
from shared.orders.catalogue.offers import Offer, seed_offers
from shared.orders.reference import STANDARD
from tests.support import pieces
from tests.support.queries import statements
from workshops.valorilot.models import Category, Grade
from workshops.valorilot.services import PieceDetails

MOST_STATEMENTS, MOST_BYTES = 12, 100_000
PAGES = (
    "/",
    "/auto-bleue/",
    "/auto-bleue/reserver",
    "/auto-bleue/reserver?service=vidange",
    "/etapweb/",
    "/etapweb/projet",
    "/gourmand/",
    "/gourmand/traiteur/buffet?personnes=24",
    "/valorilot/",
    "/valorilot/boutique",
    "/valorilot/boutique?rayon=coats&taille=M",
    "/valorilot/boutique/veste-en-laine",
    "/valorilot/lots",
    "/agrilot/",
    "/agrilot/paniers/panier-moyen",
    "/agrilot/travaux",
    "/panier",
    "/conditions/gourmand",
)


@pytest.fixture(params=[1, 40], ids=["one", "many"])
def crowded(app: Flask, request: pytest.FixtureRequest) -> int:
    """A few more things on sale everywhere, or many."""
    with app.app_context(), atomic():
        for number in range(request.param):
            label = "Veste en laine" if not number else f"Veste numéro {number}"
            pieces.put_on_sale(
                PieceDetails(label=label, category=Category.COATS, size="M", grade=Grade.A, price_cents=2400)
            )
        for slug in ("auto-bleue", "etapweb"):
            seed_offers(
                slug,
                [
                    Offer(
                        code=f"article-{number}",
                        label=f"Article {number}",
                        description="Comme les autres.",
                        price_cents=1000,
                        vat_code=STANDARD,
                        standard_minutes=30,
                    )
                    for number in range(request.param)
                ],
            )
    return int(request.param)


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("path", PAGES)
def test_a_storefront_asks_little_and_weighs_little(app: Flask, path: str) -> None:
    visitor = app.test_client()
    with statements(app) as sent:
        page = visitor.get(path)
    assert page.status_code == 200
    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
    assert len(gzip.compress(page.data)) < MOST_BYTES
