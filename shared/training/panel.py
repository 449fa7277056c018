"""What a person's page shows of titles: the blocks acquired, the title, and the next exam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shared.accounts.permissions import Permission
from shared.db import session
from shared.kernel import clock
from shared.people.models import Person
from shared.people.panels import Panel
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.training.models import ExamCandidate, ExamOutcome, ExamSession, Title
from shared.training.queries.standings import read_standings
from shared.training.standing import Standing
from shared.workshop import here


@dataclass(frozen=True)
class TitleOfSomebody:
    """A title, where somebody stands with it, and when they sit it next; `url` is that exam's page, at its own site."""

    title: Title
    standing: Standing
    next_day: date | None
    url: str


def exam_panel(person: UUID) -> Panel | None:
    """Returns the titles that somebody was ever a candidate for, for who may see them.

    One statement for whoever has none, else six.
    """
    if not may_here(Permission.VIEW_EXAMS):
        return None
    standings = {
        title_id: standing
        for (_, title_id), standing in read_standings(select(Person.id).where(Person.public_id == person)).items()
    }
    if not standings:
        return None
    coming = _coming(person, site_of_the_page().id)
    wanted = select(Title).where(Title.id.in_(standings)).options(selectinload(Title.blocks)).order_by(Title.label)
    found = [
        TitleOfSomebody(title, standings[title.id], *coming.get(title.id, (None, "")))
        for title in session.scalars(wanted)
    ]
    return Panel("training/_panel.html", found)


def _coming(person: UUID, site_id: int) -> Mapping[int, tuple[date, str]]:
    """Returns by title the next exam that somebody is registered for, and its page where it is of this site."""
    rows = session.execute(
        select(ExamSession.title_id, ExamSession.first_day, ExamSession.public_id, ExamSession.site_id)
        .join(ExamCandidate, ExamCandidate.exam_id == ExamSession.id)
        .join(Person, Person.id == ExamCandidate.person_id)
        .where(Person.public_id == person, ExamCandidate.outcome == ExamOutcome.REGISTERED)
        .where(ExamSession.last_day >= clock.today())
        .order_by(ExamSession.first_day.desc())
    )
    place = here()
    pages = f"{place.staff_name}.exams.exam" if place else ""
    return {
        title_id: (day, url_for(pages, exam=exam) if exam_site == site_id else "")
        for title_id, day, exam, exam_site in rows
    }
