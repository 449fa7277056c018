"""The days of a PASS IAE: its end, what suspends and prolongs it, what is left, what is allowed when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.kernel.errors import InvalidInput, Refused
from shared.people.passes.arithmetic import (
    PassDates,
    Suspension,
    check_prolongation,
    check_prolongation_time,
    check_start,
    check_suspension,
    days_words,
    prolongation_room,
    prolongation_window,
    read_number,
    show_number,
)
from shared.people.passes.words import PassStatus, ProlongationReason
from tests.support.pass_rules import RULES, TERMS

START = date(2026, 3, 2)
PASS = PassDates(START, 730)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        # The leap day of 2028 is one of the 730: not 2028-03-01.
        (date(2026, 3, 2), date(2028, 2, 29)),
        (date(2023, 3, 1), date(2025, 2, 27)),
        (date(2024, 2, 29), date(2026, 2, 27)),
        (date(2025, 1, 1), date(2026, 12, 31)),
        (date(2027, 6, 15), date(2029, 6, 13)),
    ],
)
def test_a_pass_lasts_730_days_both_ends_included(starts_on: date, ends_on: date) -> None:
    assert PassDates(starts_on, 730).ends_on == ends_on


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("999990000001", "999990000001"),
        (" 99999 00 00001 ", "999990000001"),
        ("99999\u00a000\u00a000001", "999990000001"),
        ("7512a0b1c2d3", "7512A0B1C2D3"),
    ],
)
def test_a_number_is_read_however_it_is_spaced(typed: str, number: str) -> None:
    assert read_number(typed) == number
    assert read_number(show_number(number)) == number


@pytest.mark.parametrize("typed", ["", "99999", "9999900000012", "99999000000é", "99999-000001", "99999000000\u0661"])
def test_a_number_of_another_form_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="12 chiffres ou lettres") as refusal:
        read_number(typed)
    assert refusal.value.field == "number"


def test_a_number_is_shown_in_three_parts() -> None:
    assert show_number("999990000001") == "99999\u00a000\u00a000001"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0\u00a0jour"),
        (1, "1\u00a0jour"),
        (29, "29\u00a0jours"),
        (30, "30\u00a0jours (environ 1\u00a0mois)"),
        (59, "59\u00a0jours (environ 2\u00a0mois)"),
        (365, "365\u00a0jours (environ 12\u00a0mois)"),
        (730, "730\u00a0jours (environ 24\u00a0mois)"),
    ],
)
def test_days_are_told_in_months_too(days: int, words: str) -> None:
    assert days_words(days) == words


def test_a_suspension_pushes_by_one_day_less_than_it_lasts() -> None:
    # Thirty days, both ends included.
    suspended = PASS.suspended(Suspension(date(2026, 6, 1), date(2026, 6, 30)))

    assert suspended.ends_on == PASS.ends_on + timedelta(days=29)
    assert PASS.suspended(Suspension(date(2026, 6, 1), date(2026, 6, 1))).ends_on == PASS.ends_on


def test_the_status_follows_the_days() -> None:
    dates = PASS.suspended(Suspension(date(2026, 6, 1), date(2026, 6, 30)))

    assert dates.status(START - DAY) is PassStatus.FUTURE
    assert dates.status(START) is PassStatus.VALID
    assert dates.status(date(2026, 5, 31)) is PassStatus.VALID
    assert dates.status(date(2026, 6, 1)) is PassStatus.SUSPENDED
    assert dates.status(date(2026, 6, 30)) is PassStatus.SUSPENDED
    assert dates.status(date(2026, 7, 1)) is PassStatus.VALID
    assert dates.status(dates.ends_on) is PassStatus.VALID
    assert dates.status(dates.ends_on + DAY) is PassStatus.EXPIRED
    assert PassStatus.SUSPENDED.label == "Valide (suspendu)"


def test_what_is_left_counts_the_last_day() -> None:
    assert PASS.remainder(START - timedelta(days=40)) == 730
    assert PASS.remainder(START) == 730
    assert PASS.remainder(START + DAY) == 729
    assert PASS.remainder(PASS.ends_on) == 1
    assert PASS.remainder(PASS.ends_on + DAY) == 0


def test_what_is_left_stands_still_while_the_pass_is_suspended() -> None:
    suspension = Suspension(date(2026, 6, 1), date(2026, 6, 30))
    dates = PASS.suspended(suspension)

    # To come, it changes nothing.
    assert dates.remainder(date(2026, 5, 31)) == PASS.remainder(date(2026, 5, 31))
    during = {dates.remainder(suspension.first + timedelta(days=passed)) for passed in range(30)}
    assert during == {PASS.remainder(date(2026, 6, 1))}
    assert dates.remainder(date(2026, 7, 1)) == during.pop() - 1


def test_a_prolongation_begins_on_the_last_day_and_ends_on_the_new_one() -> None:
    until = date(2028, 8, 29)
    days = check_prolongation(PASS, until, TERMS[ProlongationReason.TRAINING], used_days=0)
    longer = PASS.prolonged(days)

    (place,) = longer.placed()
    assert (place.start, place.end) == (date(2028, 2, 29), until)
    assert longer.ends_on == until
    assert (place.end - place.start).days == days == 182


def test_a_suspension_within_a_prolongation_pushes_it_further() -> None:
    longer = PASS.prolonged(100)
    inside = Suspension(PASS.ends_on + timedelta(days=10), PASS.ends_on + timedelta(days=20))

    assert longer.suspended(inside).ends_on == longer.ends_on + timedelta(days=10)
    assert longer.suspended(inside).placed() == longer.placed()


def test_an_earlier_suspension_moves_a_prolongation_with_the_end() -> None:
    longer = PASS.prolonged(100).suspended(Suspension(START, START + timedelta(days=7)))

    (place,) = longer.placed()
    assert place.start == PASS.ends_on + timedelta(days=7)
    assert place.end == longer.ends_on


def refuses(
    wanted: Suspension, *, today: date, dates: PassDates = PASS, was: Suspension | None = None
) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refusal:
        check_suspension(dates, wanted, RULES, today=today, was=was)
    return refusal.value.field, refusal.value.sentence


TODAY = date(2027, 6, 15)


def test_a_suspension_begins_within_a_year_and_never_tomorrow() -> None:
    check_suspension(PASS, Suspension(TODAY, TODAY), RULES, today=TODAY)
    check_suspension(PASS, Suspension(TODAY - timedelta(days=365), TODAY), RULES, today=TODAY)

    field, sentence = refuses(Suspension(TODAY + DAY, TODAY + 9 * DAY), today=TODAY)
    assert (field, "pas à l’avance" in sentence) == ("first", True)
    field, sentence = refuses(Suspension(TODAY - timedelta(days=366), TODAY), today=TODAY)
    assert (field, "au plus tôt le 15/06/2026" in sentence) == ("first", True)


def test_an_old_suspension_is_corrected_without_moving_its_start() -> None:
    old = Suspension(START + DAY, START + 30 * DAY)

    check_suspension(PASS, Suspension(old.first, old.last + DAY), RULES, today=TODAY, was=old)
    assert refuses(Suspension(old.first + DAY, old.last), today=TODAY, was=old)[0] == "first"


def test_a_finished_history_is_taken_over_however_old() -> None:
    old = Suspension(START + DAY, START + 30 * DAY)

    check_suspension(PASS, old, RULES, today=date(2029, 1, 1), told_late=True)


def test_a_suspension_lasts_36_months_less_a_day_at_most() -> None:
    first = date(2027, 2, 28)
    check_suspension(PASS, Suspension(first, date(2030, 2, 27)), RULES, today=TODAY)

    assert refuses(Suspension(first, date(2030, 2, 28)), today=TODAY) == (
        "last",
        "36 mois au plus\u00a0: jusqu’au 27/02/2030.",
    )
    # From a 29 February on, the same day three years later does not exist.
    leap = PassDates(date(2027, 6, 1), 730)
    check_suspension(leap, Suspension(date(2028, 2, 29), date(2031, 2, 27)), RULES, today=date(2028, 3, 1))
    assert refuses(Suspension(date(2028, 2, 29), date(2031, 2, 28)), today=date(2028, 3, 1), dates=leap)[0] == "last"


def test_a_suspension_begins_within_the_pass() -> None:
    assert refuses(Suspension(START - DAY, START), today=START)[0] == "first"
    late = PASS.ends_on + DAY
    assert refuses(Suspension(late, late), today=late)[0] == "first"
    check_suspension(PASS, Suspension(PASS.ends_on, late), RULES, today=PASS.ends_on)
    assert refuses(Suspension(date.max, date.max), today=date.max)[0] == "first"


def test_a_suspension_ends_after_it_begins() -> None:
    assert refuses(Suspension(TODAY, TODAY - DAY), today=TODAY) == ("last", "La fin est avant le début.")


def test_suspensions_follow_each_other_and_never_share_a_day() -> None:
    once = PASS.suspended(Suspension(date(2027, 4, 1), date(2027, 4, 30)))

    check_suspension(once, Suspension(date(2027, 5, 1), date(2027, 5, 31)), RULES, today=TODAY)
    check_suspension(once, Suspension(date(2027, 3, 1), date(2027, 3, 31)), RULES, today=TODAY)
    for first, last in (((4, 30), (5, 31)), ((3, 1), (4, 1)), ((3, 1), (5, 31)), ((4, 10), (4, 11))):
        overlapping = Suspension(date(2027, *first), date(2027, *last))
        assert refuses(overlapping, today=TODAY, dates=once) == (
            "first",
            "Le PASS est déjà suspendu du 01/04/2027 au 30/04/2027.",
        )


def test_a_suspension_does_not_strand_another_beyond_the_end() -> None:
    long = Suspension(PASS.ends_on, PASS.ends_on + timedelta(days=100))
    pushed = PASS.suspended(long).suspended(Suspension(PASS.ends_on + 101 * DAY, PASS.ends_on + 120 * DAY))

    assert pushed.without(long).stray() == Suspension(PASS.ends_on + timedelta(days=101), PASS.ends_on + 120 * DAY)


@pytest.mark.parametrize(
    ("today", "allowed"),
    [
        (date(2027, 2, 27), False),
        (date(2027, 2, 28), True),
        (date(2028, 2, 29), True),
        (date(2028, 8, 29), True),
        (date(2028, 8, 30), False),
    ],
)
def test_a_prolongation_is_asked_from_a_year_before_to_six_months_after_the_end(today: date, *, allowed: bool) -> None:
    assert prolongation_window(PASS, RULES) == (date(2027, 2, 28), date(2028, 8, 29))
    if allowed:
        check_prolongation_time(PASS, RULES, today=today, is_pending=False)
    else:
        with pytest.raises(Refused, match="du 28/02/2027 au 29/08/2028"):
            check_prolongation_time(PASS, RULES, today=today, is_pending=False)


def test_one_request_at_a_time_and_none_while_suspended() -> None:
    with pytest.raises(Refused, match="attend déjà"):
        check_prolongation_time(PASS, RULES, today=TODAY, is_pending=True)
    suspended = PASS.suspended(Suspension(TODAY, TODAY))
    with pytest.raises(Refused, match="suspendu"):
        check_prolongation_time(suspended, RULES, today=TODAY, is_pending=False)


@pytest.mark.parametrize(
    ("reason", "used", "room"),
    [
        (ProlongationReason.TRAINING, 0, 365),
        (ProlongationReason.TRAINING, 3000, 365),
        (ProlongationReason.SENIOR, 0, 365),
        (ProlongationReason.SENIOR, 1700, 125),
        (ProlongationReason.SENIOR, 1825, 0),
        (ProlongationReason.RQTH, 1000, 95),
        (ProlongationReason.PARTICULAR, 730, 365),
        (ProlongationReason.PARTICULAR, 1095, 0),
        (ProlongationReason.SENIOR_OPEN_ENDED, 0, 3650),
    ],
)
def test_a_reason_has_so_many_days_each_time_and_in_all(reason: ProlongationReason, used: int, room: int) -> None:
    terms = TERMS[reason]
    assert prolongation_room(terms, used) == room
    for days in {1, room} - {0}:
        if room:
            assert check_prolongation(PASS, PASS.ends_on + timedelta(days=days), terms, used_days=used) == days
    with pytest.raises(InvalidInput) as refusal:
        check_prolongation(PASS, PASS.ends_on + timedelta(days=room + 1), terms, used_days=used)
    assert refusal.value.field == "until"


def test_a_limit_that_nobody_has_read_blocks_nobody() -> None:
    unread = replace(TERMS[ProlongationReason.TRAINING], confirmed=False)
    assert check_prolongation(PASS, PASS.ends_on + timedelta(days=400), unread, used_days=0) == 400


@pytest.mark.parametrize("until", [PASS.ends_on, START, date.max])
def test_a_prolongation_prolongs(until: date) -> None:
    with pytest.raises(InvalidInput):
        check_prolongation(PASS, until, TERMS[ProlongationReason.TRAINING], used_days=0)


def test_a_year_that_nobody_means_is_refused() -> None:
    check_start(date(2027, 3, 2), START)
    for odd in (date(1926, 3, 2), date(2027, 3, 3), date.max):
        with pytest.raises(InvalidInput, match="vérifiez l’année"):
            check_start(odd, START)
