"""Writes docs/permissions.md: what each role may do, and what is open to everybody. `python -m tools.permissions`."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask

from shared.accounts.access import permission_table
from shared.accounts.permissions import Role
from workshops.app import create_app

TARGET = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
INTRODUCTION = """\
# Who may do what

Made by `python -m tools.permissions` from `shared/accounts/permissions.py`, the manifests and the views; a test says
when it is out of date. A role is given at a site or everywhere; at a workshop's staff pages the site of that workshop
counts. Whoever is not listed here is refused: an endpoint without permission answers 403 to everybody.
"""


def main() -> None:
    """Writes the document anew."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ATELIERS_DATA_DIR"] = folder
        TARGET.write_text(document(create_app()), encoding="utf-8")
    print(f"written: {TARGET}")


def document(app: Flask) -> str:
    """Returns the document for the pages and manifests of `app`."""
    with app.app_context():
        table = permission_table()
    permissions = dict.fromkeys(permission for role in Role for permission in table[role])
    roles = [
        [
            f"`{permission}`",
            str(getattr(permission, "level", 1)),
            *("✓" if permission in table[r] else "" for r in Role),
        ]
        for permission in sorted(permissions)
    ]
    parts = [
        INTRODUCTION,
        *_table(["permission", "level", *(role.label for role in Role)], roles),
        "\nLevels: 0 public, 1 work, 2 social, 3 health and justice.\n",
        "## Open to everybody\n",
        *_table(["address", "what it shows"], sorted(_public_pages(app))),
        "\n## Behind a permission\n",
        *_table(["address", "permission"], sorted(_guarded_pages(app))),
    ]
    return "\n".join(parts) + "\n"


def _public_pages(app: Flask) -> Iterator[list[str]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "is_public", False):
            yield [f"`{rule}`", (view.__doc__ or "").partition("\n")[0]]


def _guarded_pages(app: Flask) -> Iterator[list[str]]:
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "required_permission", None)
        if permission:
            methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            yield [f"`{methods} {rule}`", f"`{permission}`"]


def _table(headers: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    for cells in (headers, ["---"] * len(headers), *rows):
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
