"""A CSV is read as French spreadsheets write it, and a workbook by its sheet; within the same bounds."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest

from shared.files.csv_file import write_csv
from shared.files.reading import MOST_BYTES, MOST_COLUMNS, read_table
from shared.files.tables import Column, Kind, Table
from shared.kernel.errors import InvalidInput
from tests.support.workbooks import workbook

ROWS: list[list[object]] = [["Code", "Jour"], ["A1", date(2026, 3, 2)]]


def read(content: bytes | BytesIO, most_rows: int = 10) -> list[tuple[object, ...]]:
    """Returns the cells that are not empty, row by row."""
    file = content if isinstance(content, BytesIO) else BytesIO(content)
    rows = read_table(file, sheet="Titres", most_rows=most_rows)
    return [tuple(cell for cell in row if cell is not None) for row in rows]


def refused(content: bytes | BytesIO, most_rows: int = 10) -> str:
    with pytest.raises(InvalidInput) as refusal:
        read(content, most_rows)
    assert refusal.value.field == "file"
    return refusal.value.sentence


@pytest.mark.parametrize(
    "content",
    [
        "Intitulé;Jour\r\nÉlève;02/03/2026\r\n".encode("utf-8-sig"),
        "Intitulé;Jour\nÉlève;02/03/2026\n\n\n".encode(),
        "Intitulé;Jour\r\nÉlève;02/03/2026".encode("cp1252"),
        "Intitulé,Jour\rÉlève,02/03/2026\r".encode(),
        "Intitulé\tJour\n Élève \t02/03/2026\n".encode(),
        '"Intitulé";"Jour"\n"Élève";"02/03/2026"\n'.encode(),
    ],
    ids=["as we write it", "plain", "Windows", "commas", "tabs", "quoted"],
)
def test_a_csv_is_read_whichever_program_wrote_it(content: bytes) -> None:
    assert read(content) == [("Intitulé", "Jour"), ("Élève", "02/03/2026")]


def test_what_we_write_is_read_again() -> None:
    columns = (Column("label", "Intitulé"), Column("day", "Jour", Kind.DATE), Column("level", "Niveau", Kind.WHOLE))
    content = BytesIO()
    write_csv(
        Table("Titres", columns, [("Front-end ; « web »", date(2029, 6, 4), 3), ("Deux\nlignes", None, 4)]), content
    )
    content.seek(0)

    assert read(content) == [
        ("Intitulé", "Jour", "Niveau"),
        ("Front-end ; « web »", "04/06/2029", "3"),
        ("Deux lignes", "4"),
    ]


def test_rows_keep_their_numbers() -> None:
    assert read(b"Code;Jour\n\nA1;x\n") == [("Code", "Jour"), (), ("A1", "x")]


def test_the_sheet_is_found_by_its_title_or_because_it_is_alone() -> None:
    found = [("Code", "Jour"), ("A1", date(2026, 3, 2))]

    assert read(workbook({"Notes": [["rien"]], "titres": ROWS})) == found
    assert read(workbook({"Feuil1": ROWS})) == found
    assert refused(workbook({"Notes": [["rien"]], "Feuil2": ROWS})) == (
        "Il manque la feuille « Titres »\u00a0: partez du modèle."
    )


def test_a_table_stays_within_its_bounds() -> None:
    rows = b"Code;Jour\n" + b"A1;x\n" * 10

    assert len(read(rows)) == 11
    assert len(read(rows + b"\n" * 1000)) == 11
    assert refused(rows + b"\nA1;x\n") == "Ce fichier a plus de 10 lignes\u00a0: coupez-le en deux."
    assert refused(b"x" * (MOST_BYTES + 1)).startswith("Ce fichier est trop gros")
    assert refused(b"") == "Choisissez un fichier Excel (.xlsx) ou CSV."
    assert len(read(b"Code;" + b"x;" * 100)[0]) == MOST_COLUMNS
    assert read(b"\n" * MOST_BYTES) == []


@pytest.mark.parametrize(
    "content", [b"Code;Jour\n\0;x", b'Code;Jour\n"A1;x', b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", b"%PDF-1.7\n\0"]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    assert refused(content) == "Ce fichier ne se lit pas\u00a0: enregistrez-le au format Excel (.xlsx) ou CSV."


def test_no_noise_makes_it_fall() -> None:
    noise = random.Random(7)  # noqa: S311 - the same damage in every run
    for _ in range(300):
        content = bytearray(noise.choice((b"Code;Jour\nA1;x\n", workbook({"Titres": ROWS}).getvalue())))
        for _ in range(noise.randrange(1, 8)):
            content[noise.randrange(len(content))] = noise.randrange(256)
        with suppress(InvalidInput):
            read(bytes(content))
