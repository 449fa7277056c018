"""Where people stand with the titles that they were ever candidates for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, select

from shared.db import session
from shared.training.models import (
    ExamCandidate,
    ExamCandidateBlock,
    ExamKind,
    ExamOutcome,
    ExamSession,
    TitleBlock,
)
from shared.training.standing import Sitting, Standing, standing_of

People = Collection[int] | Select[int]
"""Ids of people, or the statement that finds them."""


@dataclass
class _Row:
    """One candidacy while its blocks are read."""

    person_id: int
    title_id: int
    day: date
    kind: ExamKind
    outcome: ExamOutcome
    sat: list[str] = field(default_factory=list)
    obtained: list[str] = field(default_factory=list)

    def sitting(self) -> Sitting:
        return Sitting(self.day, self.kind, self.outcome, self.sat, self.obtained)


def read_standings(people: People, title_id: int | None = None) -> dict[tuple[int, int], Standing]:
    """Returns by person and title where these people stand with this title, or with each of theirs.

    Somebody who was never a candidate for a title is left out. Two statements, one where that is everybody.
    """
    wanted = (
        select(
            ExamCandidate.id,
            ExamCandidate.person_id,
            ExamSession.title_id,
            ExamSession.last_day,
            ExamSession.kind,
            ExamCandidate.outcome,
            TitleBlock.code,
            ExamCandidateBlock.obtained,
        )
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .outerjoin(ExamCandidateBlock, ExamCandidateBlock.candidate_id == ExamCandidate.id)
        .outerjoin(TitleBlock, TitleBlock.id == ExamCandidateBlock.block_id)
        .where(ExamCandidate.person_id.in_(people))
        .order_by(ExamCandidate.id, TitleBlock.position)
    )
    if title_id is not None:
        wanted = wanted.where(ExamSession.title_id == title_id)
    rows: dict[int, _Row] = {}
    for candidate, person_id, title, day, kind, outcome, code, obtained in session.execute(wanted):
        row = rows.setdefault(candidate, _Row(person_id, title, day, kind, outcome))
        if code is not None:
            row.sat.append(code)
            if obtained:
                row.obtained.append(code)
    blocks = read_codes() if rows else {}
    sittings: dict[tuple[int, int], list[Sitting]] = defaultdict(list)
    for row in rows.values():
        sittings[row.person_id, row.title_id].append(row.sitting())
    return {key: standing_of(blocks.get(key[1], ()), each) for key, each in sittings.items()}


def read_codes() -> dict[int, list[str]]:
    """Returns the codes of the blocks of every title, in order. One statement."""
    codes: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(TitleBlock.title_id, TitleBlock.code).order_by(TitleBlock.title_id, TitleBlock.position)
    )
    for title_id, code in rows:
        codes[title_id].append(code)
    return dict(codes)
