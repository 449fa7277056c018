"""The titles as their page shows them, and what must be known before an import touches them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.kernel import clock
from shared.training.models import ExamCandidate, ExamCandidateBlock, ExamSession, Title
from shared.training.queries.sessions import list_titles
from shared.training.queries.standings import read_standings


@dataclass(frozen=True)
class TitleRow:
    """A title of the list; `warnings` say what its last day of registration means."""

    title: Title
    warnings: Sequence[str]


def list_title_rows() -> list[TitleRow]:
    """Returns every title with its blocks, by name. Three statements."""
    planned = list_planned_exams()
    return [TitleRow(title, expiry_warnings(title.valid_until, planned.get(title.id, ()))) for title in list_titles()]


def list_planned_exams() -> Mapping[int, Sequence[date]]:
    """Returns by title the last days of the exams that are not over, the next one first. One statement."""
    days: dict[int, list[date]] = defaultdict(list)
    wanted = select(ExamSession.title_id, ExamSession.last_day).where(ExamSession.last_day >= clock.today())
    for title_id, day in session.execute(wanted.order_by(ExamSession.last_day, ExamSession.id)):
        days[title_id].append(day)
    return days


def expiry_warnings(valid_until: date | None, planned: Sequence[date]) -> list[str]:
    """Returns what must be said of a last day of registration, given the last days of the exams to come."""
    if valid_until is None:
        return []
    said = []
    if valid_until < clock.today():
        said.append(f"L’enregistrement est fini depuis le {valid_until:%d/%m/%Y}.")
    if after := [day for day in planned if day > valid_until]:
        exams = "Un examen est prévu" if len(after) == 1 else f"{len(after)} examens sont prévus"
        first = "le" if len(after) == 1 else "le premier le"
        said.append(f"{exams} après la fin de l’enregistrement, {first} {after[0]:%d/%m/%Y}.")
    return said


def list_examined_blocks() -> frozenset[int]:
    """Returns the ids of the blocks that candidates sat or are registered for. One statement."""
    return frozenset(session.scalars(select(ExamCandidateBlock.block_id).distinct()))


def count_capitalised(title_ids: Collection[int]) -> Mapping[int, int]:
    """Returns by title how many people have it by its blocks alone, whom one more block would take it from.

    Two statements, none for no title.
    """
    if not title_ids:
        return {}
    candidates = (
        select(ExamCandidate.person_id)
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .where(ExamSession.title_id.in_(title_ids))
    )
    counts: dict[int, int] = defaultdict(int)
    for (_, title_id), standing in read_standings(candidates).items():
        counts[title_id] += standing.capitalised
    return counts
