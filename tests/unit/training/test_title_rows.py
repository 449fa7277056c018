"""What rows say of titles, and what they would change of one that is known; without a database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest

from shared.files.columns import Line
from shared.training.models import Title, TitleBlock
from shared.training.titles.comparing import Difference, compare, essence
from shared.training.titles.reading import TypedTitle, read_titles

FRONT = "Développer la partie front-end d’une application web"
BACK = "Développer la partie back-end d’une application web"
WEB = {"rncp": "RNCP37674", "label": "Développeur web", "level": "5", "valid_until": "01/09/2028"}


def rows(*texts: dict[str, str]) -> list[Line]:
    """Returns rows as a table holds them, the first one below the header."""
    return [Line(number, {key: text for key, text in each.items() if text}) for number, each in enumerate(texts, 2)]


def faults(*texts: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.sentence) for fault in read_titles(rows(*texts))[1]]


def one(*texts: dict[str, str]) -> TypedTitle:
    titles, wrong = read_titles(rows(*texts))
    assert wrong == []
    (title,) = titles
    return title


def block(code: str, label: str = "", position: str = "") -> dict[str, str]:
    return {"rncp": "RNCP37674", "block": code, "block_label": label, "position": position}


def known(*, confirmed: bool = False) -> Title:
    """The title as it is seeded, with two blocks."""
    blocks = [
        TitleBlock(id=place, code=f"BC0{place}", label=label, position=place, confirmed=confirmed, source="x")
        for place, label in enumerate((FRONT, BACK), start=1)
    ]
    title = Title(rncp="RNCP37674", label="Développeur web", level=5, source="x", confirmed=confirmed)
    title.blocks = blocks
    return title


def changes(found: Difference) -> list[tuple[str, str, str]]:
    return [(each.what, each.before, each.after) for each in found.changes]


def told(title: Title | None, *texts: dict[str, str], examined: Collection[int] = ()) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in compare(one(*texts), title, examined).faults]


def test_a_title_is_said_once_and_its_blocks_row_by_row() -> None:
    title = one(WEB | block("BC01", FRONT, "1"), block("RNCP37674 bc02", BACK, "2"))

    assert (title.rncp, title.label, title.level, title.valid_until) == (
        "RNCP37674",
        "Développeur web",
        5,
        date(2028, 9, 1),
    )
    assert [(each.row, each.code, each.label, each.position) for each in title.blocks] == [
        (2, "BC01", FRONT, 1),
        (3, "BC02", BACK, 2),
    ]


@pytest.mark.parametrize("code", ["RNCP37674", "rncp 37674", "37674"])
def test_a_code_is_read_as_people_write_it(code: str) -> None:
    assert one(WEB | {"rncp": code}).rncp == "RNCP37674"


@pytest.mark.parametrize(
    ("typed", "column", "words"),
    [
        ({"rncp": ""}, "Code RNCP", "Écrivez le code du répertoire national"),
        ({"rncp": "TP-01280"}, "Code RNCP", "Écrivez le code du répertoire national"),
        ({"level": "9"}, "Niveau", "« 9 » ne convient pas\u00a0: écrivez un nombre de 1 à 8."),
        ({"level": "0"}, "Niveau", "« 0 » ne convient pas"),
        ({"level": "3.5"}, "Niveau", "« 3.5 » ne convient pas"),
        ({"level": "²"}, "Niveau", "« ² » ne convient pas"),
        ({"level": "cinq"}, "Niveau", "« cinq » ne convient pas"),
        ({"valid_until": "31/02/2029"}, "Enregistré jusqu’au", "« 31/02/2029 » n’est pas une date"),
        ({"valid_until": "2029-02-31"}, "Enregistré jusqu’au", "« 2029-02-31 » n’est pas une date"),
        ({"valid_until": "01/09/2208"}, "Enregistré jusqu’au", "Le 01/09/2208 est trop loin"),
        ({"label": "x" * 201}, "Intitulé", "200 lettres au plus."),
        ({"block_label": FRONT}, "Bloc", "Écrivez le code du bloc, comme BC01."),
        ({"block": "Bloc n° 1 !"}, "Bloc", "Écrivez le code du bloc, comme BC01."),
        ({"block": "BC01", "position": "100"}, "Ordre", "« 100 » ne convient pas\u00a0: écrivez un nombre de 1 à 99."),
    ],
)
def test_each_fault_is_told_by_row_and_column(typed: dict[str, str], column: str, words: str) -> None:
    ((row, where, sentence),) = faults({"rncp": "RNCP38663", "label": "Restauration"}, WEB | typed)

    assert (row, where) == (3, column)
    assert sentence.startswith(words)


def test_rows_of_one_title_agree_and_name_a_block_once() -> None:
    assert faults(
        WEB | block("BC01", FRONT, "1"),
        {**block("BC02", BACK, "2"), "level": "4"},
        block("bc01", BACK, "3"),
        {"rncp": "RNCP37674"},
    ) == [
        (3, "Niveau", "La ligne 2 dit autre chose du même titre\u00a0: accordez-les."),
        (4, "Bloc", "BC01 est déjà à la ligne 2\u00a0: un bloc est là une fois."),
        (5, "Code RNCP", "Ce titre est déjà à la ligne 2\u00a0: une ligne de plus porte un bloc."),
    ]


def test_a_new_title_brings_all_that_it_is() -> None:
    found = compare(one(WEB | block("BC01", FRONT, "1")), None, ())

    assert (found.is_new, found.moves, [each.code for each in found.added]) == (True, True, ["BC01"])
    assert told(None, {"rncp": "RNCP37674"} | block("BC01")) == [
        (2, "Intitulé"),
        (2, "Intitulé du bloc"),
        (2, "Ordre"),
    ]


def test_what_changes_is_told_with_what_was() -> None:
    found = compare(one(WEB | {"label": "Développeur Web"}, block("BC02", BACK)), known(), ())

    assert changes(found) == [
        ("Intitulé", "Développeur web", "Développeur Web"),
        ("Enregistré jusqu’au", "inconnu", "01/09/2028"),
        ("Titre", "à confirmer", "confirmé"),
        ("BC02", "à confirmer", "confirmé"),
    ]
    assert [each.code for each in found.absent] == ["BC01"]


def test_an_empty_cell_says_nothing() -> None:
    found = compare(one(block("BC01"), block("BC02")), known(), ())

    assert (found.moves, found.faults, found.label) == (False, [], "Développeur web")


def test_what_is_known_and_confirmed_stays() -> None:
    said = {**WEB, "valid_until": ""}
    found = compare(one(said | block("BC01", FRONT, "1"), block("BC02", BACK, "2")), known(confirmed=True), ())

    assert (found.moves, found.renewed, found.faults) == (False, [], [])


def test_a_block_that_somebody_sat_keeps_its_words() -> None:
    assert told(known(), block("BC01", BACK + " sécurisée", "1"), examined={1}) == [(2, "Intitulé du bloc")]
    # Nobody sat this one; and a small word, a capital or a sign makes no other block.
    assert told(known(), block("BC02", "Tout autre chose", "2"), examined={1}) == []
    assert told(known(), block("BC01", FRONT.upper().replace("D’UNE", "de l'") + ".", "1"), examined={1}) == []


def test_two_blocks_never_change_into_each_other_once_sat() -> None:
    swapped = (block("BC01", BACK, "1"), block("BC02", FRONT, "2"))

    assert told(known(), *swapped, examined={1, 2}) == [(2, "Intitulé du bloc"), (3, "Intitulé du bloc")]
    assert told(known(), *swapped) == []


def test_no_two_blocks_have_one_place_or_one_name() -> None:
    assert told(known(), block("BC01", "", "2")) == [(2, "Ordre")]
    assert told(known(), block("BC01", "", "2"), block("BC02", "", "1")) == []
    assert told(known(), block("BC03", "Déployer", "2")) == [(2, "Ordre")]
    assert told(known(), block("BC03", "Déployer", "4"), block("BC04", "Documenter", "4")) == [(3, "Ordre")]
    assert told(known(), block("BC03", BACK, "3")) == [(2, "Intitulé du bloc")]


@pytest.mark.parametrize(
    ("one_label", "other", "same"),
    [
        (FRONT, BACK, False),
        ("des plats chauds et des produits de snacking", "Plats chauds et produits snacking", True),
        ("Accueillir la clientèle", "ACCUEILLIR LA CLIENTELE.", True),
        ("Session 1", "Session 2", False),
    ],
)
def test_only_words_that_mean_something_tell_labels_apart(one_label: str, other: str, *, same: bool) -> None:
    assert (essence(one_label) == essence(other)) is same
