"""`ateliers verify` counts every PASS again from its rows; a row that was changed by hand is reported."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from shared.db import atomic
from shared.people.passes import prolonging, services
from shared.people.passes.verification import list_wrong_passes
from shared.people.passes.words import ProlongationReason, SuspensionReason
from tests.support.damage import damage
from tests.support.passes import ask, grant, record, somebody, suspend
from tests.support.team import MONDAY, site_id

SECOND_SUSPENSION = """
INSERT INTO pass_suspensions (id, public_id, pass_id, first, last, reason)
SELECT id + 10, '00000000000000000000000000000001', pass_id, '2026-01-05', '2026-01-20', reason FROM pass_suspensions
"""


@pytest.fixture(autouse=True)
def a_pass_with_a_history(context: None) -> UUID:
    """Suspended twice, one corrected and one taken back; prolonged twice, one of them taken back, one denied before."""
    pass_id = record(somebody(), date(2025, 3, 3))
    first = suspend(pass_id, date(2025, 12, 1), date(2025, 12, 31))
    gone = suspend(pass_id, date(2026, 2, 1), date(2026, 2, 10))
    kept = ask(pass_id, date(2027, 10, 1))
    grant(kept, MONDAY)
    mistake = ask(pass_id, date(2027, 12, 1), ProlongationReason.PARTICULAR)
    grant(mistake, MONDAY)
    with atomic():
        services.correct_suspension(
            site_id=site_id(),
            suspension=first,
            first=date(2025, 12, 1),
            last=date(2026, 1, 10),
            reason=SuspensionReason.CONTRACT_FINISHED,
            actor="test",
        )
        services.end_suspension(site_id=site_id(), suspension=first, last=date(2026, 1, 5), actor="test")
        services.withdraw_suspension(site_id=site_id(), suspension=gone, why="Erreur", actor="test")
        prolonging.withdraw_prolongation(site_id=site_id(), prolongation=mistake, why="Erreur", actor="test")
    return pass_id


def test_an_honest_history_adds_up() -> None:
    assert list(list_wrong_passes()) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE passes SET days = 740", "740 jours, qu’aucune règle ne donne"),
        ("UPDATE passes SET starts_on = '2025-12-15'", "la suspension du 01/12/2025 commence avant le PASS"),
        ("UPDATE pass_suspensions SET last = '2026-01-06'", "ses suspensions ne sont pas celles du journal"),
        ("UPDATE pass_suspensions SET last = '2029-12-01'", "dure plus de 36 mois"),
        ("UPDATE pass_suspensions SET first = '2029-01-01', last = '2029-01-02'", "commence après la fin du PASS"),
        ("DELETE FROM pass_suspensions", "ses suspensions ne sont pas celles du journal"),
        (SECOND_SUSPENSION, "deux suspensions se recouvrent à partir du 05/01/2026"),
        (
            "UPDATE pass_prolongations SET days = days + 1 WHERE status = 'granted'",
            "les jours de ses prolongations ne sont pas ceux du journal",
        ),
        (
            "UPDATE pass_prolongations SET days = 900 WHERE status = 'granted'",
            "une prolongation dure plus de 365 jours",
        ),
        (
            "UPDATE pass_prolongations SET status = 'granted' WHERE status = 'withdrawn'",
            "ses prolongations accordées ne sont pas celles du journal",
        ),
        (
            "UPDATE pass_prolongations SET decided_on = '2026-11-15' WHERE status = 'granted'",
            "ses prolongations accordées ne sont pas celles du journal",
        ),
    ],
)
def test_a_tampered_row_is_reported(a_pass_with_a_history: UUID, statement: str, says: str) -> None:
    damage(statement)

    problems = list(list_wrong_passes())

    assert problems
    assert all(f"PASS IAE {a_pass_with_a_history}" in problem for problem in problems)
    assert any(says in problem for problem in problems), problems


def test_a_pass_that_the_audit_does_not_know_is_reported(a_pass_with_a_history: UUID) -> None:
    damage("DELETE FROM audit_events WHERE action LIKE 'pass.%'")

    assert list(list_wrong_passes()) == [f"PASS IAE {a_pass_with_a_history}\u00a0: le journal ne le connaît pas"]


def test_a_reason_that_gave_more_than_it_may_in_all_is_reported() -> None:
    pass_id = record(somebody("Bruno", "Mésange"), date(2023, 3, 1), "999990000002")
    with atomic():
        for until in (date(2026, 2, 27), date(2027, 2, 27), date(2028, 2, 27), date(2028, 4, 1)):
            reason = ProlongationReason.RQTH if until < date(2028, 3, 1) else ProlongationReason.TRAINING
            prolonging.take_over_prolongation(
                site_id=site_id(), pass_id=pass_id, until=until, reason=reason, actor="test"
            )
    assert list(list_wrong_passes()) == []

    damage("UPDATE pass_prolongations SET reason = NULL WHERE reason = 'training' AND days < 40")

    assert any("1129 jours de prolongation, 1095 au plus" in each for each in list_wrong_passes())
