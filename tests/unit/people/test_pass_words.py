"""Where a prolongation stands, and the words in which a PASS is told."""

from __future__ import annotations

from itertools import product

import pytest

from shared.kernel.errors import Refused
from shared.people.passes.words import (
    PROLONGATION,
    Denial,
    PassStatus,
    ProlongationAction,
    ProlongationReason,
    ProlongationStatus,
    SuspensionReason,
)

PENDING, GRANTED = ProlongationStatus.PENDING, ProlongationStatus.GRANTED
MOVES = {
    (PENDING, ProlongationAction.GRANT): GRANTED,
    (PENDING, ProlongationAction.DENY): ProlongationStatus.DENIED,
    (PENDING, ProlongationAction.WITHDRAW): ProlongationStatus.WITHDRAWN,
    (GRANTED, ProlongationAction.WITHDRAW): ProlongationStatus.WITHDRAWN,
}


@pytest.mark.parametrize(("state", "action"), list(product(ProlongationStatus, ProlongationAction)))
def test_a_request_has_one_answer(state: ProlongationStatus, action: ProlongationAction) -> None:
    if (state, action) in MOVES:
        assert PROLONGATION.after(state, action) is MOVES[state, action]
    else:
        with pytest.raises(Refused, match="déjà sa réponse"):
            PROLONGATION.after(state, action)


@pytest.mark.parametrize("kind", [PassStatus, SuspensionReason, ProlongationReason, ProlongationStatus, Denial])
def test_every_word_has_its_french(
    kind: type[PassStatus | SuspensionReason | ProlongationReason | ProlongationStatus | Denial],
) -> None:
    labels = [each.label for each in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_only_the_reasons_that_the_platform_shows_today_suspend() -> None:
    assert {each.label for each in SuspensionReason} == {
        "Contrat suspendu plus de 15 jours",
        "Contrat rompu",
        "Contrat terminé",
        "Accord des membres du CTA",
        "Contrat passerelle",
    }
