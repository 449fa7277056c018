"""`ateliers report impact`: three audiences, three formats, three exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.config import Settings
from shared.db import session
from shared.invoicing.validation import validate_pdf
from tests.support.command_line import CALL_WRONG, DATA_WRONG, DONE, Call, call, problems
from tests.support.impact import settle_house
from tests.support.monday import at_work, inside

__all__ = ["at_work", "call", "inside"]

Setting = Callable[[str], None]


@pytest.fixture(autouse=True)
def house_of_2025(inside: Callable[..., Any]) -> None:
    """Seven people in ACI, four in AQI."""
    inside(settle_house)


@pytest.fixture
def vault_key(app: Flask, settings: Settings) -> Iterator[Setting]:
    """Gives the application another key of the vault; an empty one turns it off."""

    def change(key: str) -> None:
        app.extensions["ateliers_settings"] = replace(settings, vault_key=key)

    yield change
    app.extensions["ateliers_settings"] = settings


def report(call: Call, out: Path, *changes: str, year: int = 2025) -> Any:
    asked = {"--year": str(year), "--audience": "internal", "--format": "json", "--out": str(out)}
    asked |= dict(zip(changes[::2], changes[1::2], strict=True))
    return call("report", "impact", *[word for pair in asked.items() for word in pair])


def read(out: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in json.loads(out.read_text(encoding="utf-8"))}


def test_json_is_a_list_of_figures(app: Flask, call: Call, tmp_path: Path) -> None:
    out = tmp_path / "impact.json"
    result = report(call, out)

    assert result.exit_code == DONE
    assert "jusqu’au 31/12/2025" in result.stdout
    assert "AQI\u00a0: sortie pas encore notée pour 1 personne." in result.stdout
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert {tuple(row) for row in figures} == {("id", "label", "numerator", "denominator", "value")}
    assert read(out)["court_measure_aci"] == {
        "id": "court_measure_aci",
        "label": "Sous main de justice, en ACI",
        "numerator": 3,
        "denominator": 7,
        "value": 43,
    }
    assert read(out)["full_time_posts"]["value"] == 0.0
    with app.app_context():
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "impact.exported")).all()
        assert [(each.subject, each.detail["audience"]) for each in events] == [("impact:2025", "internal")]
        assert events[0].actor.startswith("cli:")


@pytest.mark.parametrize("audience", ["funder", "public"])
def test_outside_the_house_nothing_that_counts_people_is_written(call: Call, tmp_path: Path, audience: str) -> None:
    out = tmp_path / "impact.json"
    report(call, out, "--audience", audience)

    measure = read(out)["court_measure_aci"]
    assert (measure["numerator"], measure["denominator"], measure["value"]) == (None, None, None)
    assert read(out)["people_aci"]["value"] == 7


def test_a_vault_that_is_off_gives_null_and_the_rest(
    app: Flask, call: Call, tmp_path: Path, vault_key: Setting
) -> None:
    vault_key("")
    out, book = tmp_path / "impact.json", tmp_path / "impact.xlsx"
    assert report(call, out).exit_code == DONE
    report(call, book, "--format", "xlsx")

    measure = read(out)["court_measure_aqi"]
    assert (measure["numerator"], measure["denominator"], measure["value"]) == (None, None, None)
    assert read(out)["job_or_training_aci"]["value"] == 50
    rows = openpyxl.load_workbook(book)["Chiffres 2025"].iter_rows(min_row=2, values_only=True)
    assert {row[7]: row[6] for row in rows}["court_measure_aqi"] == "non disponible"


def test_a_vault_of_another_key_is_wrong_data_and_writes_nothing(
    call: Call, tmp_path: Path, vault_key: Setting
) -> None:
    vault_key("another key, as long as it has to be")
    out = tmp_path / "impact.json"
    result = report(call, out)

    assert result.exit_code == DATA_WRONG
    assert problems(result) == ["Cette entrée du coffre a été fermée avec une autre clé."]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        ("--year", "2027"),
        ("--year", "deux mille"),
        ("--audience", "everybody"),
        ("--format", "csv"),
        ("--out", "/nowhere/impact.json"),
    ],
    ids=" ".join,
)
def test_a_call_that_is_wrong_says_so(call: Call, tmp_path: Path, changes: tuple[str, str]) -> None:
    assert report(call, tmp_path / "impact.json", *changes).exit_code == CALL_WRONG
    assert list(tmp_path.iterdir()) == []


def test_the_pdf_is_archivable_and_says_it_all(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "impact.pdf"
    report(call, out, "--format", "pdf", "--audience", "public")

    assert validate_pdf(out.read_bytes()) == []
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(out).pages]
    text = " ".join(pages)
    assert "Rapport d’impact 2025" in pages[0]
    assert "Du 1er janvier au 31 décembre 2025 · Public" in pages[0]
    assert "Sous main de justice, en ACI non communiqué" in text
    assert "Arrivés jusqu’à l’examen : AQI Paris 75 % 3 / 4" in text
    assert "Indicateur de l’association." in text
    assert "Ce qui manque" not in text


def test_a_running_year_is_counted_up_to_today(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "impact.json"
    result = report(call, out, year=2026)

    assert "jusqu’au 16/11/2026" in result.stdout
    # Ada's contract has ended in January, and nobody has noted for what she left.
    assert read(out)["people_aci"]["value"] == 1
    assert read(out)["on_contract"]["value"] == 0
    assert read(out)["job_or_training_aci"]["denominator"] == 1


def test_a_year_without_anybody_is_a_report_too(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "impact.json"

    assert report(call, out, year=2010).exit_code == DONE
    assert read(out)["people_aci"] == {
        "id": "people_aci",
        "label": "Personnes accueillies en ACI",
        "numerator": 0,
        "denominator": 1,
        "value": 0,
    }
    assert read(out)["mean_age_aci"]["value"] is None
