"""The register of personal data says everything that the tables keep about people, and says it as it is today."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Column

from shared.db import Base
from tools import privacy_register
from workshops.app import import_models

LOOKS_PERSONAL = re.compile(
    r"(?:^|_)(?:actor|address|birth\w*|body|born|by|city|comment|document|email|gender|iban|ip|job|login|matricule|name|nationality"
    r"|nir|note|password|phone|photo|plate|postcode|reason|recipient|recovery|sex|signature|street|subject|totp|vehicle)(?:_|$)"
)
NOT_PERSONAL = {
    "training_sessions.subject": "what is taught",
    "agrilot_pickup_points.name": "a place where baskets are fetched",
    "agrilot_pickup_points.street": "a place where baskets are fetched",
    "agrilot_pickup_points.postcode": "a place where baskets are fetched",
    "agrilot_pickup_points.city": "a place where baskets are fetched",
    "auto_bleue_plannings.body_bays": "a count of places",
    "exit_reasons.job_or_training": "a rule",
    "closures.reason": "why a workshop is closed",
    "deadline_marks.subject": "which contract, PASS or exam expires",
    "deadline_notices.subject": "which contract, PASS or exam expires",
    "gourmand_dishes.name": "the name of a dish",
    "gourmand_homes.name": "a home of the association",
    "orders.pay_by": "an hour",
    "payment_disputes.reason": "the bank's code",
    "prolongation_rules.reason": "a rule",
    "roles.name": "the name of a function",
    "seller_identities.name": "the association's own",
    "seller_identities.street": "the association's own",
    "seller_identities.postcode": "the association's own",
    "seller_identities.city": "the association's own",
    "seller_identities.email": "the association's own",
    "seller_identities.iban": "the association's own",
    "users.totp_last_counter": "a count of half-minutes",
}


def columns() -> Iterator[tuple[str, Column[object]]]:
    """Yields `table.column` and the column, for all tables."""
    import_models()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            yield f"{table.name}.{column.name}", column


def test_the_register_is_fresh() -> None:
    written = privacy_register.TARGET.read_text(encoding="utf-8")
    assert written == privacy_register.document(), "run `python -m tools.privacy_register`"


def test_every_column_that_looks_personal_is_in_the_register_or_excused() -> None:
    unsaid = {
        name
        for name, column in columns()
        if LOOKS_PERSONAL.search(column.name) and not column.foreign_keys and "personal" not in column.info
    }
    assert unsaid == NOT_PERSONAL.keys()


def test_every_reason_and_level_is_meant() -> None:
    odd = [
        name
        for name, column in columns()
        if "personal" in column.info and not (column.info["personal"].strip() and column.info["level"] in {*"0123"})
    ]
    assert odd == []


@pytest.mark.parametrize("name", ["email", "billing_email", "birth_date", "phone", "name", "recorded_by", "ip_address"])
def test_these_names_look_personal(name: str) -> None:
    assert LOOKS_PERSONAL.search(name)


@pytest.mark.parametrize("name", ["id", "gross_cents", "means", "valid_from", "happened_at", "rename", "skip"])
def test_these_names_do_not(name: str) -> None:
    assert not LOOKS_PERSONAL.search(name)
