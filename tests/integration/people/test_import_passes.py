"""The PASS IAE of a site come in from a workbook: looked at by row and column, then written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.people.models import PassIae, PassProlongation, PassSuspension
from shared.people.queries import list_team
from tests.support.client import Visitor
from tests.support.office import hire, member
from tests.support.passes import card_of, record
from tests.support.personas import CIP, Persona
from tests.support.queries import statements
from tests.support.team import MONDAY, hire_team, site_id
from tests.support.workbooks import workbook

IMPORT = "/auto-bleue/atelier/pass-iae/importer"
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]
Rows = Sequence[Sequence[object]]

HEADER = ["Matricule", "Prénom", "Nom", "Numéro de PASS IAE", "Premier jour"]
SUSPENSIONS = ["Numéro de PASS IAE", "Suspendu à partir du", "Jusqu’au", "Motif"]
PROLONGATIONS = ["Numéro de PASS IAE", "Nouveau dernier jour", "Motif"]
ADA = ["AU0001", "Ada", "Bouleau", "99999 00 00001", date(2026, 3, 2)]
BRUNO = [None, "bruno", "MESANGE", 999990000002, "01/02/2025"]


@pytest.fixture
def adviser(sign_in: SignIn, inside: Inside) -> Visitor:
    """An adviser whose team has three people."""
    inside(hire_team, 3)
    return sign_in(CIP)


def look(adviser: Visitor, passes: Rows, suspensions: Rows = (), prolongations: Rows = (), **more: Rows) -> Any:
    """Sends a workbook and returns the page that answers."""
    sheets = {"PASS IAE": passes, "Suspensions": [SUSPENSIONS, *suspensions], **more}
    sheets["Prolongations"] = [PROLONGATIONS, *prolongations]
    return send(adviser, workbook(sheets))


def send(adviser: Visitor, file: BytesIO, name: str = "pass.xlsx") -> Any:
    token = html.fromstring(adviser.get(IMPORT).text).xpath("//main//input[@name='csrf_token']/@value")[0]
    return adviser.post(IMPORT, data={"csrf_token": token, "file": (file, name)})


def faults(answer: Any) -> list[tuple[str, ...]]:
    """Returns sheet, row, column and sentence of what is wrong."""
    return [
        tuple(cell.text_content().strip() for cell in row)
        for row in html.fromstring(answer.text).xpath("//caption[.='À corriger dans le fichier']/..//tbody/tr")
    ]


def errors(answer: Any) -> list[str]:
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


def confirm(adviser: Visitor, answer: Any) -> Any:
    (form,) = html.fromstring(answer.text).xpath(f"//form[@action='{IMPORT}/enregistrer']")
    return adviser.post(form.action, data=dict(form.form_values()))


def counted(inside: Inside) -> list[int]:
    tables = (PassIae, PassSuspension, PassProlongation)
    return [inside(lambda table=table: session.scalar(select(func.count()).select_from(table))) for table in tables]


def test_the_model_names_those_whose_pass_is_not_noted(adviser: Visitor, inside: Inside) -> None:
    inside(lambda: record(list_team(site_id(), MONDAY)[0].person))

    answer = adviser.submit(IMPORT, action=f"{IMPORT}/modele")

    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert book.sheet_names == ["PASS IAE", "Suspensions", "Prolongations"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == HEADER
    assert [row[:3] for row in rows[1:]] == [["AU0002", "Bruno", "Mésange"], ["AU0003", "Chloé", "Tilleul"]]
    assert "modele-pass-iae-auto-bleue.xlsx" in answer.headers["Content-Disposition"]
    assert "passes.model_taken" in inside(lambda: list(session.scalars(select(AuditEvent.action))))
    # The model itself is a workbook that can be sent: its rows lack what is to be filled in, no column is missing.
    assert {fault[2] for fault in faults(send(adviser, BytesIO(answer.data)))} == {
        "Numéro de PASS IAE",
        "Premier jour",
    }


def test_a_workbook_is_looked_at_and_then_written(adviser: Visitor, inside: Inside) -> None:
    preview = look(
        adviser,
        [HEADER, ADA, BRUNO],
        [["999990000001", date(2026, 6, 1), date(2026, 6, 30), "contrat suspendu plus de 15 jours"]],
        [["99999 00 00002", "30/06/2027", "Fin d’une formation"]],
    )

    assert preview.status_code == 200, faults(preview)
    shown = " ".join(html.fromstring(preview.text).xpath("//main")[0].text_content().split())
    assert "Aperçu : 2 PASS, rien n’est encore écrit" in shown
    assert "Bruno Mésange 99999 00 00002 01/02/2025 0 1 30/06/2027 227 jours" in shown
    assert counted(inside) == [0, 0, 0]

    answer = confirm(adviser, preview)

    assert answer.status_code == 303
    assert "2 PASS sont notés." in adviser.get(answer.location).text
    assert counted(inside) == [2, 1, 1]
    ada, bruno = inside(lambda: [card_of(each.person) for each in list_team(site_id(), MONDAY)[:2]])
    assert ada.dates.ends_on == date(2028, 3, 29)
    assert bruno.dates.ends_on == date(2027, 6, 30)
    assert "passes.imported" in inside(lambda: list(session.scalars(select(AuditEvent.action))))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["AU0009", "", "", "999990000001", date(2026, 3, 2)], ("Matricule", "Personne d’ici ne porte ce matricule.")),
        (["", "Zoé", "Alouette", "999990000001", date(2026, 3, 2)], ("Nom", "Personne d’ici ne porte ce nom.")),
        (["", "", "", "999990000001", date(2026, 3, 2)], ("Nom", "Écrivez le matricule, ou le prénom et le nom.")),
        (
            ["AU0001", "Bruno", "Mésange", "999990000001", date(2026, 3, 2)],
            ("Nom", "Ce matricule est celui de quelqu’un d’autre."),
        ),
        (
            ["AU0001", "", "", "99999 01", date(2026, 3, 2)],
            ("Numéro de PASS IAE", "Un numéro de PASS IAE a 12 chiffres ou lettres sans accent, comme 99999 00 00001."),
        ),
        (
            ["AU0001", "", "", "999990000001", "2 mars 26"],
            ("Premier jour", "« 2 mars 26 » ne se lit pas\u00a0: écrivez-la comme 02/03/2026."),
        ),
        (
            ["AU0001", "", "", "999990000001", "31/02/2026"],
            ("Premier jour", "« 31/02/2026 » ne se lit pas\u00a0: écrivez-la comme 02/03/2026."),
        ),
        (
            ["AU0001", "", "", "999990000001", None],
            ("Premier jour", "Il manque une date\u00a0: écrivez-la comme 02/03/2026."),
        ),
        (
            ["AU0001", "", "", "999990000001", date(1926, 3, 2)],
            ("Premier jour", "Le 02/03/1926 est trop loin\u00a0: vérifiez l’année."),
        ),
        (
            ["AU0003", "", "", "999990000001", date(2026, 3, 2)],
            ("Premier jour", "Un PASS court déjà du 01/12/2025 au 30/11/2027."),
        ),
        (
            ["AU0001", "", "", "999990000099", date(2026, 3, 2)],
            ("Numéro de PASS IAE", "Ce numéro est déjà celui d’un autre PASS."),
        ),
    ],
)
def test_each_fault_is_told_by_row_and_column_and_nothing_is_written(
    adviser: Visitor, inside: Inside, row: list[object], fault: tuple[str, str]
) -> None:
    inside(lambda: record(list_team(site_id(), MONDAY)[2].person, date(2025, 12, 1), "999990000099"))

    answer = look(adviser, [HEADER, BRUNO, row])

    assert answer.status_code == 422
    assert faults(answer) == [("PASS IAE", "3", *fault)]
    assert "enregistrer" not in answer.text
    assert counted(inside) == [1, 0, 0]


def test_numbers_and_people_stand_once(adviser: Visitor) -> None:
    twin = ["AU0002", "", "", "999990000001", date(2026, 3, 2)]
    again = ["AU0001", "", "", "999990000003", date(2026, 3, 2)]

    assert faults(look(adviser, [HEADER, ADA, twin, again])) == [
        ("PASS IAE", "3", "Numéro de PASS IAE", "Ce numéro est là deux fois."),
        ("PASS IAE", "4", "Nom", "Cette personne est déjà sur une autre ligne."),
    ]


def test_namesakes_are_told_apart_by_matricule(adviser: Visitor, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau")
    row = ["", "Ada", "Bouleau", "999990000001", date(2026, 3, 2)]

    assert faults(look(adviser, [HEADER, row])) == [
        ("PASS IAE", "2", "Nom", "Plusieurs personnes portent ce nom\u00a0: écrivez le matricule.")
    ]
    assert look(adviser, [HEADER, ADA]).status_code == 200


def test_somebody_of_another_site_is_nobody_here(adviser: Visitor, inside: Inside) -> None:
    inside(lambda: member(hire("Zoé", "Alouette", slug="etapweb"), "etapweb"))
    row = ["", "Zoé", "Alouette", "999990000001", date(2026, 3, 2)]

    assert faults(look(adviser, [HEADER, row])) == [("PASS IAE", "2", "Nom", "Personne d’ici ne porte ce nom.")]


def test_a_renamed_column_is_told_and_nothing_is_read(adviser: Visitor, inside: Inside) -> None:
    renamed = [*HEADER[:3], "N° PASS", "Premier jour"]

    answer = look(adviser, [renamed, ADA])

    assert answer.status_code == 422
    assert faults(answer) == [
        ("PASS IAE", "1", "Numéro de PASS IAE", "Il manque la colonne « Numéro de PASS IAE »."),
        ("PASS IAE", "1", "N° PASS", "Cette colonne n’est pas du modèle\u00a0: renommez-la ou ôtez-la."),
    ]
    assert counted(inside) == [0, 0, 0]


def test_columns_may_stand_in_another_order(adviser: Visitor) -> None:
    order = [4, 3, 0, 2, 1]

    assert look(adviser, [[row[place] for place in order] for row in (HEADER, ADA, BRUNO)]).status_code == 200


def test_a_missing_sheet_and_an_empty_one_are_told(adviser: Visitor) -> None:
    assert errors(send(adviser, workbook({"Feuil1": [HEADER, ADA]}))) == [
        "Il manque la feuille « PASS IAE »\u00a0: partez du modèle."
    ]
    assert errors(look(adviser, [HEADER])) == ["Ce fichier ne contient aucune ligne."]
    assert errors(send(adviser, BytesIO(b"Nom;PASS"), "pass.csv")) == [
        "Ce fichier ne se lit pas\u00a0: enregistrez-le au format Excel (.xlsx)."
    ]
    assert errors(adviser.submit(IMPORT, action=IMPORT)) == ["Choisissez un fichier Excel (.xlsx)."]
    assert send(adviser, workbook({"PASS IAE": [HEADER, ADA]})).status_code == 200


def test_what_the_other_sheets_say_is_held_against_the_rules(adviser: Visitor) -> None:
    answer = look(
        adviser,
        [HEADER, ADA],
        [
            ["999990000001", date(2026, 6, 15), date(2026, 7, 15), "Contrat rompu"],
            ["999990000001", date(2026, 6, 1), date(2026, 6, 30), "Contrat rompu"],
            ["999990000007", date(2026, 6, 1), date(2026, 6, 30), "Contrat rompu"],
            ["999990000001", date(2026, 9, 1), date(2026, 9, 30), "Maladie"],
        ],
        [
            ["999990000001", date(2028, 1, 1), "Fin d’une formation"],
            ["999990000001", date(2030, 1, 1), "Handicap reconnu (RQTH)"],
        ],
    )

    assert [fault[:3] for fault in faults(answer)] == [
        ("Suspensions", "2", "Suspendu à partir du"),
        ("Suspensions", "4", "Numéro de PASS IAE"),
        ("Suspensions", "5", "Motif"),
        ("Prolongations", "2", "Nouveau dernier jour"),
        ("Prolongations", "3", "Nouveau dernier jour"),
    ]
    assert "Le PASS est déjà suspendu du 01/06/2026 au 30/06/2026." in answer.text


def test_what_has_changed_since_the_preview_stops_everything(adviser: Visitor, inside: Inside) -> None:
    preview = look(adviser, [HEADER, ADA, BRUNO])
    inside(lambda: record(list_team(site_id(), MONDAY)[1].person, date(2025, 6, 1), "999990000055"))

    answer = confirm(adviser, preview)

    assert answer.status_code == 422
    assert faults(answer) == [("PASS IAE", "3", "Premier jour", "Un PASS court déjà du 01/06/2025 au 31/05/2027.")]
    assert counted(inside) == [1, 0, 0]


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "[]",
        "null",
        "{",
        '{"PASS IAE": 3}',
        '{"PASS IAE": [[2, {"x": "y"}]]}',
        '{"PASS IAE": [[2, {"number": 3}]]}',
    ],
)
def test_a_preview_that_somebody_has_changed_is_refused(adviser: Visitor, inside: Inside, rows: str) -> None:
    (form,) = html.fromstring(look(adviser, [HEADER, ADA]).text).xpath(f"//form[@action='{IMPORT}/enregistrer']")

    answer = adviser.post(form.action, data=dict(form.form_values()) | {"rows": rows})

    assert answer.status_code == 422
    assert errors(answer) == ["Cet aperçu a changé en route\u00a0: choisissez le fichier à nouveau."]
    assert counted(inside) == [0, 0, 0]


@pytest.mark.parametrize("size", [3, 24])
def test_the_preview_asks_as_often_for_24_rows_as_for_3(app: Flask, sign_in: SignIn, inside: Inside, size: int) -> None:
    inside(hire_team, size)
    rows = [[f"AU{number:04d}", "", "", f"9999900000{number:02d}", date(2026, 3, 2)] for number in range(1, size + 1)]
    adviser, file = sign_in(CIP), workbook({"PASS IAE": [HEADER, *rows]})
    token = html.fromstring(adviser.get(IMPORT).text).xpath("//main//input[@name='csrf_token']/@value")[0]

    with statements(app) as sent:
        answer = adviser.post(IMPORT, data={"csrf_token": token, "file": (file, "pass.xlsx")})

    assert answer.status_code == 200
    # Who it is, the site, the rules (two), the team, the PASS with their history, the numbers.
    assert len(sent) == 9, "\n".join(sent)
