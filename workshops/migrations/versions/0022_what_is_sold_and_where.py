"""Say of what is sold whether it is goods, in what it is counted and where; ask for deposits and invoice them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NATURES = ("goods", "services")
TERRITORIES = ("metropole", "dom", "dom_untaxed", "overseas", "eu", "world")
DOCUMENTS = ("invoice", "deposit", "credit_note")
PURPOSES = (
    *("customers", "sales", "sales_goods", "advances", "vat_goods", "vat_collected", "vat_pending", "stripe"),
    *("card_terminal", "cash", "cheques", "bank", "disputes", "losses", "fees"),
)
ENTRIES = (
    *("invoice", "deposit", "credit_note", "payment", "refund", "refund_returned"),
    *("dispute", "dispute_won", "dispute_lost", "fee"),
)
TOTALS = ["invoice_id", "vat_bp", "vat_category", "family"]


def upgrade() -> None:
    """What was sold so far is services of the mainland, each a flat rate, asked for at once."""
    for table in ("catalogue_items", "order_lines", "invoice_lines", "invoice_vat_totals"):
        _add_choice(table, "nature", NATURES, "services")
    for table in ("catalogue_items", "order_lines"):
        _add(table, "unit", sa.String(length=3), "LS")
    _add_choice("orders", "territory", TERRITORIES, "metropole")
    _add("orders", "deposit_bp", sa.Integer(), "0")
    _add("orders", "deposit_cents", sa.BigInteger(), "0")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_orders_deposit_within"), "deposit_cents >= 0 AND deposit_cents <= gross_cents"
        )
    _add_choice("vat_rules", "territory", TERRITORIES, "metropole")
    with op.batch_alter_table("vat_rules") as batch_op:
        batch_op.drop_constraint(op.f("uq_vat_rules_code_valid_from"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_vat_rules_code_territory_valid_from"), ["code", "territory", "valid_from"]
        )
    with op.batch_alter_table("invoice_vat_totals") as batch_op:
        batch_op.drop_constraint(op.f(f"uq_invoice_vat_totals_{'_'.join(TOTALS)}"), type_="unique")
        batch_op.create_unique_constraint(op.f(f"uq_invoice_vat_totals_{'_'.join(TOTALS)}_nature"), [*TOTALS, "nature"])
    for table, column, name, values in (
        ("invoices", "kind", "invoice_kind", DOCUMENTS),
        ("ledger_accounts", "purpose", "account_purpose", PURPOSES),
        ("journal_lines", "purpose", "account_purpose", PURPOSES),
        ("journal_entries", "kind", "entry_kind", ENTRIES),
    ):
        with op.batch_alter_table(table) as batch_op:
            _widen(batch_op, table, column, name, values)


def _add(table: str, column: str, kind: sa.types.TypeEngine[Any], default: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=default))
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, server_default=None)


def _add_choice(table: str, column: str, values: tuple[str, ...], default: str) -> None:
    _add(table, column, sa.String(length=40), default)
    with op.batch_alter_table(table) as batch_op:
        said = ", ".join(f"'{value}'" for value in values)
        batch_op.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} IN ({said})")


def _widen(batch_op: BatchOperations, table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Lets an enumeration take more values."""
    batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    said = ", ".join(f"'{value}'" for value in values)
    batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({said})")
