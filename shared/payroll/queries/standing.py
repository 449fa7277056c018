"""How far a site's month has come on its way to payroll: its status, who took which step, and the files it gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from shared.db import session
from shared.kernel.weeks import Month
from shared.payroll.models import MonthAction, MonthStatus, PayrollExport, PayrollMonth, PayrollMonthStep
from shared.payroll.queries.day import names_of
from shared.people.models import Contract
from shared.people.overview import Sites, at_sites

STEP_WORDS = {
    MonthAction.APPROVE: "Validé par l’encadrement",
    MonthAction.CHECK: "Vérifié",
    MonthAction.EXPORT: "Fichier de paie pris",
    MonthAction.LOCK: "Clos",
    MonthAction.REOPEN: "Rouvert",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step that a month took: what, by whom (empty for a program), when, and why it was opened again."""

    action: MonthAction
    text: str
    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExportedFile:
    """One file that payroll took: its control totals; minutes and `change` since the file before, by category."""

    version: int
    profile: str
    people: int
    rows: int
    minutes: Mapping[str, int]
    change: Mapping[str, int]
    same: bool
    sha256: str
    who: str
    at: datetime

    @property
    def total(self) -> int:
        """All minutes of the file."""
        return sum(self.minutes.values())


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a month stands; a month that nobody has touched is open, in its first version."""

    status: MonthStatus = MonthStatus.OPEN
    version: int = 1
    steps: Sequence[Step] = field(default_factory=tuple)
    files: Sequence[ExportedFile] = field(default_factory=tuple)

    @property
    def is_frozen(self) -> bool:
        """Whether the days of the month no longer change."""
        return self.status is not MonthStatus.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it stays as it is for good."""
        return self.status is MonthStatus.LOCKED

    def reached(self, status: MonthStatus) -> bool:
        """Tells whether the month has come as far as `status`."""
        order = list(MonthStatus)
        return order.index(self.status) >= order.index(status)

    def step_to(self, action: MonthAction) -> Step | None:
        """Returns the last step of a kind since the month was last opened again, if it was taken."""
        for step in reversed(self.steps):
            if step.action is MonthAction.REOPEN:
                return None
            if step.action is action:
                return step
        return None

    @property
    def reopened(self) -> Step | None:
        """The last time that the month was given back, as long as nothing has been done with it since."""
        return self.steps[-1] if self.steps and self.steps[-1].action is MonthAction.REOPEN else None


def find_standing(site_id: int, month: Month) -> Standing:
    """Returns where a site's month stands. One statement, four once somebody has touched it."""
    mine = select(PayrollMonth.id, PayrollMonth.status, PayrollMonth.version)
    row = session.execute(mine.where(PayrollMonth.site_id == site_id, PayrollMonth.first == month.first)).first()
    if row is None:
        return Standing()
    steps = session.execute(
        select(PayrollMonthStep.action, PayrollMonthStep.actor, PayrollMonthStep.happened_at, PayrollMonthStep.reason)
        .where(PayrollMonthStep.payroll_month_id == row.id)
        .order_by(PayrollMonthStep.id)
    ).all()
    files = session.scalars(
        select(PayrollExport).where(PayrollExport.payroll_month_id == row.id).order_by(PayrollExport.id)
    ).all()
    names = names_of([*(step.actor for step in steps), *(file.actor for file in files)])
    return Standing(
        status=row.status,
        version=row.version,
        steps=[
            Step(
                action=step.action,
                text=STEP_WORDS[step.action],
                who=names.get(step.actor, ""),
                at=step.happened_at,
                reason=step.reason or "",
            )
            for step in steps
        ],
        files=_files(files, names),
    )


def list_statuses(sites: Sites, month: Month) -> dict[int, MonthStatus]:
    """Returns by site how far a month has come, of those that have a team in it. One statement."""
    mine = (PayrollMonth.site_id == Contract.site_id) & (PayrollMonth.first == month.first)
    rows = session.execute(
        select(Contract.site_id, PayrollMonth.status)
        .outerjoin(PayrollMonth, mine)
        .where(at_sites(Contract.site_id, sites), Contract.starts_on <= month.last, Contract.ends_on >= month.first)
        .distinct()
    )
    return {row.site_id: row.status or MonthStatus.OPEN for row in rows}


def list_frozen_months(site_id: int, months: Iterable[Month]) -> set[Month]:
    """Returns those of the months that the workshop has validated: their days no longer change. One statement."""
    frozen = select(PayrollMonth.first).where(
        PayrollMonth.site_id == site_id,
        PayrollMonth.first.in_([month.first for month in months]),
        PayrollMonth.status != MonthStatus.OPEN,
    )
    return {Month.of(first) for first in session.scalars(frozen)}


def _files(files: Sequence[PayrollExport], names: Mapping[str, str]) -> list[ExportedFile]:
    before: PayrollExport | None = None
    listed = []
    for file in files:
        known = before.minutes if before else {}
        listed.append(
            ExportedFile(
                version=file.version,
                profile=file.profile,
                people=file.people,
                rows=file.rows,
                minutes=file.minutes,
                change=_change(known, file.minutes) if before else {},
                same=before is not None and before.sha256 == file.sha256,
                sha256=file.sha256,
                who=names.get(file.actor, ""),
                at=file.happened_at,
            )
        )
        before = file
    return listed


def _change(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    return {
        category: change
        for category in sorted(before.keys() | after.keys())
        if (change := after.get(category, 0) - before.get(category, 0))
    }
