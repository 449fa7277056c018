"""The rules of hours as their page shows them: what counts today, what counted before, what is to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from shared.db import session
from shared.kernel import clock
from shared.kernel.dated import DatedRule, Version
from shared.kernel.errors import NotFound
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.payroll.models import HourCategory, MonthStatus, PayrollMonth
from shared.payroll.rules.amounts import show_amount
from shared.people.models import ContractKind, LabourLimit, LimitCode, MinimumWage

EVERYBODY = "tous"
"""What stands in an address where a rule is for every kind of contract."""


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What a minute of a category counts as; `asp` None says that nobody has confirmed it."""

    paid: bool
    effective: bool
    training: bool
    asp: bool | None

    @property
    def words(self) -> str:
        """The same in French."""
        parts = ["payé" if self.paid else "non payé"]
        if self.effective:
            parts.append("travail effectif")
        if self.training:
            parts.append("formation")
        return ", ".join([*parts, _ASP_WORDS[self.asp]])


_ASP_WORDS = {True: "compte pour l’aide au poste", False: "hors aide au poste", None: "aide au poste à confirmer"}


@dataclass(frozen=True)
class Rule(DatedRule):
    """A rule of the hours; `kind` is None when it is for everybody."""

    kind: ContractKind | None = None

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address of the page that changes it."""
        return {"code": self.code, "kind": self.kind_slug}

    @property
    def qualifier(self) -> str:
        """The kind of contract, where the rule is not for everybody."""
        return self.kind.label if self.kind else ""

    @property
    def kind_slug(self) -> str:
        """The kind as it stands in an address."""
        return self.kind.value if self.kind else EVERYBODY

    @property
    def kind_label(self) -> str:
        """For whom it counts."""
        return self.kind.label if self.kind else "Tous les contrats"


class WageRule(DatedRule):
    """The minimum wage; it counts for every contract, each kind by its share."""

    kind_label = "Tous les contrats"

    @property
    def address(self) -> dict[str, str]:
        """Nothing: there is one."""
        return {}


def list_category_rules() -> list[Rule]:
    """Returns the categories of hours with their history. One statement."""
    rows = session.scalars(select(HourCategory).order_by(HourCategory.id))
    groups: dict[tuple[str, ContractKind | None], list[HourCategory]] = {}
    for row in rows:
        groups.setdefault((row.code, row.kind), []).append(row)
    return [
        Rule(code, group[-1].label, _latest_first(_category_version(row) for row in group), kind)
        for (code, kind), group in groups.items()
    ]


def list_limit_rules() -> list[Rule]:
    """Returns the limits of labour law with their history, kind by kind. One statement."""
    rows = session.scalars(select(LabourLimit).order_by(LabourLimit.kind, LabourLimit.id))
    groups: dict[tuple[ContractKind, LimitCode], list[LabourLimit]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.code), []).append(row)
    return [
        Rule(code.value, code.label, _latest_first(_limit_version(row) for row in group), kind)
        for (kind, code), group in groups.items()
    ]


def find_wage_rule() -> DatedRule:
    """Returns the minimum wage with its history. One statement."""
    rows = session.scalars(select(MinimumWage))
    versions = (Version(row.valid_from, euros(row.hourly_cents), row.source, row.confirmed) for row in rows)
    return WageRule("smic", "SMIC brut de l’heure", _latest_first(versions))


def find_rule(rules: Iterable[Rule], code: str, kind: str) -> Rule:
    """Returns one of the rules by its address; raises NotFound."""
    for rule in rules:
        if (rule.code, rule.kind_slug) == (code, kind):
            return rule
    raise NotFound("Cette règle n’existe pas.")


def find_flags(code: str, kind: ContractKind | None, day: date) -> Flags:
    """Returns what the minutes of a category count as on `day`; raises NotFound. One statement."""
    row = session.scalar(
        rows_of_category(code, kind)
        .where(HourCategory.valid_from <= day)
        .order_by(HourCategory.valid_from.desc())
        .limit(1)
    )
    if row is None:
        raise NotFound("Cette règle n’existe pas.")
    return flags_of(row)


def find_last_frozen_month() -> Month | None:
    """Returns the last month that some workshop has validated, checked, handed over or closed. One statement."""
    first = session.scalar(select(func.max(PayrollMonth.first)).where(PayrollMonth.status != MonthStatus.OPEN))
    return Month.of(first) if first else None


def find_first_free_day() -> date:
    """Returns the first day from today on that no validated month holds. One statement."""
    frozen = find_last_frozen_month()
    return max(clock.today(), frozen.shifted(1).first) if frozen else clock.today()


def rows_of_category(code: str, kind: ContractKind | None) -> Select[HourCategory]:
    """Returns the statement that reads every row of one category for one kind of contract, or for everybody."""
    same_kind = HourCategory.kind.is_(None) if kind is None else HourCategory.kind == kind
    return select(HourCategory).where(HourCategory.code == code, same_kind)


def flags_of(row: HourCategory) -> Flags:
    """Returns what the minutes of a row count as."""
    return Flags(paid=row.paid, effective=row.effective, training=row.training, asp=row.asp)


def _category_version(row: HourCategory) -> Version:
    return Version(row.valid_from, flags_of(row).words, row.source, row.confirmed)


def _limit_version(row: LabourLimit) -> Version:
    return Version(row.valid_from, show_amount(row.amount, row.code.unit), row.source, row.confirmed)


def _latest_first(versions: Iterable[Version]) -> list[Version]:
    return sorted(versions, key=lambda version: version.since, reverse=True)
