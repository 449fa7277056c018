"""A file that takes long is made by the worker: its asker sees how far it is, takes it, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, text

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.db.triggers import append_only_tables
from shared.invoicing.revenue import RevenueQuestion
from shared.jobs.runner import drain
from shared.kernel import clock
from shared.orders.models import CustomerKind
from shared.payments.settlement import Settled
from shared.reporting import exports
from shared.reporting.cube import Cut
from shared.reporting.exports import from_plain, to_plain
from shared.reporting.models import Export, ExportStatus
from shared.reporting.revenue import Wish
from tests.support.client import Visitor
from tests.support.damage import damage
from tests.support.personas import DIRECTION, FINANCE, Persona
from tests.support.sales import sell

PAGE = "/gestion/chiffre-affaires?first=2026-11-01&last=2026-11-30"
FILE = "/gestion/chiffre-affaires/fichier"
SignIn = Callable[[Persona], Visitor]


@pytest.fixture(autouse=True)
def long_export(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sales are many, here, and each is a step."""
    with app.app_context(), atomic():
        for _ in range(3):
            sell(date(2026, 11, 3))
    monkeypatch.setattr("shared.reporting.views.revenue.LONG", 2)
    monkeypatch.setattr(exports, "STEP", 1)


def make(app: Flask) -> None:
    with app.app_context():
        drain()


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_it_is_asked_for_made_and_taken(app: Flask, sign_in: SignIn, form: str) -> None:
    finance = sign_in(FINANCE)
    asked = finance.submit(PAGE, action=FILE, button=f"form={form}")
    assert asked.status_code == 303
    waiting = finance.get(asked.location).text
    assert "En préparation" in waiting
    assert "0 sur 3" in waiting
    assert finance.get(f"{asked.location}/fichier").status_code == 404

    make(app)
    assert "Prendre le fichier" in finance.get(asked.location).text
    taken = finance.get(f"{asked.location}/fichier")
    assert taken.status_code == 200
    assert f"chiffre-affaires-2026-11-01-2026-11-30.{form}" in taken.headers["Content-Disposition"]
    if form == "xlsx":
        sheet = CalamineWorkbook.from_filelike(BytesIO(taken.data)).get_sheet_by_name("Ventes").to_python()
        assert len(sheet) == 5
    with app.app_context():
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "revenue.exported")).one()
        assert told.detail == {"format": form, "lines": 3}
        export = session.scalars(select(Export)).one()
        assert (export.status, export.done, export.whole) == (ExportStatus.DONE, 3, 3)
        exports.make_export(export.id)
        assert session.scalar(select(func.count()).where(AuditEvent.action == "revenue.exported")) == 1


def test_somebody_else_s_file_is_not_found(app: Flask, sign_in: SignIn) -> None:
    asked = sign_in(FINANCE).submit(PAGE, action=FILE, button="form=csv").location
    make(app)
    for path in (asked, f"{asked}/fichier"):
        assert sign_in(DIRECTION).get(path).status_code == 404


def test_it_is_forgotten_after_a_day(app: Flask, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    asked = finance.submit(PAGE, action=FILE, button="form=csv").location
    make(app)
    with app.app_context(), clock.at(clock.now() + timedelta(days=1, minutes=1)), atomic():
        exports.forget_expired()
        assert session.scalar(select(func.count()).select_from(Export)) == 0
    assert finance.get(asked).status_code == 404


def test_figures_that_disagree_make_no_file_and_say_so(app: Flask, sign_in: SignIn) -> None:
    finance = sign_in(FINANCE)
    asked = finance.submit(PAGE, action=FILE, button="form=csv").location
    with app.app_context():
        assert "invoice_vat_totals" in append_only_tables()
        damage("UPDATE invoice_vat_totals SET net_cents = net_cents - 1, gross_cents = gross_cents - 1")
    make(app)
    page = finance.get(asked).text
    assert "Pas de fichier" in page
    assert "ateliers verify" in page
    assert finance.get(f"{asked}/fichier").status_code == 404


def test_a_short_file_comes_at_once(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.reporting.views.revenue.LONG", 3)
    assert sign_in(FINANCE).submit(PAGE, action=FILE, button="form=csv").status_code == 200
    with app.app_context():
        assert session.execute(text("SELECT count(*) FROM exports")).scalar() == 0


@pytest.mark.parametrize("sites", [None, frozenset({3, 1}), frozenset[int]()])
def test_a_wish_is_kept_as_it_was_made(sites: frozenset[int] | None) -> None:
    question = RevenueQuestion(
        first=date(2026, 1, 1), last=date(2026, 2, 1), site_ids=sites, customer_kind=CustomerKind.PUBLIC
    )
    wish = Wish(question=question, settled=Settled.OWED, cuts=(Cut.FAMILY, Cut.SETTLED))
    assert from_plain(to_plain(wish)) == wish
