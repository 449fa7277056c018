"""Very many people at a site, inserted in bulk: for tests of how often a page asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from shared.db import Base, atomic, session
from shared.kernel import clock
from shared.kernel.identifiers import new_public_id
from shared.payroll.models import DayEntry, DayLine, DaySheet, DayStatus
from shared.people.models import (
    Contract,
    ContractDerogation,
    ContractKind,
    Ground,
    Half,
    PassIae,
    PassProlongation,
    PassSuspension,
    Person,
    TimetableSlot,
)
from shared.people.passes.words import ProlongationReason, ProlongationStatus, SuspensionReason
from shared.training.models import (
    ExamCandidate,
    ExamCandidateBlock,
    ExamKind,
    ExamOutcome,
    ExamSession,
    Title,
    TitleBlock,
)
from tests.support.team import MONDAY, site_id

ENDS_ON = MONDAY + timedelta(days=20)
"""The last day of everybody's last contract: it is due, and nobody has taken it."""

A_MONTH = timedelta(days=30)
DAYS = [MONDAY - timedelta(days=number) for number in (7, 6, 5)]


def settle(count: int, *, contracts: int = 1, slug: str = "auto-bleue") -> list[UUID]:
    """Gives a site so many people more, each with as many contracts in a row and everything that a page may show.

    A PASS that was suspended and prolonged, a permit and a visit to come, a derogation, hours with an absence, an exam
    without result and one with a block to sit again.
    """
    site = site_id(slug)
    with atomic():
        people = _people(count)
        segments = _contracts(site, people, contracts)
        _passes(people)
        _hours(site, [segment for segment, _ in segments[contracts - 1 :: contracts]])
        _exams(site, people)
        return list(session.scalars(select(Person.public_id).where(Person.id.in_(people)).order_by(Person.id)))


def _people(count: int) -> list[int]:
    first = (session.scalar(select(func.max(Person.id))) or 0) + 1
    rows: list[dict[str, Any]] = [
        {
            "id": each,
            "public_id": new_public_id(),
            "first_name": "Ada",
            "last_name": f"Bouleau {each}",
            "sort_name": f"bouleau {each:05d} ada",
            "permit_until": MONDAY + timedelta(days=40),
            "medical_visit_on": MONDAY + timedelta(days=12),
        }
        for each in range(first, first + count)
    ]
    _insert(Person, rows)
    return [row["id"] for row in rows]


def _contracts(site: int, people: Iterable[int], many: int) -> list[tuple[int, date]]:
    """Returns ids and first days, person by person, the oldest contract first."""
    starts = [ENDS_ON - A_MONTH * (many - place) + timedelta(days=1) for place in range(many)]
    rows: list[dict[str, Any]] = [
        {
            "public_id": new_public_id(),
            "person_id": person,
            "site_id": site,
            "kind": ContractKind.CDDI,
            "job": "mécanique",
            "starts_on": start,
            "ends_on": start + A_MONTH - timedelta(days=1),
            "weekly_minutes": 28 * 60,
        }
        for person in people
        for start in starts
    ]
    segments = list(zip(_insert(Contract, rows), (row["starts_on"] for row in rows), strict=True))
    _insert(
        TimetableSlot,
        [
            {"contract_id": segment, "weekday": day, "half": half, "starts_at": at, "ends_at": at + 210}
            for segment, _ in segments
            for day in range(4)
            for half, at in ((Half.MORNING, 480), (Half.AFTERNOON, 780))
        ],
    )
    last = segments[many - 1 :: many]
    decided = {"ground": Ground.TRAINING, "decided_on": MONDAY, "until": MONDAY + timedelta(days=10)}
    _insert(ContractDerogation, [{"contract_id": each, "kept_at": "Dossier", **decided} for each, _ in last])
    return segments


def _passes(people: Iterable[int]) -> None:
    rows = [
        {
            "public_id": new_public_id(),
            "person_id": person,
            "number": f"{person:012d}",
            "starts_on": date(2024, 11, 20),
            "days": 730,
        }
        for person in people
    ]
    passes = _insert(PassIae, rows)
    _insert(
        PassSuspension,
        [
            {
                "public_id": new_public_id(),
                "pass_id": each,
                "first": date(2026, month, 1),
                "last": date(2026, month, 2),
                "reason": SuspensionReason.CONTRACT_SUSPENDED,
            }
            for each in passes
            for month in (2, 4)
        ],
    )
    _insert(
        PassProlongation,
        [
            {
                "public_id": new_public_id(),
                "pass_id": each,
                "days": 10,
                "reason": ProlongationReason.TRAINING,
                "status": ProlongationStatus.GRANTED,
                "asked_on": MONDAY,
                "report_ready": False,
                "decided_on": MONDAY,
            }
            for each in passes
        ],
    )


def _hours(site: int, contracts: Sequence[int]) -> None:
    for day in DAYS:
        known = session.scalar(select(DaySheet.id).where(DaySheet.site_id == site, DaySheet.day == day))
        sheet = (
            known
            or _insert(
                DaySheet,
                [
                    {
                        "public_id": new_public_id(),
                        "site_id": site,
                        "day": day,
                        "status": DayStatus.DRAFT,
                        "version": 1,
                    }
                ],
            )[0]
        )
        written = {"version": 1, "planned_morning": 210, "planned_afternoon": 210, "recorded_by": "test"}
        lines = _insert(
            DayLine,
            [{"day_sheet_id": sheet, "contract_id": each, "recorded_at": clock.now(), **written} for each in contracts],
        )
        category = "TRAV" if day == DAYS[0] else "AI"
        _insert(
            DayEntry,
            [
                {"day_line_id": line, "half": half, "category": category, "minutes": 210}
                for line in lines
                for half in Half
            ],
        )


def _exams(site: int, people: Sequence[int]) -> None:
    title = session.scalars(select(Title.id).where(Title.rncp == "RNCP38663")).one()
    blocks = session.scalars(select(TitleBlock.id).where(TitleBlock.title_id == title)).all()
    for day, outcome in ((MONDAY - timedelta(days=90), ExamOutcome.PARTIAL), (MONDAY, ExamOutcome.REGISTERED)):
        _sit(site, (title, day), people, outcome, blocks if outcome is ExamOutcome.PARTIAL else ())


def _sit(site: int, exam: tuple[int, date], people: Sequence[int], outcome: ExamOutcome, blocks: Sequence[int]) -> None:
    title, day = exam
    kind = ExamKind.WHOLE
    mine = select(ExamSession.id).where(ExamSession.site_id == site, ExamSession.first_day == day)
    held = (
        session.scalar(mine)
        or _insert(
            ExamSession,
            [
                {
                    "public_id": new_public_id(),
                    "site_id": site,
                    "title_id": title,
                    "kind": kind,
                    "first_day": day,
                    "last_day": day,
                }
            ],
        )[0]
    )
    candidates = _insert(
        ExamCandidate,
        [{"exam_id": held, "person_id": each, "outcome": outcome, "congratulated": False} for each in people],
    )
    _insert(
        ExamCandidateBlock,
        [
            {"candidate_id": each, "block_id": block, "obtained": place == 0}
            for each in candidates
            for place, block in enumerate(blocks)
        ],
    )


def _insert(model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Inserts rows and returns their ids in the same order, where they have some."""
    if not rows:
        return []
    if not hasattr(model, "id"):
        session.execute(insert(model), rows)
        return []
    before = session.scalar(select(func.max(model.id))) or 0
    session.execute(insert(model), rows)
    return list(session.scalars(select(model.id).where(model.id > before).order_by(model.id)))
