"""JSON for programs: integers stay integers, days are ISO 8601, accents are as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import TextIOWrapper
from json import JSONEncoder
from typing import IO, BinaryIO, cast

from shared.files.tables import Row, Table


def write_json(table: Table, control: Mapping[str, int], file: IO[bytes]) -> None:
    """Writes UTF-8: `lines`, each an object by the keys of the columns on a line of its own, and their `control`."""
    keys = [column.key for column in table.columns]
    encode = JSONEncoder(ensure_ascii=False).encode
    text = TextIOWrapper(cast("BinaryIO", file), encoding="utf-8", newline="")
    text.write('{"lines": [')
    for number, row in enumerate(table.rows):
        text.write(",\n" if number else "\n")
        text.write(encode(_record(keys, row)))
    text.write(f'\n], "control": {encode(dict(control))}}}\n')
    text.detach()


def _record(keys: list[str], row: Row) -> dict[str, str | int | None]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in zip(keys, row, strict=True)}
