"""Four invented months of the trades besides the garage: sold as on the screens, and the books agree."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from shared.db import atomic, session
from shared.demo.place import Sell, sell_on
from shared.invoicing.models import Invoice, InvoiceKind, InvoiceVatTotal
from shared.kernel import clock
from shared.orders.models import Order, Quote
from shared.orders.quotes.verification import list_wrong_quotes
from shared.orders.stock import list_wrong_levels
from shared.workshop import DemoSpan, find_site
from tests.integration.orders.test_deposits import list_everything_wrong
from tests.support import sales
from workshops.agrilot.demo import sell as grow
from workshops.agrilot.models import MonthBill
from workshops.etapweb.demo import sell as build
from workshops.gourmand.demo import sell as cook
from workshops.gourmand.models import InternalMeal
from workshops.valorilot.demo import sell as mend
from workshops.valorilot.models import Piece

SPAN = DemoSpan(year=2026, first=date(2026, 7, 1), today=date(2026, 10, 30), begins=True)


def live(trade: Sell) -> None:
    with clock.at(clock.at_paris(SPAN.today, 20)), atomic():
        sales.name_the_seller()
        sell_on(SPAN, trade)


def documents(slug: str) -> Counter[InvoiceKind]:
    site_id = find_site(slug).id
    kinds = select(Invoice.kind, func.count()).where(Invoice.site_id == site_id).group_by(Invoice.kind)
    return Counter(dict(session.execute(kinds).all()))


@pytest.mark.parametrize(
    ("slug", "trade"), [("gourmand", cook), ("valorilot", mend), ("agrilot", grow), ("etapweb", build)]
)
def test_a_trade_sells_and_its_books_agree(app: Flask, slug: str, trade: Sell) -> None:
    with app.app_context():
        live(trade)
        found = documents(slug)
        assert found[InvoiceKind.INVOICE] > 0
        assert session.scalars(select(func.count()).select_from(Order)).one() >= found[InvoiceKind.INVOICE]
        assert list_everything_wrong() == []
        assert list(list_wrong_levels()) == []
        assert list(list_wrong_quotes()) == []
        if slug == "gourmand":
            assert found[InvoiceKind.DEPOSIT] > 0
            assert set(session.scalars(select(InvoiceVatTotal.vat_bp))) == {2000, 1000, 550}
            assert session.scalars(select(func.sum(InternalMeal.heads))).one() > 500
        if slug == "valorilot":
            assert session.scalars(select(func.count()).select_from(Piece)).one() > found[InvoiceKind.INVOICE]
        if slug == "agrilot":
            assert session.scalars(select(func.max(MonthBill.baskets))).one() in {4, 5}
        if slug == "etapweb":
            assert session.scalars(select(func.count()).select_from(Quote)).one() >= 3
