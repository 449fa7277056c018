"""The supervisor keeps the catalogue: prices that count from a day on, options, photos, what is no longer sold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import ExifTags, Image
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.orders.catalogue.photos import WIDEST, shrink
from shared.orders.catalogue.queries import list_items
from shared.orders.catalogue.services import CODE_LENGTH, Price, code_for, price_item
from shared.orders.models import CatalogueItem, CataloguePhoto, CataloguePrice
from tests.support.client import Visitor
from tests.support.personas import CIP, CUSTOMER, EMPLOYEE, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.shelf import item_called, put_on_sale

LIST = "/auto-bleue/atelier/catalogue"
SignIn = Callable[[Persona], Visitor]


def page_of(app: Flask, code: str = "vidange") -> str:
    with app.app_context():
        return f"{LIST}/{item_called(code).public_id}"


def price_on(app: Flask, code: str, day: date) -> int | None:
    """Returns what customers see on a day; None when it is not on sale."""
    with app.app_context(), clock.at(clock.at_paris(day, 9)):
        return next((item.price_cents for item in list_items("auto-bleue") if item.code == code), None)


def picture(size: tuple[int, int] = (1600, 900), form: str = "JPEG") -> bytes:
    """Returns a photo as a telephone makes it, with the place in it."""
    file, exif = BytesIO(), Image.Exif()
    exif[ExifTags.Base.Make] = "Téléphone de Camille"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    Image.new("RGB", size, "steelblue").save(file, form, exif=exif)
    return file.getvalue()


def test_a_price_counts_from_its_day_on_and_the_past_keeps_its_own(app: Flask, sign_in: SignIn) -> None:
    supervisor, page, today = sign_in(SUPERVISOR), page_of(app), clock.today()
    later = today + timedelta(days=10)
    answer = supervisor.submit(page, action=f"{page}/prix", price="95,50", valid_from=later.isoformat())
    assert answer.status_code == 303

    assert [price_on(app, "vidange", day) for day in (today, later - timedelta(days=1), later)] == [8900, 8900, 9550]
    shown = supervisor.get(page).text
    assert "À partir du" in shown
    assert "95,50\u00a0€" in shown
    # Typed wrong: another row for the same day counts instead.
    assert supervisor.submit(page, action=f"{page}/prix", price="96", valid_from=later.isoformat()).status_code == 303
    assert price_on(app, "vidange", later) == 9600
    with app.app_context():
        assert session.scalar(select(func.count()).where(CataloguePrice.item_id == item_called("vidange").id)) == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"price": "gratuit"}, "Ce montant ne se lit pas."),
        ({"price": "0"}, "Écrivez un prix de 0,01"),
        ({"price": "-5"}, "Écrivez un prix de 0,01"),
        ({"price": "100000,01"}, "Écrivez un prix de 0,01"),
        ({"valid_from": "2020-01-01"}, "Un prix ne change pas dans le passé"),
        ({"valid_from": "2199-01-01"}, "Cette date est trop loin"),
        ({"valid_from": "31/02/2027"}, "Cette date n’existe pas."),
    ],
)
def test_a_wrong_price_comes_back_with_its_sentence(
    app: Flask, sign_in: SignIn, typed: dict[str, Any], sentence: str
) -> None:
    page = page_of(app)
    answer = sign_in(SUPERVISOR).submit(page, action=f"{page}/prix", **{"price": "90", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    assert price_on(app, "vidange", clock.today()) == 8900


def test_an_unknown_vat_code_is_refused(app: Flask) -> None:
    with app.app_context(), atomic():
        item = item_called("vidange")
        for code in ("", "moitié"):
            with pytest.raises(InvalidInput) as refusal:
                price_item(
                    item=item.public_id,
                    site_id=item.site_id,
                    price=Price(price_cents=100, vat_code=code, valid_from=clock.today()),
                    actor="test",
                )
            assert refusal.value.field == "vat_code"


def test_something_new_is_sold_from_its_day_on_with_an_option(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    supervisor, tomorrow = sign_in(SUPERVISOR), clock.today() + timedelta(days=1)
    new = {"label": "Parallélisme", "description": "Réglage du train avant.", "standard_time": "45 min"}
    answer = supervisor.submit(f"{LIST}/nouveau", price="65", valid_from=tomorrow.isoformat(), **new)
    assert answer.status_code == 303
    assert "Pas encore de prix" in supervisor.get(LIST).text
    assert "Parallélisme" not in client.get("/auto-bleue/").text

    option = f"{LIST}/nouveau?option-de={answer.location.rpartition('/')[2]}"
    more = {"label": "Valves neuves", "standard_time": "10 min", "price": "8", "valid_from": tomorrow.isoformat()}
    assert supervisor.submit(option, **more).status_code == 303
    with clock.at(clock.at_paris(tomorrow, 9)):
        page = client.get("/auto-bleue/").text
        assert "Parallélisme" in page
        assert "valves neuves (8,00\u00a0€)" in page
        assert client.get("/auto-bleue/reserver?service=parallelisme").status_code == 200
        # An option is sold with its item, never alone.
        assert "Quel service" in client.get("/auto-bleue/reserver?service=valves-neuves").text


def test_an_empty_form_says_all_that_misses(sign_in: SignIn) -> None:
    answer = sign_in(SUPERVISOR).submit(f"{LIST}/nouveau", valid_from="")
    assert answer.status_code == 422
    for sentence in ("Écrivez le nom", "Écrivez un temps", "Écrivez le prix", "Choisissez le premier jour"):
        assert sentence in answer.text


def test_what_is_withdrawn_is_not_sold_and_comes_back(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    supervisor, page = sign_in(SUPERVISOR), page_of(app)
    supervisor.submit(page, action=f"{page}/vente", button="vente=non")
    assert "Vidange" not in client.get("/auto-bleue/").text
    assert "Retiré de la vente" in supervisor.get(LIST).text
    supervisor.submit(page, action=f"{page}/vente", button="vente=oui")
    assert "Vidange" in client.get("/auto-bleue/").text


def test_the_order_of_the_page_is_the_supervisor_s(app: Flask, sign_in: SignIn, client: Visitor) -> None:
    supervisor, page = sign_in(SUPERVISOR), page_of(app, "nettoyage")
    supervisor.submit(LIST, action=f"{page}/monter")
    supervisor.submit(LIST, action=f"{page}/monter")
    titles = [each.text for each in html.fromstring(client.get("/auto-bleue/").text).xpath("//article/h3")]
    assert titles[:3] == ["Nettoyage complet", "Vidange et filtre à huile", "Plaquettes de frein avant"]


def test_a_photo_is_made_small_without_the_place_and_shown_to_everybody(
    app: Flask, sign_in: SignIn, client: Visitor
) -> None:
    supervisor, page = sign_in(SUPERVISOR), page_of(app)
    token = supervisor.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "alt": "Une voiture bleue sur le pont", "photo": (BytesIO(picture()), "IMG_0042.JPG")}
    assert supervisor.post(f"{page}/photo", data=sent).status_code == 303

    home = html.fromstring(client.get("/auto-bleue/").text)
    (shown,) = home.xpath("//img[@class='item-photo']")
    assert shown.get("alt") == "Une voiture bleue sur le pont"
    answer = client.get(shown.get("src"))
    assert answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) < 100_000
    small = Image.open(BytesIO(answer.data))
    assert (small.width, small.height) == (WIDEST, 360) == (int(shown.get("width")), int(shown.get("height")))
    assert not small.getexif()

    supervisor.submit(page, action=f"{page}/photo/retirer")
    assert "item-photo" not in client.get("/auto-bleue/").text


@pytest.mark.parametrize(
    ("content", "alt", "sentence"),
    [
        (b"", "Une voiture", "Choisissez une photo."),
        (b"%PDF-1.7", "Une voiture", "n’est pas une photo lisible"),
        (picture()[:400], "Une voiture", "n’est pas une photo lisible"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Une voiture", "n’est pas une photo lisible"),
        (picture(form="GIF"), "Une voiture", "n’est pas une photo lisible"),
        (picture(), "", "Dites ce que l’on voit"),
    ],
    ids=["nothing", "a PDF", "half of it", "an SVG", "a GIF", "no words"],
)
def test_what_is_no_photo_is_refused(app: Flask, sign_in: SignIn, content: bytes, alt: str, sentence: str) -> None:
    supervisor, page = sign_in(SUPERVISOR), page_of(app)
    token = supervisor.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent: dict[str, Any] = {"csrf_token": token, "alt": alt}
    if content:
        sent["photo"] = (BytesIO(content), "photo.jpg")
    answer = supervisor.post(f"{page}/photo", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(CataloguePhoto)) == 0


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(InvalidInput, match="trop grande"):
        shrink(bomb.getvalue())


def test_the_file_holds_items_and_options(sign_in: SignIn) -> None:
    answer = sign_in(SUPERVISOR).submit(LIST, action=f"{LIST}/fichier", button="format=csv")
    rows = answer.get_data(as_text=True).splitlines()
    assert any(
        row.startswith("filtre-habitacle;Filtre d’habitacle neuf;Vidange et filtre à huile;25,00") for row in rows
    )
    assert sign_in(SUPERVISOR).submit(LIST, action=f"{LIST}/fichier", button="format=xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("persona", [CIP, EMPLOYEE, CUSTOMER, NEIGHBOUR], ids=str)
def test_others_do_not_open_it(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(LIST).status_code == 403


def test_finance_changes_it_too_and_another_site_s_item_is_not_found(app: Flask, sign_in: SignIn) -> None:
    page = page_of(app)
    assert "Changer le prix" in sign_in(FINANCE).get(page).text
    assert sign_in(NEIGHBOUR).get(page.replace("auto-bleue", "gourmand")).status_code == 404


def test_the_page_asks_as_often_for_many_items(app: Flask, sign_in: SignIn) -> None:
    supervisor = sign_in(SUPERVISOR)
    with statements(app) as few:
        supervisor.get(LIST)
    with app.app_context(), atomic():
        for number in range(20):
            put_on_sale(f"Article {number}", 1000)
    with statements(app) as many:
        assert "Article 19" in supervisor.get(LIST).text
    assert len(many) == len(few) <= 6, many


@given(label=st.text(max_size=60), taken=st.sets(st.sampled_from(["article", "vidange", "vidange-2"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_is_an_address_that_nobody_else_has(label: str, taken: set[str]) -> None:
    code = code_for(label, taken)
    assert code not in taken
    assert 0 < len(code) <= CODE_LENGTH
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in code)


def test_codes_keep_the_words() -> None:
    assert code_for("Vidange, œuvre d’été", ()) == "vidange-oeuvre-d-ete"
    assert code_for("Vidange", {"vidange", "vidange-2"}) == "vidange-3"
    assert CatalogueItem.__tablename__ == "catalogue_items"
