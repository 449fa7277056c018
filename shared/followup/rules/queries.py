"""The rules of exits as their page shows them: what counts today, what counted before, what is to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from shared.db import session
from shared.followup.contacts.queries import read_contact_rules
from shared.followup.models import ContactRule, ExitReason, ExitRule, Rhythm
from shared.kernel.dated import DatedRule, Version
from shared.kernel.errors import NotFound
from shared.kernel.minutes import show_minutes


class LonelyRule(DatedRule):
    """A rule that is alone on the page that changes it."""

    @property
    def address(self) -> dict[str, str]:
        """Nothing: there is one."""
        return {}


def list_reason_rules() -> list[DatedRule]:
    """Returns the reasons with what they count as, category by category. One statement."""
    groups: dict[int, list[ExitReason]] = defaultdict(list)
    for row in session.scalars(select(ExitReason).order_by(ExitReason.code, ExitReason.valid_from.desc())):
        groups[row.code].append(row)
    return [DatedRule(str(code), group[0].label, [_of_reason(row) for row in group]) for code, group in groups.items()]


def find_counting_rule() -> DatedRule:
    """Returns which exits count, and from how long on a job is durable. One statement."""
    rows = session.scalars(select(ExitRule).order_by(ExitRule.valid_from.desc()))
    return LonelyRule("counting", "Sorties que l’ASP compte", [_of_counting(row) for row in rows])


def list_contact_rules() -> list[DatedRule]:
    """Returns when those who left are called, rhythm by rhythm. One statement."""
    known = read_contact_rules()
    return [
        DatedRule(rhythm.value, rhythm.label, [_of_contacts(row) for row in known[rhythm]])
        for rhythm in Rhythm
        if known.get(rhythm)
    ]


def find_rule(rules: Iterable[DatedRule], code: str) -> DatedRule:
    """Returns one of the rules by its code; raises NotFound."""
    for rule in rules:
        if rule.code == code:
            return rule
    raise NotFound("Cette règle n’existe pas.")


def reason_words(row: ExitReason) -> str:
    """Returns what a reason counts as."""
    parts = [
        row.category.label,
        "compte dans le dénominateur" if row.in_denominator else "hors du dénominateur",
        *(["emploi ou formation"] if row.job_or_training else []),
    ]
    return ", ".join(parts)


def counting_words(row: ExitRule) -> str:
    """Returns which exits count."""
    stay = f"{row.least_days} jours de séjour et {show_minutes(row.least_minutes)} de travail au moins"
    return f"{stay}\u202f; un CDD est durable à partir de {row.durable_months} mois"


def contact_words(row: ContactRule) -> str:
    """Returns the months of the contacts."""
    return f"À {', '.join(map(str, row.months))} mois"


def _of_reason(row: ExitReason) -> Version:
    return Version(row.valid_from, reason_words(row), row.source, row.confirmed)


def _of_counting(row: ExitRule) -> Version:
    return Version(row.valid_from, counting_words(row), row.source, row.confirmed)


def _of_contacts(row: ContactRule) -> Version:
    return Version(row.valid_from, contact_words(row), row.source, row.confirmed)
