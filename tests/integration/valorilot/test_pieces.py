"""Single pieces: put online by staff under the neutral name, shown to everybody, taken off while nobody wants them."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from shared.db import atomic, session
from shared.orders.models import CatalogueItem, StockLevel
from shared.orders.stock import list_wrong_levels
from tests.support import pieces, sales
from tests.support.client import Visitor
from tests.support.personas import NEIGHBOUR, client_of, supervisor_of
from workshops.valorilot.models import Piece

STAFF = "/site-v/atelier/pieces"
SAID = re.compile(r"(?i)\b(?:prison|détenus?|détention|pénitentiaire|beauvais|oise)\b")


@pytest.fixture
def client(app: Flask) -> Visitor:
    """Whoever supervises the shop."""
    with app.app_context(), atomic():
        sales.name_the_seller()
    return client_of(app, supervisor_of("valorilot"))


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(content, "JPEG")
    return content.getvalue()


def test_a_piece_with_its_photo_is_online_at_once(app: Flask, client: Visitor) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(STAFF).text)
    assert token
    fields = {
        "csrf_token": token[1],
        "label": "Veste en laine",
        "category": "coats",
        "size": "M",
        "grade": "a",
        "price": "24",
        "flaws": "Un bouton remplacé",
        "alt": "Une veste bleue",
        "photo": (BytesIO(picture()), "veste.jpg"),
    }
    assert client.post(STAFF, data=fields, content_type="multipart/form-data").status_code == 303
    shown = Visitor(app, app.response_class).get("/valorilot/boutique/veste-en-laine").text
    for words in ("24,00", "Comme neuf", "Un bouton remplacé", 'alt="Une veste bleue"'):
        assert words in shown
    with app.app_context():
        assert session.scalars(select(StockLevel.free_e4)).one() == 10_000


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": " "}, "Écrivez ce que c’est"),
        ({"price": "beaucoup"}, "Écrivez-le comme 12,50"),
        ({"price": "0"}, "Écrivez un prix de 0,01"),
        ({"weight": "lourd"}, "Écrivez un poids en grammes"),
        ({"weight": "99999"}, "jusqu’à 20 kilos"),
        ({"photo": (BytesIO(b"pas une image"), "veste.jpg")}, "photo"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_put_online(
    app: Flask, client: Visitor, fields: dict[str, object], sentence: str
) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(STAFF).text)
    assert token
    typed = {"csrf_token": token[1], "label": "Veste", "category": "coats", "size": "M", "grade": "a", "price": "24"}
    answer = client.post(STAFF, data=typed | fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert session.scalars(select(Piece)).all() == []


def test_a_piece_in_a_basket_is_not_taken_off(app: Flask, client: Visitor) -> None:
    with app.app_context(), atomic():
        item = pieces.put_on_sale()
        pieces.choose(item)
    assert "Retirer" not in client.get(STAFF).text.split("<main")[1].split("Veste en laine")[1][:400]
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(STAFF).text)
    assert token
    refused = client.post(f"{STAFF}/{item.public_id}/retirer", data={"csrf_token": token[1]}, follow_redirects=True)
    assert "une partie est dans un panier ou vendue" in refused.text
    with app.app_context():
        assert session.scalars(select(CatalogueItem.active).where(CatalogueItem.single)).one()
        assert list(list_wrong_levels()) == []


def test_the_shop_never_says_where_the_workshop_is(app: Flask) -> None:
    with app.app_context(), atomic():
        pieces.put_on_sale()
    visitor = Visitor(app, app.response_class)
    for page in ("", "boutique", "boutique/veste-en-laine", "lots"):
        assert not SAID.search(visitor.get(f"/valorilot/{page}").text), page
    assert not SAID.search(visitor.get("/conditions/valorilot").text)


def test_somebody_of_another_workshop_puts_nothing_online(app: Flask) -> None:
    assert client_of(app, NEIGHBOUR).get(STAFF).status_code == 403
