"""Titles and their blocks come in from a table: looked at title by title, then written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.training.models import ExamOutcome, Title, TitleBlock
from tests.support import exams
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.personas import ADMINISTRATOR, Persona
from tests.support.titles import HEADER, IMPORT, TITLES, confirm, errors, faults, look, send, shown, state

__all__ = ["at_work", "inside"]

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]
Rows = Sequence[Sequence[object]]

BODY = ["RNCP40000", "Carrossier réparateur", 3, date(2030, 1, 31)]
SMOOTH = [*BODY, "BC01", "Remettre une carrosserie en forme", 1]
PAINT = [*BODY, "BC02", "Préparer une surface à peindre", 2]
MECHANIC = ["RNCP38101", "Mécanicien de maintenance automobile", 3, date(2029, 3, 1), "", "", ""]


@pytest.fixture
def administrator(sign_in: SignIn) -> Visitor:
    """Whoever answers for the rules of the house."""
    return sign_in(ADMINISTRATOR)


def imports() -> int:
    return session.scalar(select(func.count()).where(AuditEvent.action == "titles.imported")) or 0


def test_titles_are_looked_at_and_then_written(administrator: Visitor, inside: Inside) -> None:
    before = inside(state)

    preview = look(administrator, SMOOTH, MECHANIC, PAINT)

    assert preview.status_code == 200, faults(preview)
    said = shown(preview)
    assert "Carrossier réparateur RNCP40000 Nouveau Niveau 3 Enregistré jusqu’au 31/01/2030." in said
    assert "BC02 Préparer une surface à peindre" in said
    assert "RNCP38101 Change Enregistré jusqu’au : 18/10/2028 devient 01/03/2029" in said
    assert inside(state) == before

    answer = confirm(administrator, preview)

    assert (answer.status_code, answer.location) == (303, TITLES)
    assert "2 titres sont importés." in administrator.get(TITLES).text
    source = "Import du 16/11/2026"
    written = [row for row in inside(state) if row not in before]
    assert written == [
        ("RNCP38101", "Mécanicien de maintenance automobile", 3, date(2029, 3, 1), source, True),
        ("RNCP40000", "Carrossier réparateur", 3, date(2030, 1, 31), source, True),
        ("BC01", "Remettre une carrosserie en forme", 1, source, True),
        ("BC02", "Préparer une surface à peindre", 2, source, True),
    ]
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "titles.imported")).one())
    assert event.detail == {
        "new": ["RNCP40000"],
        "changed": {"RNCP38101": ["Enregistré jusqu’au\u00a0: 18/10/2028 → 01/03/2029"]},
        "blocks_added": {"RNCP40000": ["BC01", "BC02"]},
    }
    # The next group prepares it, the next exam is planned for it.
    assert "Carrossier réparateur" in administrator.get(TITLES).text


def test_a_csv_comes_in_as_a_workbook_does(administrator: Visitor, inside: Inside) -> None:
    lines = [";".join(HEADER), "40000;Carrossier réparateur;3;31/01/2030;BC01;Remettre en forme;1"]

    preview = send(administrator, BytesIO("\r\n".join(lines).encode("cp1252")), "titres.csv")

    assert preview.status_code == 200, faults(preview)
    assert confirm(administrator, preview).status_code == 303
    assert ("BC01", "Remettre en forme", 1, "Import du 16/11/2026", True) in inside(state)


def test_blocks_may_change_places(administrator: Visitor, inside: Inside) -> None:
    web = ["RNCP37674", "", "", ""]

    preview = look(administrator, [*web, "BC01", "", 2], [*web, "BC02", "", 1])

    assert confirm(administrator, preview).status_code == 303
    assert inside(lambda: [block.code for block in exams.title(exams.WEB).blocks]) == ["BC02", "BC01"]
    # What nobody said of the title or of the words stays to be confirmed.
    assert not inside(lambda: exams.title(exams.WEB).confirmed)


def test_a_title_that_was_kept_by_its_name_gets_its_code(administrator: Visitor, inside: Inside) -> None:
    def keep() -> None:
        with atomic():
            session.add(Title(label="Carrossier réparateur", source="Repris de l’examen", confirmed=False))

    inside(keep)

    preview = look(administrator, SMOOTH)

    assert "Code : aucun devient RNCP40000" in shown(preview)
    assert confirm(administrator, preview).status_code == 303
    assert inside(lambda: session.scalar(select(func.count()).select_from(Title))) == 4


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (
            [SMOOTH, [*BODY, "BC01", "Autre", 2]],
            [("3", "Bloc", "BC01 est déjà à la ligne 2\u00a0: un bloc est là une fois.")],
        ),
        ([SMOOTH, [*PAINT[:6], 1]], [("3", "Ordre", "L’ordre 1 est déjà celui de BC01.")]),
        (
            [[*BODY[:2], 9, "31/02/2030", *SMOOTH[4:]]],
            [
                ("2", "Niveau", "« 9 » ne convient pas\u00a0: écrivez un nombre de 1 à 8."),
                (
                    "2",
                    "Enregistré jusqu’au",
                    "« 31/02/2030 » n’est pas une date\u00a0: écrivez-la comme 04/06/2029.",
                ),
            ],
        ),
        (
            [MECHANIC, ["RNCP38663", "", "", "", "BC05", "Vendre à emporter", 4]],
            [("3", "Ordre", "L’ordre 4 est déjà celui de BC04, que ce fichier ne nomme pas.")],
        ),
    ],
)
def test_one_fault_stops_everything(
    administrator: Visitor, inside: Inside, rows: Rows, found: list[tuple[str, ...]]
) -> None:
    before = inside(state)

    answer = look(administrator, *rows)

    assert (answer.status_code, faults(answer)) == (422, found)
    assert "Rien n’est écrit" in answer.text
    assert f"{IMPORT}/enregistrer" not in answer.text
    assert inside(state) == before


def test_a_renamed_column_is_told(administrator: Visitor) -> None:
    answer = look(administrator, SMOOTH, header=["N° RNCP", *HEADER[1:6]])

    assert (answer.status_code, faults(answer)) == (
        422,
        [
            ("1", "Code RNCP", "Il manque la colonne « Code RNCP »."),
            ("1", "Ordre", "Il manque la colonne « Ordre »."),
            ("1", "N° RNCP", "Cette colonne n’est pas du modèle\u00a0: renommez-la ou ôtez-la."),
        ],
    )


def test_what_is_no_table_is_refused_at_the_field(administrator: Visitor) -> None:
    assert errors(send(administrator, BytesIO(b"%PDF\0"), "fiche.pdf")) == [
        "Ce fichier ne se lit pas\u00a0: enregistrez-le au format Excel (.xlsx) ou CSV."
    ]
    assert errors(look(administrator)) == ["Ce fichier ne contient aucune ligne."]
    assert errors(administrator.submit(IMPORT, action=IMPORT)) == ["Choisissez un fichier Excel (.xlsx) ou CSV."]


def test_a_block_that_candidates_sat_keeps_its_words_and_its_place_in_the_title(
    administrator: Visitor, inside: Inside
) -> None:
    def examine() -> None:
        person = exams.group(1)[0]
        exam = exams.plan(codes=["BC01"])
        exams.register(exam, person)

    inside(examine)
    other = ["RNCP38663", "", "", "", "BC01", "Tenir la caisse", 1]

    answer = look(administrator, other)

    assert [each[:2] for each in faults(answer)] == [("2", "Intitulé du bloc")]
    assert "Des candidats passent ou ont passé BC01 « Préparer et dresser des entrées et des desserts »" in answer.text
    # A file that does not name a block takes nothing away; the others may still be told better.
    preview = look(administrator, ["RNCP38663", "", "", "", "BC04", "Tenir la plonge", 4])
    assert "BC01, BC02, BC03 : pas dans le fichier, ils restent." in shown(preview)
    assert confirm(administrator, preview).status_code == 303
    assert inside(lambda: [block.label for block in exams.title().blocks][3]) == "Tenir la plonge"
    assert len(inside(lambda: exams.title().blocks)) == 4


def test_no_block_comes_in_that_would_take_a_title_from_somebody(administrator: Visitor, inside: Inside) -> None:
    def capitalise() -> Any:
        person = exams.group(1)[0]
        exam = exams.plan(date(2026, 11, 12), codes=["BC01", "BC02"], rncp=exams.WEB)
        exams.register(exam, person)
        exams.note(exam, person, ExamOutcome.PASSED)
        return person

    person = inside(capitalise)
    assert inside(lambda: exams.standing(person, exams.WEB).capitalised)

    answer = look(administrator, ["RNCP37674", "", "", "", "BC03", "Déployer une application", 3])

    ((row, column, sentence),) = faults(answer)
    assert (row, column) == ("2", "Bloc")
    assert sentence.startswith("Une personne a ce titre par ses blocs\u00a0: un bloc de plus le retirerait.")


def test_a_title_that_ends_before_a_planned_exam_is_warned_of(administrator: Visitor, inside: Inside) -> None:
    inside(exams.plan, date(2026, 12, 9))

    preview = look(administrator, ["RNCP38663", "", "", date(2026, 12, 1), "", "", ""])

    warning = "Un examen est prévu après la fin de l’enregistrement, le 10/12/2026."
    assert warning in shown(preview)
    assert confirm(administrator, preview).status_code == 303
    assert warning in shown(administrator.get(TITLES))


def test_confirming_twice_writes_once(administrator: Visitor, inside: Inside) -> None:
    preview = look(administrator, SMOOTH, PAINT)
    confirm(administrator, preview)
    after = inside(state)

    answer = confirm(administrator, preview)

    assert answer.status_code == 303
    assert "Rien n’était à écrire" in administrator.get(answer.location).text
    assert inside(state) == after
    assert inside(imports) == 1


def test_what_has_changed_since_the_preview_is_looked_at_again(administrator: Visitor, inside: Inside) -> None:
    preview = look(administrator, MECHANIC)
    confirm(administrator, look(administrator, [*MECHANIC[:3], date(2031, 1, 1), "", "", ""]))
    before = inside(state)

    answer = confirm(administrator, preview)

    assert answer.status_code == 422
    assert "Les titres ont changé depuis votre aperçu" in answer.text
    assert inside(state) == before
    assert confirm(administrator, answer).status_code == 303


@pytest.mark.parametrize("rows", ["", "[]", "null", "{", "[[2]]", '[[2, {"x": "y"}]]', '[[2, {"rncp": 3}]]', "7"])
def test_a_preview_that_somebody_has_changed_is_refused(administrator: Visitor, inside: Inside, rows: str) -> None:
    before = inside(state)

    answer = confirm(administrator, look(administrator, SMOOTH), rows=rows)

    assert answer.status_code == 422
    assert errors(answer) == ["Cet aperçu a changé en route\u00a0: choisissez le fichier à nouveau."]
    assert inside(state) == before


def test_the_largest_table_can_be_confirmed(administrator: Visitor, inside: Inside) -> None:
    label = "Préparer et dresser des entrées, des desserts et des produits de snacking à emporter dans la matinée"
    rows = [
        ["RNCP40000", "Cuisinier de collectivité" if place == 1 else "", 3, "", f"BC{place}", f"{label} {place}", place]
        for place in range(1, 100)
    ]
    rows += [[code, *row[1:]] for code in ("RNCP40001", "RNCP40002") for row in rows]

    preview = look(administrator, *rows)

    assert preview.status_code == 200, faults(preview)[:3]
    assert confirm(administrator, preview).status_code == 303
    assert inside(lambda: session.scalar(select(func.count()).select_from(TitleBlock))) == 6 + 297
