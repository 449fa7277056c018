"""The document of the permissions says what the code does."""

from __future__ import annotations

from tests.support.house import House
from tools import permissions


def test_document_is_fresh(house: House) -> None:
    written = permissions.TARGET.read_text(encoding="utf-8")
    assert written == permissions.document(house.app), "run `python -m tools.permissions`"
