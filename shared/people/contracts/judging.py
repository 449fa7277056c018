"""What the rules say of a contract. What somebody has read in the law refuses; what is not confirmed warns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.kernel.minutes import show_minutes
from shared.kernel.money import BP, euros
from shared.kernel.weeks import months_later
from shared.people.contracts.drafts import Derogation, Draft, Finding
from shared.people.contracts.lengths import A_DAY, age_on, join_runs, length_of, total_length
from shared.people.limits import Limit, Limits
from shared.people.models import Ground, LimitCode

COVERED = "un contrat d’insertion tient dans le PASS IAE"
"""The platform no longer checks it and leaves it to the employer: what nobody covers is not paid for by the ASP."""

MONTHS_OF_A_SHORT_TRIAL, DAYS_OF_A_WEEK, MOST_DAYS_OF_A_SHORT_TRIAL = 6, 7, 14


@dataclass(frozen=True)
class Wage:
    """The minimum wage from a day on: gross cents an hour."""

    since: date
    hourly_cents: int
    source: str
    confirmed: bool = True


@dataclass(frozen=True)
class Rules:
    """What counts on the first day of a contract: the limits of its kind, and the minimum wages known so far."""

    limits: Limits
    wages: tuple[Wage, ...] = ()

    def wage_on(self, day: date) -> Wage | None:
        """Returns the minimum wage of a day, None before the first that is known."""
        return max((each for each in self.wages if each.since <= day), key=lambda each: each.since, default=None)


def judge(draft: Draft, rules: Rules) -> list[Finding]:
    """Returns what the rules say of a contract, in the order of its form; nothing when all is well."""
    return [*_length(draft, rules.limits), *_week(draft, rules.limits), *_pay(draft, rules)]


def _length(draft: Draft, limits: Limits) -> Iterator[Finding]:
    if draft.open_ended:
        yield from _open_ended(draft, limits)
        return
    run = next(
        run
        for run in join_runs([*draft.before, (draft.starts_on, draft.ends_on)])
        if run[0] <= draft.starts_on <= run[1]
    )
    least = limits.get(LimitCode.SHORTEST_CONTRACT)
    if least and not draft.waived and length_of(*run) < (least.amount, 0):
        yield _found("ends_on", f"Un contrat dure {least.amount} mois au moins, sauf dispense", least)
    whole = total_length([*draft.before, (draft.starts_on, draft.ends_on)])
    most = limits.get(LimitCode.LONGEST_PATH)
    if most and whole.exceeds(most.amount):
        yield from _beyond(draft, limits, most)
    if draft.pass_ends_on and draft.ends_on > draft.pass_ends_on:
        words = f"Le PASS IAE finit le {draft.pass_ends_on:%d/%m/%Y}, avant le contrat\u00a0: prolongez-le d’abord"
        yield Finding("ends_on", words, COVERED, refuses=True)


def _open_ended(draft: Draft, limits: Limits) -> Iterator[Finding]:
    age, after = limits.get(LimitCode.OPEN_ENDED_AGE), limits.get(LimitCode.OPEN_ENDED_AFTER)
    if age is None or after is None:
        kind = Limit(0, "C. trav. L. 5132-15-1-1")
        yield _found("ends_on", "Ce genre de contrat a toujours une fin ici", kind)
        return
    whom = f"Un CDI inclusion est pour {age.amount} ans et plus"
    if draft.born_on is None:
        yield _unknown("ends_on", f"{whom}\u00a0: l’âge n’est pas connu", age)
    elif age_on(draft.starts_on, draft.born_on) < age.amount:
        yield _found("ends_on", whom, age)
    began = min((first for first, _ in draft.before), default=draft.starts_on)
    if draft.starts_on < months_later(began, after.amount):
        words = f"Un CDI inclusion vient {after.amount} mois au moins après le début du parcours"
        yield _found("starts_on", words, after)


def _beyond(draft: Draft, limits: Limits, most: Limit) -> Iterator[Finding]:
    decision = next((each for each in draft.derogations if not each.ground.about_hours), None)
    if decision is None:
        yield _found("ends_on", f"Les contrats durent {most.amount} mois au plus en tout, sauf dérogation", most)
        return
    if decision.ground is Ground.TRAINING:
        yield from _training(draft, decision, most)
    elif decision.ground is Ground.SENIOR:
        yield from _senior(draft, limits)
        yield from _capped(draft, limits, LimitCode.LONGEST_PATH_SENIOR)
    elif decision.ground is Ground.DISABILITY:
        yield from _capped(draft, limits, LimitCode.LONGEST_PATH_DISABILITY)
    else:
        yield from _one_decision(draft, limits)
        yield from _capped(draft, limits, LimitCode.LONGEST_PATH_DIFFICULTIES)


def _training(draft: Draft, decision: Derogation, most: Limit) -> Iterator[Finding]:
    if decision.until is None:
        yield _found("until", "Écrivez quand la formation finit\u00a0: le contrat ne va pas au-delà", most)
    elif draft.ends_on > decision.until:
        words = f"Le contrat ne va pas au-delà de la formation, qui finit le {decision.until:%d/%m/%Y}"
        yield _found("ends_on", words, most)


def _senior(draft: Draft, limits: Limits) -> Iterator[Finding]:
    age = limits.get(LimitCode.SENIOR_AGE)
    if age is None:
        return
    if draft.born_on is None:
        yield _unknown("ground", f"Il faut {age.amount} ans\u00a0: l’âge n’est pas connu", age)
    elif age_on(draft.starts_on, draft.born_on) < age.amount:
        yield _found("ground", f"Il faut {age.amount} ans le premier jour du contrat", age)


def _one_decision(draft: Draft, limits: Limits) -> Iterator[Finding]:
    longest = limits.get(LimitCode.LONGEST_DIFFICULTIES_DECISION)
    if longest and draft.ends_on >= months_later(draft.starts_on, longest.amount):
        yield _found("ends_on", f"Une telle décision vaut {longest.amount} mois au plus à la fois", longest)


def _capped(draft: Draft, limits: Limits, code: LimitCode) -> Iterator[Finding]:
    most = limits.get(code)
    if most and total_length([*draft.before, (draft.starts_on, draft.ends_on)]).exceeds(most.amount):
        yield _found("ends_on", f"Même avec cette dérogation, {most.amount} mois au plus en tout", most)


def _week(draft: Draft, limits: Limits) -> Iterator[Finding]:
    least, most = limits.get(LimitCode.SHORTEST_CONTRACT_WEEK), limits.get(LimitCode.LONGEST_CONTRACT_WEEK)
    if least and draft.weekly_minutes < least.amount:
        decision = draft.derogation(Ground.SHORT_WEEK, Ground.SHORT_WEEK_OF_ALL)
        if decision is None:
            words = f"Un contrat a {show_minutes(least.amount)} par semaine au moins, sauf dérogation"
            yield _found("weekly_minutes", words, least)
        else:
            yield from _short_week(draft, decision, limits)
    if most and draft.weekly_minutes > most.amount:
        yield _found("weekly_minutes", f"Un contrat a {show_minutes(most.amount)} par semaine au plus", most)


def _short_week(draft: Draft, decision: Derogation, limits: Limits) -> Iterator[Finding]:
    longest = limits.get(LimitCode.LONGEST_SHORT_WEEK)
    if longest is None:
        return
    last = months_later(decision.decided_on, longest.amount) - A_DAY
    if decision.until and decision.until > last:
        words = f"Une telle dérogation vaut {longest.amount} mois au plus\u00a0: jusqu’au {last:%d/%m/%Y}"
        yield _found("until", words, longest)
        return
    ends = decision.until or last
    if ends < draft.starts_on:
        yield _found("until", f"Cette dérogation a fini le {ends:%d/%m/%Y}", longest)
    elif ends < draft.ends_on:
        words = f"La dérogation finit le {ends:%d/%m/%Y}, avant le contrat\u00a0: prévoyez le bilan"
        yield Finding("until", words, longest.source, refuses=False)


def _pay(draft: Draft, rules: Rules) -> Iterator[Finding]:
    share, wage = rules.limits.get(LimitCode.PAY_SHARE), rules.wage_on(draft.starts_on)
    if draft.hourly_cents is None or share is None or wage is None:
        return
    least = lowest_pay(wage.hourly_cents, share.amount)
    if draft.hourly_cents < least:
        words = f"Une heure est payée {euros(least)} au moins le {draft.starts_on:%d/%m/%Y}"
        read = share.confirmed and wage.confirmed
        yield Finding("hourly", words, share.source, refuses=read, confirmed=read)
        return
    for later in sorted(rules.wages, key=lambda each: each.since):
        if draft.starts_on < later.since <= draft.ends_on:
            least = lowest_pay(later.hourly_cents, share.amount)
            if draft.hourly_cents < least:
                words = f"À partir du {later.since:%d/%m/%Y}, une heure est payée {euros(least)} au moins"
                yield Finding("hourly", words, later.source, refuses=False, confirmed=later.confirmed)
                return


def lowest_pay(wage_cents: int, share_bp: int) -> int:
    """Returns the lowest gross pay of an hour in cents: a share of the minimum wage, rounded up."""
    return -(-wage_cents * share_bp // BP)


def trial_end(first: date, last: date) -> date:
    """Returns the last day that a trial may have: a day for each week, two weeks at most, a month beyond six months.

    A contract of less than a week has its first day alone. Source: C. trav. L. 1242-10.
    """
    if length_of(first, last).exceeds(MONTHS_OF_A_SHORT_TRIAL):
        return months_later(first, 1) - A_DAY
    days = min(((last - first).days + 1) // DAYS_OF_A_WEEK, MOST_DAYS_OF_A_SHORT_TRIAL)
    return first + A_DAY * max(days - 1, 0)


def _found(field: str, words: str, limit: Limit) -> Finding:
    return Finding(field, words, limit.source, refuses=limit.confirmed, confirmed=limit.confirmed)


def _unknown(field: str, words: str, limit: Limit) -> Finding:
    return Finding(field, words, limit.source, refuses=False, confirmed=limit.confirmed)
