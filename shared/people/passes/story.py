"""A PASS IAE told to the adviser: what happened, line by line, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.weeks import months_later
from shared.people.passes.arithmetic import ONE_DAY, PassRules, prolongation_window
from shared.people.passes.queries import PassCard, ProlongationRow, SuspensionRow
from shared.people.passes.words import PassStatus, ProlongationStatus

Spans = Sequence[tuple[date, date]]
"""First and last days of contracts."""


@dataclass(frozen=True)
class Line:
    """One line of the time of a PASS; what it can be changed by, where it can."""

    first: date
    last: date | None
    words: str
    more: str = ""
    tone: str = "neutral"
    suspension: SuspensionRow | None = None
    prolongation: ProlongationRow | None = None


class Act(StrEnum):
    """The one thing to do next."""

    RECORD = "record"
    END_SUSPENSION = "end_suspension"
    DECIDE = "decide"
    ASK = "ask"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Step:
    """What to do next, in words; `day` is a date to propose."""

    act: Act
    words: str
    day: date | None = None


def list_lines(card: PassCard, today: date) -> list[Line]:
    """Returns what happened to a PASS in the order of time, from its first day to its last."""
    dates = card.dates
    lines = [Line(dates.starts_on, None, "Début du PASS", f"{dates.days}\u00a0jours")]
    for suspension in card.suspensions:
        days = suspension.days
        running = "warning" if days.holds(today) else "neutral"
        more = f"{suspension.reason.label}, fin du PASS repoussée de {_days(days.push)}"
        lines.append(Line(days.first, days.last, "Suspendu", more, running, suspension=suspension))
    for place, granted in zip(dates.placed(), card.granted, strict=True):
        more = f"{granted.reason_words}, {_days(granted.days)} de plus"
        lines.append(Line(place.start, place.end, "Prolongé", more, "success", prolongation=granted))
    for other in card.prolongations:
        if other.status is ProlongationStatus.PENDING:
            more = f"{other.reason_words}, {_days(other.days)} de plus"
            lines.append(Line(other.asked_on, None, "Prolongation demandée", more, "info", prolongation=other))
        elif other.status is ProlongationStatus.DENIED:
            more = other.denial.label if other.denial else ""
            lines.append(Line(other.decided_on or other.asked_on, None, "Prolongation refusée", more))
    lines.sort(key=lambda line: line.first)
    tone = "danger" if dates.ends_on < today else "neutral"
    return [*lines, Line(dates.ends_on, None, "Fin du PASS", tone=tone)]


def find_uncovered(card: PassCard, contracts: Spans, today: date) -> tuple[date, int] | None:
    """Returns the last day of the contracts that are not over, and for how many days it outlives the PASS; or None."""
    last = max((ends_on for _, ends_on in contracts if ends_on >= today), default=None)
    if last is None or last <= card.dates.ends_on:
        return None
    return last, (last - card.dates.ends_on).days


def next_step(card: PassCard | None, contracts: Spans, rules: PassRules, today: date) -> Step:
    """Returns the one thing to do next about somebody's PASS."""
    if card is None:
        return Step(Act.RECORD, "Notez le numéro et le premier jour du PASS.")
    if hired := _hired_while_suspended(card, contracts):
        words = f"Un contrat commence le {hired:%d/%m/%Y}\u00a0: mettez fin à la suspension la veille."
        return Step(Act.END_SUSPENSION, words, hired - ONE_DAY)
    if card.pending:
        return Step(Act.DECIDE, "Une prolongation est demandée\u00a0: notez la réponse quand vous l’avez.")
    if running := card.dates.suspension_on(today):
        return Step(Act.NOTHING, f"Le PASS est suspendu jusqu’au {running.last:%d/%m/%Y}. Une embauche y met fin.")
    return _step_by_the_end(card, contracts, rules, today)


def _hired_while_suspended(card: PassCard, contracts: Spans) -> date | None:
    """Returns the first day of a contract that begins during a suspension, which a hire ends."""
    for suspension in card.dates.suspensions:
        for starts_on, _ in contracts:
            if suspension.first < starts_on <= suspension.last:
                return starts_on
    return None


def _step_by_the_end(card: PassCard, contracts: Spans, rules: PassRules, today: date) -> Step:
    """Returns what the nearness of the end asks for."""
    dates = card.dates
    first, last = prolongation_window(dates, rules)
    if today > last:
        free = months_later(dates.ends_on, rules.waiting_months)
        words = f"Le PASS est fini. Jusqu’au {free:%d/%m/%Y}, un nouveau PASS passe par un prescripteur habilité."
        return Step(Act.NOTHING, words)
    if today < first:
        return Step(Act.NOTHING, f"Rien pour l’instant. Une prolongation se demande à partir du {first:%d/%m/%Y}.")
    if find_uncovered(card, contracts, today) or dates.status(today) is PassStatus.EXPIRED:
        return Step(Act.ASK, f"Demandez une prolongation, au plus tard le {last:%d/%m/%Y}.")
    return Step(Act.NOTHING, f"Si le parcours continue, demandez une prolongation avant le {last:%d/%m/%Y}.")


def _days(count: int) -> str:
    return f"{count}\u00a0jour" if count <= 1 else f"{count}\u00a0jours"
