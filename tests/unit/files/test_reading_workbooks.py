"""A workbook is read within bounds, whatever somebody sends."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from shared.files.reading import MOST_BYTES, MOST_UNPACKED, read_workbook
from shared.kernel.errors import InvalidInput
from tests.support.workbooks import workbook

ROWS: list[list[object]] = [["Nom", "Jour"], ["Ada", date(2026, 3, 2)]]


def refused(file: BytesIO, most_rows: int = 10) -> str:
    with pytest.raises(InvalidInput) as refusal:
        read_workbook(file, most_rows=most_rows)
    assert refusal.value.field == "file"
    return refusal.value.sentence


def again(file: BytesIO, **changed: bytes) -> BytesIO:
    """Returns the same archive with a part changed, or one more."""
    copy = BytesIO()
    with ZipFile(file) as old, ZipFile(copy, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changed:
                new.writestr(part.filename, old.read(part))
        for name, content in changed.items():
            new.writestr(name, content)
    copy.seek(0)
    return copy


def test_cells_become_text_and_days() -> None:
    rows: list[list[object]] = [
        ["Nom ", None, "Nombre", "Jour"],
        ["  Ada \u00a0 Bouleau ", "", 999990000001, datetime(2026, 3, 2, 9)],  # noqa: DTZ001 - as a workbook holds it
        [True, 1.5, 12.0, date(2026, 3, 3)],
        [None, None, None, None],
    ]
    read = read_workbook(workbook({"Une feuille": rows, "Vide": []}), most_rows=10)

    # Each row is filled up to the widest that is read.
    assert {title: [row[:4] for row in of_sheet] for title, of_sheet in read.items()} == {
        "Une feuille": [
            ("Nom", None, "Nombre", "Jour"),
            ("Ada Bouleau", None, "999990000001", date(2026, 3, 2)),
            ("True", "1.5", "12", date(2026, 3, 3)),
        ],
        "Vide": [],
    }


def test_no_file_and_no_workbook_are_told_apart() -> None:
    assert refused(BytesIO()) == "Choisissez un fichier Excel (.xlsx)."
    for content in (b"Nom;Jour\n", b"PK\x03\x04 and so on", b"\x00" * 500):
        assert "ne se lit pas" in refused(BytesIO(content))


def test_too_many_bytes_or_rows_are_refused() -> None:
    assert "1 Mo au plus" in refused(BytesIO(b"x" * (MOST_BYTES + 1)))
    rows: list[list[object]] = [["Nom"]]
    rows += [[str(number)] for number in range(11)]
    assert "a plus de 10 lignes" in refused(workbook({"Feuille": rows}))
    assert len(read_workbook(workbook({"Feuille": rows[:-1]}), most_rows=10)["Feuille"]) == 11


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = again(workbook({"Feuille": ROWS}), **{"xl/sharedStrings.xml": b"0" * (MOST_UNPACKED + 1)})

    assert len(bomb.getvalue()) < MOST_BYTES
    assert "trop de contenu" in refused(bomb)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = again(workbook({"Feuille": ROWS}), **{"xl/more.xml": b"0" * 5_000_000})
    content = honest.getvalue()
    lie = (1000).to_bytes(4, "little")
    assert content.count((5_000_000).to_bytes(4, "little")) >= 1

    assert "ne se lit pas" in refused(BytesIO(content.replace((5_000_000).to_bytes(4, "little"), lie)))


def test_entities_are_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert "ne se lit pas" in refused(again(workbook({"Feuille": ROWS}), **{"xl/sharedStrings.xml": evil}))


def test_a_cell_at_the_end_of_the_world_costs_nothing() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["XFD1048576"] = "Nom", "Ada", "loin"
    file = BytesIO()
    book.save(file)
    file.seek(0)

    assert read_workbook(file, most_rows=10)["Sheet"] == [("Nom",) + (None,) * 39, ("Ada",) + (None,) * 39]


def test_damaged_workbooks_are_read_or_refused_and_never_raise_anything_else() -> None:
    sound = workbook({"Feuille": ROWS}).getvalue()
    dice = random.Random(28)  # noqa: S311 - damage needs no secret dice
    for _ in range(150):
        damaged = bytearray(sound)
        for _ in range(dice.randrange(1, 8)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        with suppress(InvalidInput):
            read_workbook(BytesIO(bytes(damaged)), most_rows=10)
