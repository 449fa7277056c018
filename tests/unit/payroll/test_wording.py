"""What a tile says of a day."""

from __future__ import annotations

import pytest

from shared.payroll.ledger import Entries
from shared.payroll.models import CODE_LENGTH
from shared.payroll.reasons import REASONS, Span, find_reason
from shared.payroll.reference import CATEGORIES
from shared.payroll.wording import marks_of, words_of, words_of_wish
from shared.people.models import Half
from shared.people.timetable import Planned

AM, PM = Half.MORNING, Half.AFTERNOON
DAY = Planned(210, 210)


@pytest.mark.parametrize(
    ("entries", "text", "icon"),
    [
        ({}, "À saisir", "clock"),
        ({AM: {}, PM: {}}, "À saisir", "clock"),
        ({AM: {"TRAV": 210}, PM: {"TRAV": 210}}, "Présent 7\u00a0h", "check"),
        ({AM: {"MAL": 210}, PM: {"MAL": 210}}, "Malade", "bed"),
        ({AM: {"MAL": 210}, PM: {"TRAV": 210}}, "Malade le matin", "bed"),
        ({AM: {"TRAV": 210}, PM: {"FOR_EXT": 210}}, "Formation externe l’après-midi", "award"),
        ({AM: {"RET": 30, "TRAV": 180}, PM: {"TRAV": 210}}, "Retard 30\u00a0min", "late"),
        ({AM: {"MAL": 210}, PM: {"RET": 45, "TRAV": 165}}, "Malade le matin, retard 45\u00a0min", "bed"),
        ({AM: {"MAL": 210}}, "Malade, après-midi à saisir", "clock"),
        ({AM: {"TRAV": 240}, PM: {"TRAV": 210}}, "Présent 7\u00a0h\u00a030", "check"),
    ],
)
def test_a_tile_says_the_exceptions_else_the_presence_else_that_it_is_open(
    entries: Entries, text: str, icon: str
) -> None:
    words = words_of(DAY, entries)

    assert (words.text, words.icon) == (text, icon)


def test_somebody_with_only_a_morning_is_simply_ill() -> None:
    assert words_of(Planned(240, 0), {AM: {"MAL": 240}}).text == "Malade"


def test_a_day_off_is_no_hole() -> None:
    assert words_of(Planned(), {}).text == "Pas prévu"


def test_a_wish_is_said_back_as_it_was_made() -> None:
    assert words_of_wish("MAL", 0, Span.DAY) == "Malade"
    assert words_of_wish("MAL", 0, Span.MORNING) == "Malade, matin"
    assert words_of_wish("RET", 30, Span.DAY) == "Retard de 30\u00a0min"


def test_marks_add_up_both_halves_and_leave_ordinary_work_out() -> None:
    marks = marks_of({AM: {"FOR_INT": 100, "TRAV": 110}, PM: {"FOR_INT": 50, "TRAV": 160}})

    assert [mark.text for mark in marks] == ["Formation interne 2\u00a0h\u00a030"]


def test_each_seeded_category_can_be_said_and_the_reverse() -> None:
    assert {seed.code for seed in CATEGORIES} == {reason.category for reason in REASONS}
    assert all(find_reason(seed.code).word for seed in CATEGORIES)
    assert all(len(seed.code) <= CODE_LENGTH for seed in CATEGORIES)


def test_each_key_cap_means_one_thing() -> None:
    keys = [reason.key for reason in REASONS if reason.key]

    assert len(keys) == len(set(keys))


def test_an_outside_obligation_names_no_authority() -> None:
    said = f"{find_reason('OBL').word} {next(seed for seed in CATEGORIES if seed.code == 'OBL').label}".lower()

    assert not any(word in said for word in ("justice", "spip", "juge", "police", "prison", "tribunal"))
