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
        _add(table, "nature", _enumeration(NATURES, "nature"), "services")
    for table in ("catalogue_items", "order_lines"):
        _add(table, "unit", sa.String(length=3), "LS")
    _add("orders", "territory", _enumeration(TERRITORIES, "territory"), "metropole")
    _add("orders", "deposit_bp", sa.Integer(), "0")
    _add("orders", "deposit_cents", sa.BigInteger(), "0")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_orders_deposit_within"), "deposit_cents >= 0 AND deposit_cents <= gross_cents"
        )
    _add("vat_rules", "territory", _enumeration(TERRITORIES, "territory"), "metropole")
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


def _enumeration(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _add(table: str, column: str, kind: sa.types.TypeEngine[Any], default: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=default))
    if isinstance(kind, sa.Enum):
        # A column that is added comes without the CHECK that a new table would give it.
        with op.batch_alter_table(table) as batch_op:
            said = ", ".join(f"'{value}'" for value in kind.enums)
            batch_op.create_check_constraint(op.f(f"ck_{table}_{kind.name}"), f"{column} IN ({said})")
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, server_default=None)


def _widen(batch_op: BatchOperations, table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    """Lets an enumeration take more values."""
    batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
    said = ", ".join(f"'{value}'" for value in values)
    batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({said})")
