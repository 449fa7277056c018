"""Five thousand single pieces, loaded at once, and the storefronts that visitors open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import insert

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.codes import Nature, Unit
from shared.kernel.identifiers import new_public_id
from shared.kernel.money import E4
from shared.orders.models import CatalogueItem, CataloguePrice, MoveKind, StockLevel, StockMove
from shared.orders.reference import STANDARD
from shared.workshop import find_site
from tests.load.place import GZIP, Step, Story
from tests.support.client import Visitor
from workshops.valorilot.catalogue import SITE
from workshops.valorilot.models import Category, Grade, Piece

PIECES = 5_000
FIRST_KEY = 5_000_000
SIZES = ("36", "38", "40", "42", "S", "M", "L", "XL", "unique")
STOREFRONTS = {
    f"The shop of single pieces, {PIECES} of them": "/valorilot/boutique",
    "The shop, one shelf and size": "/valorilot/boutique?rayon=coats&taille=M",
    "The shop, its last page": f"/valorilot/boutique?page={PIECES // 24}",
    "The garage’s services": "/auto-bleue/",
    "The kitchen’s offers": "/gourmand/",
    "The garden’s vegetables": "/agrilot/",
    "The agency’s prices": "/etapweb/",
}


def fill(app: Flask, pieces: int = PIECES) -> None:
    """Puts so many pieces on sale."""
    with app.app_context(), atomic():
        site_id, now = find_site(SITE).id, clock.now()
        keys = range(FIRST_KEY, FIRST_KEY + pieces)
        rows: dict[type[Any], list[dict[str, Any]]] = {
            CatalogueItem: [_item(key, site_id) for key in keys],
            CataloguePrice: [
                {
                    "item_id": key,
                    "valid_from": date(2024, 1, 1),
                    "price_cents": 400 + key % 4000,
                    "vat_code": STANDARD,
                    "noted_by": "bench",
                    "noted_at": now,
                }
                for key in keys
            ],
            Piece: [
                {
                    "item_id": key,
                    "category": tuple(Category)[key % len(Category)],
                    "size": SIZES[key % len(SIZES)],
                    "grade": tuple(Grade)[key % len(Grade)],
                    "weight_g": 400,
                    "flaws": "",
                    "listed_at": now,
                    "listed_by": "bench",
                }
                for key in keys
            ],
            StockLevel: [{"item_id": key, "free_e4": E4} for key in keys],
            StockMove: [
                {"item_id": key, "kind": MoveKind.RECEIVED, "quantity_e4": E4, "noted_by": "bench", "noted_at": now}
                for key in keys
            ],
        }
        for model, each in rows.items():
            session.execute(insert(model), each)


def storefronts(app: Flask) -> Iterator[Story]:
    """A visitor whom nobody knows opens each storefront."""
    for name, path in STOREFRONTS.items():
        yield _opens(app, name, path)


def _opens(app: Flask, name: str, path: str) -> Story:
    visitor = Visitor(app, app.response_class)

    def story(_turn: int) -> Iterator[Step]:
        yield Step(name, partial(visitor.get, path, headers=GZIP))

    return story


def _item(key: int, site_id: int) -> dict[str, Any]:
    return {
        "id": key,
        "public_id": new_public_id(),
        "site_id": site_id,
        "code": f"piece-{key}",
        "label": f"Veste numéro {key}",
        "description": "",
        "standard_minutes": 0,
        "position": key,
        "active": True,
        "family": "Seconde main",
        "nature": Nature.GOODS,
        "unit": Unit.PIECE.value,
        "single": True,
    }
