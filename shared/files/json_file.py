"""JSON for programs: integers stay integers, days are ISO 8601."""

from __future__ import annotations

import json
from datetime import date
from typing import IO

from shared.files.tables import Table


def records(table: Table) -> list[dict[str, str | int | None]]:
    """Returns each row as an object whose names are the keys of the columns."""
    keys = [column.key for column in table.columns]
    return [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in zip(keys, row, strict=True)}
        for row in table.rows
    ]


def write_json(content: object, file: IO[bytes]) -> None:
    """Writes indented UTF-8 with accents as they are."""
    file.write(json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")
