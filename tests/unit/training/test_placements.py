"""What an immersion may be: a month at most, renewed once, twice a year at one host, for sixty days in all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import months_later
from shared.training.models import PlacementAim, PlacementLimitCode
from shared.training.placements.judging import Immersion, Limit, judge_placement
from shared.training.placements.reference import LIMITS

HOST, OTHER = "12345678200002", "73282932000074"
DISCOVER, CONFIRM, RECRUIT = PlacementAim


def days(
    first: str, last: str, aim: PlacementAim = DISCOVER, siret: str = HOST, renews: int | None = None
) -> Immersion:
    """Returns an immersion of these days."""
    return Immersion(
        siret=siret, aim=aim, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last), renews=renews
    )


MARCH = days("2026-03-02", "2026-03-31")
APRIL = days("2026-04-01", "2026-05-01", renews=0)
JUNE = days("2026-06-01", "2026-06-05", CONFIRM)

ACCEPTED: tuple[tuple[str, Immersion, list[Immersion]], ...] = (
    ("a month, date to date", days("2026-03-02", "2026-04-02"), []),
    ("from the last day of January to the last of February", days("2026-01-31", "2026-02-28"), []),
    ("a single day", days("2026-03-02", "2026-03-02"), []),
    ("renewed once", days("2026-04-01", "2026-04-20", renews=0), [MARCH]),
    ("a second agreement for another aim", days("2026-06-01", "2026-06-12", CONFIRM), [MARCH]),
    ("another host for the same aim", days("2026-06-08", "2026-06-19", siret=OTHER), [MARCH, JUNE]),
    ("a third agreement, a year after the first", days("2027-03-02", "2027-03-12", RECRUIT), [MARCH, JUNE]),
    ("the day after another", days("2026-04-01", "2026-04-10", siret=OTHER), [MARCH]),
)

REFUSED: tuple[tuple[str, Immersion, list[Immersion], str, str], ...] = (
    ("a month and a day", days("2026-03-02", "2026-04-03"), [], "last_day", "D. 5135-2"),
    ("the wrong way round", days("2026-03-02", "2026-03-01"), [], "last_day", "avant le début"),
    ("days that are taken", days("2026-03-31", "2026-04-02", siret=OTHER), [MARCH], "first_day", "Une autre immersion"),
    ("renewed twice", days("2026-05-02", "2026-05-03", renews=1), [MARCH, APRIL], "first_day", "D. 5135-2"),
    (
        "the same one renewed again",
        days("2026-05-02", "2026-05-03", renews=0),
        [MARCH, APRIL],
        "first_day",
        "D. 5135-2",
    ),
    ("renewed for another aim", days("2026-04-01", "2026-04-02", CONFIRM, renews=0), [MARCH], "aim", "D. 5135-2"),
    ("renewed elsewhere", days("2026-04-01", "2026-04-02", siret=OTHER, renews=0), [MARCH], "aim", "D. 5135-2"),
    ("the same aim again", days("2026-07-01", "2026-07-02"), [MARCH], "aim", "D. 5135-3"),
    ("a third agreement", days("2026-09-01", "2026-09-02", RECRUIT), [MARCH, JUNE], "host", "D. 5135-3"),
    ("a third one between two", days("2026-05-04", "2026-05-05", RECRUIT), [MARCH, JUNE], "host", "D. 5135-3"),
    ("sixty-one days", days("2026-04-01", "2026-05-01", renews=0), [MARCH], "last_day", "61 jours"),
    (
        "sixty-one days with what is yet to come",
        days("2026-05-02", "2026-06-01", CONFIRM),
        [days("2026-07-01", "2026-07-30")],
        "last_day",
        "61 jours",
    ),
)


@pytest.mark.parametrize(("wish", "before"), [case[1:] for case in ACCEPTED], ids=[case[0] for case in ACCEPTED])
def test_an_immersion_may_be(wish: Immersion, before: list[Immersion]) -> None:
    judge_placement(wish, before, LIMITS)


@pytest.mark.parametrize(
    ("wish", "before", "field", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_an_immersion_may_not_be_and_the_article_is_quoted(
    wish: Immersion, before: list[Immersion], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        judge_placement(wish, before, LIMITS)
    assert (refused.value.field, words in refused.value.sentence) == (field, True), refused.value.sentence


def test_a_limit_that_has_changed_is_quoted_with_its_own_text() -> None:
    def renewed(most: int) -> dict[PlacementLimitCode, Limit]:
        return {**LIMITS, PlacementLimitCode.RENEWALS: Limit(most, "Décret de l’essai")}

    short, again = days("2026-04-01", "2026-04-05", renews=0), days("2026-04-06", "2026-04-10", renews=1)

    judge_placement(again, [MARCH, short], renewed(2))
    for most, before, words in (
        (1, [MARCH, short], "déjà renouvelée\u00a0: une fois, pas plus (Décret de l’essai)."),
        (0, [MARCH], "Une immersion ne se renouvelle pas (Décret de l’essai)."),
    ):
        with pytest.raises(InvalidInput) as refused:
            judge_placement(again if most else short, before, renewed(most))
        assert words in refused.value.sentence


@given(
    st.lists(
        st.tuples(st.integers(0, 700), st.integers(0, 40), st.sampled_from(PlacementAim), st.booleans(), st.booleans()),
        max_size=12,
    )
)
def test_whatever_is_accepted_keeps_every_limit(wishes: list[tuple[int, int, PlacementAim, bool, bool]]) -> None:
    agreed: list[Immersion] = []
    for start, length, aim, elsewhere, renewal in wishes:
        first = date(2026, 1, 1) + timedelta(days=start)
        wish = Immersion(
            siret=OTHER if elsewhere else HOST,
            aim=aim,
            first_day=first,
            last_day=first + timedelta(days=length),
            renews=len(agreed) - 1 if renewal and agreed else None,
        )
        try:
            judge_placement(wish, agreed, LIMITS)
        except InvalidInput:
            continue
        agreed.append(wish)
    for each in agreed:
        assert each.last_day <= months_later(each.first_day, 1)
        # A year that begins on any day of an immersion.
        end = months_later(each.first_day, 12) - timedelta(days=1)
        here = [one for one in agreed if one.siret == each.siret and one.days_within(each.first_day, end)]
        assert sum(one.renews is None for one in here) <= 2
        assert sum(one.days_within(each.first_day, end) for one in here) <= 60
        assert sum(one.renews is not None and agreed[one.renews] is each for one in agreed) <= 1
    for one, other in ((a, b) for a in agreed for b in agreed if a is not b):
        assert one.last_day < other.first_day or other.last_day < one.first_day
