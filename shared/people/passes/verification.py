"""Recomputing every PASS IAE from its rows: its days, what suspends it, what prolongs it, and what the audit says.

A limit counts as kept when some row of its rule has ever allowed what stands there: a rule that has changed since
accuses nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.kernel.weeks import months_later
from shared.people.models import PassIae, ProlongationRule
from shared.people.passes.arithmetic import ONE_DAY
from shared.people.passes.queries import PassCard, list_every_pass
from shared.people.passes.rules import RuleBook, read_rule_book
from shared.people.passes.words import PassLimitCode, ProlongationReason, ProlongationStatus

Spans = Counter[tuple[str, str]]
"""First and last days, ISO 8601, as the audit keeps them, and how often."""

Events = Sequence[tuple[str, dict[str, Any]]]
"""What was done to one PASS, in order, with its details."""


def list_wrong_passes() -> Iterator[str]:
    """Yields one sentence for each PASS whose rows do not add up, break a limit, or are not what the audit tells."""
    book, told = read_rule_book(), _read_audit()
    people = session.scalars(select(PassIae.person_id).distinct()).all()
    for cards in list_every_pass(people).values():
        for card in cards:
            where = f"PASS IAE {card.public_id}"
            for fault in (*_of_days(card, book), *_of_suspensions(card, book), *_of_prolongations(card, book)):
                yield f"{where}\u00a0: {fault}"
            for fault in _beside_the_audit(card, told.get(str(card.public_id), [])):
                yield f"{where}\u00a0: {fault}"


def _of_days(card: PassCard, book: RuleBook) -> Iterator[str]:
    """The days of its issue, and its end counted one day after the other."""
    if card.dates.days not in _amounts(book, PassLimitCode.DAYS):
        yield f"{card.dates.days} jours, qu’aucune règle ne donne"
    end = card.dates.starts_on + timedelta(days=card.dates.days) - ONE_DAY
    end += sum((each.days.last - each.days.first for each in card.suspensions), timedelta())
    end += sum((timedelta(days=each.days) for each in card.granted), timedelta())
    if end != card.dates.ends_on:
        yield f"sa fin est le {end:%d/%m/%Y}, pas le {card.dates.ends_on:%d/%m/%Y}"


def _of_suspensions(card: PassCard, book: RuleBook) -> Iterator[str]:
    longest = max(_amounts(book, PassLimitCode.LONGEST_SUSPENSION_MONTHS))
    shortest = min(_amounts(book, PassLimitCode.SHORTEST_SUSPENSION_DAYS))
    spans = sorted(each.days for each in card.suspensions)
    for one, other in pairwise(spans):
        if one.overlaps(other):
            yield f"deux suspensions se recouvrent à partir du {other.first:%d/%m/%Y}"
    for span in spans:
        if span.first < card.dates.starts_on:
            yield f"la suspension du {span.first:%d/%m/%Y} commence avant le PASS"
        if span.last >= months_later(span.first, longest):
            yield f"la suspension du {span.first:%d/%m/%Y} dure plus de {longest} mois"
        if span.push + 1 < shortest:
            yield f"la suspension du {span.first:%d/%m/%Y} dure moins de {shortest} jours"
    if stray := card.dates.stray():
        yield f"la suspension du {stray.first:%d/%m/%Y} commence après la fin du PASS"


def _of_prolongations(card: PassCard, book: RuleBook) -> Iterator[str]:
    for reason in {each.reason for each in card.granted}:
        # A limit that nobody has read blocks nobody, so it accuses nobody either.
        rules = _rules_of(book, reason)
        if not rules or not all(rule.confirmed for rule in rules):
            continue
        longest = max(rule.each_days for rule in rules)
        mine = [each for each in card.granted if each.reason is reason]
        if any(each.days > longest for each in mine):
            yield f"une prolongation dure plus de {longest} jours ({mine[0].reason_words})"
        most = max(rule.total_days or 0 for rule in rules)
        if all(rule.total_days for rule in rules) and card.used_days(reason) > most:
            yield f"{card.used_days(reason)} jours de prolongation, {most} au plus ({mine[0].reason_words})"
    if sum(each.status is ProlongationStatus.PENDING for each in card.prolongations) > 1:
        yield "deux demandes de prolongation attendent"


def _rules_of(book: RuleBook, reason: ProlongationReason | None) -> Sequence[ProlongationRule]:
    """Returns the rules of a reason, or of all those that are kept apart."""
    return [rule for rule in book.reasons if (rule.kept_apart if reason is None else rule.reason is reason)]


def _amounts(book: RuleBook, code: PassLimitCode) -> set[int]:
    return {row.amount for row in book.limits if row.code is code}


def _beside_the_audit(card: PassCard, events: Events) -> Iterator[str]:
    """Compares the rows with what was told when they were written; a number or a day changed by hand is seen here."""
    if not events:
        yield "le journal ne le connaît pas"
        return
    if _told_spans(events) != Counter(_span(each.days.first, each.days.last) for each in card.suspensions):
        yield "ses suspensions ne sont pas celles du journal"
    if _told_days(events) != Counter(each.days for each in card.prolongations):
        yield "les jours de ses prolongations ne sont pas ceux du journal"
    told = _told_grants(events)
    kept = Counter((each.days, each.decided_on.isoformat() if each.decided_on else "") for each in card.granted)
    # Of a grant that was taken back the audit does not repeat the days: it only counts.
    if kept - told or kept.total() != told.total() - _count_taken_back(events):
        yield "ses prolongations accordées ne sont pas celles du journal"


def _told_spans(events: Events) -> Spans:
    spans: Spans = Counter()
    for action, detail in events:
        if action.startswith("pass.suspen"):
            if "was" in detail:
                spans[detail["was"][0], detail["was"][1]] -= 1
            if "days" in detail:
                spans[detail["days"][0], detail["days"][1]] += 1
    return +spans


def _told_days(events: Events) -> Counter[int]:
    return Counter(detail["days"] for action, detail in events if action == "pass.prolongation_asked")


def _told_grants(events: Events) -> Counter[tuple[int, str]]:
    """Returns days and day of each request that was ever granted."""
    granted = f"pass.prolongation_{ProlongationStatus.GRANTED}"
    return Counter((detail["days"], detail["decided_on"]) for action, detail in events if action == granted)


def _count_taken_back(events: Events) -> int:
    withdrawn = (detail for action, detail in events if action == "pass.prolongation_withdrawn")
    return sum(detail["before"] == ProlongationStatus.GRANTED.value for detail in withdrawn)


def _span(first: date, last: date) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


def _read_audit() -> dict[str, Events]:
    """Returns by the public id of a PASS what the audit tells of it, in order. One statement."""
    told: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    rows = session.execute(
        select(AuditEvent.subject, AuditEvent.action, AuditEvent.detail)
        .where(AuditEvent.action.startswith("pass."))
        .order_by(AuditEvent.id)
    )
    for subject, action, detail in rows:
        told[subject.removeprefix("pass:")].append((action, detail or {}))
    return dict(told)
