"""The command line does what the screens do, and its exit code says how it went."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from shared.accounts.models import User
from shared.accounts.queries import find_user_by_email
from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.db import atomic, database, session
from shared.db.engine import WRITING
from shared.db.triggers import append_only_tables
from shared.jobs.models import OutboxJob
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.people.services import hire_person
from tests.support.command_line import CALL_WRONG, DATA_WRONG, DONE, Call, call, problems
from tests.support.house import visited
from tests.support.months import approve, check
from tests.support.sales import sell
from tests.support.sheets import fill, validate
from tests.support.team import AT_WORK, site_id, terms
from workshops.app import create_app

__all__ = ["call"]

GOOD_PASSWORD = "violette-tournesol-muguet"


def tamper(app: Flask, statement: str, table: str) -> None:
    """Changes rows behind the application's back, as somebody with the database's password could."""
    with app.app_context():
        engine = database.engine
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if table in append_only_tables():
            of_the_table = "" if engine.dialect.name == "sqlite" else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER {table}_refuse_update{of_the_table}"))
        connection.execute(text(statement))


def test_each_promised_command_explains_itself() -> None:
    listed = CliRunner().invoke(ateliers, ["--help"])
    assert listed.exit_code == DONE
    for command in ("serve", "worker", "stripe-standin", "db", "demo", "user", "export", "report", "invoice", "verify"):
        assert command in listed.stdout
        assert CliRunner().invoke(ateliers, [command, "--help"]).exit_code == DONE


def test_an_account_is_made_listed_and_closed(app: Flask, call: Call) -> None:
    made = call(
        *("user", "create", "Noe.Saule@example.org", "--name", "Noé Saule"),
        *("--role", "supervisor", "--site", "auto-bleue", "--role", "cip", "--password-file", "-"),
        given=GOOD_PASSWORD,
    )
    listed = call("user", "list")
    closed = call("user", "disable", "noe.saule@example.org")

    assert (made.exit_code, listed.exit_code, closed.exit_code) == (DONE, DONE, DONE)
    assert "noe.saule@example.org\tNoé Saule\tactif\tcip@auto-bleue, supervisor@auto-bleue" in listed.stdout
    with app.app_context():
        user = find_user_by_email("noe.saule@example.org")
        assert user is not None
        assert not user.active
        actors = session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "user.created")).all()
        assert [actor.startswith("cli:") for actor in actors] == [True]


def test_a_password_is_asked_for_twice(call: Call) -> None:
    made = call("user", "create", "noe@example.org", "--name", "Noé", given=f"{GOOD_PASSWORD}\n{GOOD_PASSWORD}\n")

    assert made.exit_code == DONE
    assert GOOD_PASSWORD not in made.output


def test_what_the_trade_refuses_is_wrong_data(call: Call) -> None:
    weak = call("user", "create", "noe@example.org", "--name", "Noé", "--password-file", "-", given="court")
    unknown = call("user", "disable", "personne@example.org")

    for result in (weak, unknown):
        assert result.exit_code == DATA_WRONG
        assert len(problems(result)) == 1
    assert problems(unknown) == ["Aucun compte n’a cette adresse."]


def test_a_refused_account_leaves_nothing_behind(app: Flask, call: Call) -> None:
    refused = call(
        *("user", "create", "noe@example.org", "--name", "Noé", "--role", "supervisor", "--password-file", "-"),
        given=GOOD_PASSWORD,
    )

    assert refused.exit_code == DATA_WRONG
    with app.app_context():
        assert find_user_by_email("noe@example.org") is None


WRONG_CALLS = (
    ("inventer",),
    ("user", "create"),
    ("user", "create", "noe@example.org", "--name", "Noé", "--role", "roi"),
    (
        "user",
        "create",
        "noe@example.org",
        "--name",
        "N",
        "--role",
        "cip",
        "--site",
        "nulle",
        "--password-file",
        "-",
    ),
    ("export", "revenue", "--from", "hier", "--to", "2026-01-31", "--format", "csv", "--out", "ventes.csv"),
    ("serve", "--port", "0"),
    ("export", "payroll", "--month", "2026-13", "--profile", "csv", "--out", "paie.csv"),
    ("export", "payroll", "--month", "septembre", "--profile", "csv", "--out", "paie.csv"),
)


def test_a_wrong_call_says_so(call: Call) -> None:
    for arguments in WRONG_CALLS:
        result = call(*arguments, given=GOOD_PASSWORD)

        assert result.exit_code == CALL_WRONG, arguments
        assert result.stderr


def test_wrong_settings_are_named_one_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIERS_MODE", "production")
    monkeypatch.setenv("ATELIERS_SECRET_KEY", "court")

    result = CliRunner().invoke(ateliers, ["verify"], obj=create_app)

    assert result.exit_code == CALL_WRONG
    names = [line.partition(" ")[0] for line in result.stderr.splitlines()]
    assert "ATELIERS_SECRET_KEY" in names
    assert "ATELIERS_SMTP_URL" in names
    assert all(name.startswith("ATELIERS_") for name in names)


def test_a_database_without_schema_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, app: Flask
) -> None:
    assert app.testing
    monkeypatch.setenv("ATELIERS_DATA_DIR", str(tmp_path))

    with visited(create_app()) as empty:
        listed = CliRunner().invoke(ateliers, ["user", "list"], obj=lambda: empty)
        upgraded = CliRunner().invoke(ateliers, ["db", "upgrade"], obj=lambda: empty)
        again = CliRunner().invoke(ateliers, ["db", "upgrade"], obj=lambda: empty)
        listed_then = CliRunner().invoke(ateliers, ["user", "list"], obj=lambda: empty)

    assert listed.exit_code == CALL_WRONG
    assert "ateliers db upgrade" in listed.stderr
    assert (upgraded.exit_code, again.exit_code, listed_then.exit_code) == (DONE, DONE, DONE)


def test_an_honest_house_passes_its_examination(app: Flask, call: Call) -> None:
    with app.app_context(), atomic():
        sell(date(2026, 10, 5))
        sell(date(2026, 10, 6))

    result = call("verify")

    assert (result.exit_code, result.stderr) == (DONE, "")


@pytest.mark.parametrize(
    ("table", "statement", "named"),
    [
        ("orders", "UPDATE orders SET net_cents = net_cents - 1, vat_cents = vat_cents + 1", "commande"),
        ("order_lines", "UPDATE order_lines SET unit_gross_cents = unit_gross_cents + 100", "ligne 1"),
        ("invoices", "UPDATE invoices SET net_cents = net_cents - 1, vat_cents = vat_cents + 1", "facture AB-"),
        ("invoices", "UPDATE invoices SET document = replace(document, 'Camille', 'Camilla')", "facture AB-"),
        ("invoices", "UPDATE invoices SET document = '{}'", "facture AB-"),
        ("invoice_lines", "UPDATE invoice_lines SET net_cents = net_cents + 1", "facture AB-"),
        ("invoice_vat_totals", "UPDATE invoice_vat_totals SET vat_bp = 1000", "facture AB-"),
        ("sequences", "UPDATE sequences SET last_number = 9 WHERE series LIKE 'AB-%'", "série AB-2026"),
        ("payments", "UPDATE payments SET amount_cents = amount_cents - 1", "commande CMD-"),
        ("payment_allocations", "UPDATE payment_allocations SET amount_cents = amount_cents - 1", "paiement"),
        ("orders", "UPDATE orders SET status = 'placed'", "À payer"),
        ("audit_events", "UPDATE audit_events SET actor = 'nobody' WHERE action = 'order.placed'", "audit"),
    ],
)
def test_whatever_was_tampered_with_is_named(app: Flask, call: Call, table: str, statement: str, named: str) -> None:
    with app.app_context(), atomic():
        sell(date(2026, 10, 5))
    tamper(app, statement, table)

    result = call("verify")

    assert result.exit_code == DATA_WRONG
    assert any(named in problem for problem in problems(result)), result.stderr


def test_the_revenue_is_written_as_the_screen_gives_it(app: Flask, call: Call, tmp_path: Path) -> None:
    with app.app_context(), atomic():
        invoice = sell(date(2026, 10, 5))
        sell(date(2026, 11, 2))
    out = tmp_path / "ventes.json"

    result = call(
        *("export", "revenue", "--from", "2026-10-01", "--to", "2026-10-31", "--workshop", "auto-bleue"),
        *("--format", "json", "--out", out),
    )

    assert result.exit_code == DONE
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [line["invoice"] for line in written["lines"]] == [invoice.number]
    assert written["control"]["gross_cents"] == invoice.gross_cents


def test_an_export_that_cannot_be_written_leaves_nothing(app: Flask, call: Call, tmp_path: Path) -> None:
    period = ("--from", "2026-10-01", "--to", "2026-10-31", "--format", "json")

    nowhere = call("export", "revenue", *period, "--out", tmp_path / "absent" / "ventes.json")
    backwards = call(
        *("export", "revenue", "--from", "2026-10-31", "--to", "2026-10-01", "--format", "json"),
        *("--out", tmp_path / "ventes.json"),
    )

    assert (nowhere.exit_code, backwards.exit_code) == (CALL_WRONG, DATA_WRONG)
    assert len(problems(nowhere)) == len(problems(backwards)) == 1
    assert list(tmp_path.iterdir()) == []
    with app.app_context():
        assert session.scalar(select(AuditEvent.id).where(AuditEvent.action == "revenue.exported")) is None


def hire_for_three_days() -> None:
    """Somebody whose contract begins on the last Monday of September; belongs inside an application context."""
    with atomic():
        hire_person(
            site_id=site_id(),
            first_name="Ada",
            last_name="Bouleau",
            matricule="10001",
            terms=terms(first=date(2026, 9, 28)),
            actor="cli:test",
        )


SEPTEMBER = Month(2026, 9)


def test_payroll_is_written_once_the_month_is_checked(app: Flask, call: Call, tmp_path: Path) -> None:
    out = tmp_path / "paie.csv"
    arguments = (
        "export",
        "payroll",
        "--month",
        "2026-09",
        "--profile",
        "csv",
        "--workshop",
        "auto-bleue",
        "--out",
        out,
    )
    days = [date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)]
    with clock.at(AT_WORK):
        with app.app_context():
            hire_for_three_days()
        too_early = call(*arguments)
        assert not out.exists()
        with app.app_context():
            for day in days:
                fill(day)
                validate(day)
            approve(SEPTEMBER)
            unchecked = call(*arguments)
            check(SEPTEMBER)
        done = call(*arguments)

    assert too_early.exit_code == DATA_WRONG
    *holes, state = problems(too_early)
    assert [problem[:10] for problem in holes] == ["28/09/2026", "29/09/2026", "30/09/2026"]
    assert [state] == problems(unchecked) == ["2026-09, Auto Bleue\u00a0: le mois n’est pas encore vérifié."]
    assert done.exit_code == DONE
    assert "10001;TRAV;" in out.read_text(encoding="utf-8-sig")


def test_the_worker_can_empty_the_outbox_and_leave(app: Flask, call: Call) -> None:
    with app.app_context(), atomic():
        sell(date(2026, 10, 5))

    result = call("worker", "--drain")

    assert result.exit_code == DONE
    with app.app_context():
        left = session.scalars(select(OutboxJob).where(OutboxJob.done_at.is_(None))).all()
        # Nobody plays Stripe here: what asks it waits for its next try.
        waiting = [(job.kind, job.last_error) for job in left if job.due_at <= clock.now() or job.attempts]
        assert waiting in ([], [("payments.reconcile", "PaymentUnavailableError: APIConnectionError")])


@pytest.mark.parametrize("year", [2022, 2026, 2031])
def test_a_demonstration_is_of_a_year_that_is_over(app: Flask, call: Call, year: int) -> None:
    result = call("demo", "load", "--year", year, "--today", "2026-11-27")

    assert result.exit_code == CALL_WRONG
    assert "--year" in problems(result)[-1]
    assert "de 2023 à 2025" in problems(result)[-1]
    with app.app_context():
        assert session.scalars(select(User)).all() == []


def test_the_stand_in_stays_out_of_production(monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    production = {
        "ATELIERS_MODE": "production",
        "ATELIERS_DATABASE_URL": "sqlite:///nowhere.sqlite3",
        "ATELIERS_PUBLIC_URL": "https://ateliers.example.org",
        "ATELIERS_STRIPE_KEY": "sk_live_0123456789",
        "ATELIERS_STRIPE_WEBHOOK_SECRETS": "whsec_new",
        "ATELIERS_SMTP_URL": "smtp://127.0.0.1",
        "ATELIERS_MAIL_SENDER": "ateliers@example.org",
        "ATELIERS_SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
        "ATELIERS_PASSWORD_SALT": "123456789abcdefghijklmnopqrstuvw",
        "ATELIERS_TOTP_SECRET": "23456789abcdefghijklmnopqrstuvwx",
        "ATELIERS_LINK_KEY": "3456789abcdefghijklmnopqrstuvwxy",
        "ATELIERS_VAULT_KEY": "456789abcdefghijklmnopqrstuvwxyz",
    }
    for name, value in production.items():
        monkeypatch.setenv(name, value)

    result = call("stripe-standin")

    assert result.exit_code == CALL_WRONG
    assert len(problems(result)) == 1
