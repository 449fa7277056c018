"""The rules of hours as dated rows: what is in force, what was, and a new row from a day on. None is ever edited.

A rule counts for the days from its date on. That date lies after every month that a workshop has validated: what was
validated, checked and paid stays as it was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.kernel.minutes import parse_minutes, show_minutes
from shared.kernel.weeks import Month
from shared.payroll.models import HourCategory, MonthStatus, PayrollMonth
from shared.people.models import ContractKind, LabourLimit, LimitCode, Unit

SOURCE_LENGTH = 200


@dataclass(frozen=True)
class Version:
    """One dated row as people read it: `words` say the amount or what a minute counts as."""

    words: str
    source: str
    since: date
    confirmed: bool


@dataclass(frozen=True)
class Rule:
    """One rule with every row it has had, the latest first; `kind` is empty when it is for everybody."""

    code: str
    label: str
    kind: ContractKind | None
    versions: Sequence[Version]

    @property
    def in_force(self) -> Version:
        """The row that counts today, or the first one when all are to come."""
        today = clock.today()
        return next((each for each in self.versions if each.since <= today), self.versions[-1])

    @property
    def kind_slug(self) -> str:
        """The kind as it stands in an address."""
        return self.kind.value if self.kind else EVERYBODY


EVERYBODY = "tous"


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What a minute of a category counts as; `asp` None says that nobody has confirmed it."""

    paid: bool
    effective: bool
    training: bool
    asp: bool | None


def list_category_rules() -> list[Rule]:
    """Returns the categories of hours with their history. One statement."""
    rows = session.scalars(select(HourCategory).order_by(HourCategory.id)).all()
    grouped: dict[tuple[str, ContractKind | None], list[HourCategory]] = {}
    for row in rows:
        grouped.setdefault((row.code, row.kind), []).append(row)
    return [_category_rule(each) for each in grouped.values()]


def list_limit_rules() -> list[Rule]:
    """Returns the limits of labour law with their history, kind by kind. One statement."""
    rows = session.scalars(select(LabourLimit).order_by(LabourLimit.kind, LabourLimit.id)).all()
    grouped: dict[tuple[ContractKind, LimitCode], list[LabourLimit]] = {}
    for row in rows:
        grouped.setdefault((row.kind, row.code), []).append(row)
    return [_limit_rule(each) for each in grouped.values()]


def find_rule(rules: Sequence[Rule], code: str, kind: str) -> Rule:
    """Returns one of the rules by its address; raises NotFound."""
    for rule in rules:
        if (rule.code, rule.kind_slug) == (code, kind):
            return rule
    raise NotFound("Cette règle n’existe pas.")


def find_flags(code: str, kind: ContractKind | None) -> Flags:
    """Returns what the minutes of a category count as by its latest row; raises NotFound."""
    row = _latest_category(code, kind)
    return Flags(paid=row.paid, effective=row.effective, training=row.training, asp=row.asp)


def change_category(
    *, code: str, kind: ContractKind | None, flags: Flags, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a category other flags from a day on; raises InvalidInput (`valid_from`, `source`), NotFound."""
    before = _latest_category(code, kind)
    _check(valid_from, before.valid_from, source)
    session.add(
        HourCategory(
            code=code,
            kind=kind,
            label=before.label,
            paid=flags.paid,
            effective=flags.effective,
            training=flags.training,
            asp=flags.asp,
            valid_from=valid_from,
            source=source.strip(),
            confirmed=confirmed,
        )
    )
    _tell(
        actor=actor,
        subject=f"hour_category:{code}",
        kind=kind,
        since=valid_from,
        before=_words_of_flags(before),
        after=_words_of_flags(flags),
    )


def change_limit(
    *, code: LimitCode, kind: ContractKind, amount: int, valid_from: date, source: str, confirmed: bool, actor: str
) -> None:
    """Gives a limit another amount from a day on; raises InvalidInput (`amount`, `valid_from`, `source`), NotFound."""
    if amount <= 0:
        raise InvalidInput("amount", "Une limite est plus grande que zéro.")
    mine = select(LabourLimit).where(LabourLimit.kind == kind, LabourLimit.code == code)
    before = session.scalar(mine.order_by(LabourLimit.valid_from.desc()).limit(1))
    if before is None:
        raise NotFound("Cette règle n’existe pas.")
    _check(valid_from, before.valid_from, source)
    session.add(
        LabourLimit(
            kind=kind, code=code, amount=amount, source=source.strip(), confirmed=confirmed, valid_from=valid_from
        )
    )
    _tell(
        actor=actor,
        subject=f"labour_limit:{code}",
        kind=kind,
        since=valid_from,
        before=show_amount(before.amount, code.unit),
        after=show_amount(amount, code.unit),
    )


def first_free_day() -> date:
    """Returns the first day after every month that some workshop has validated, today at the earliest."""
    last = _last_frozen_month()
    return max(clock.today(), last.shifted(1).first) if last else clock.today()


def read_amount(text: str, unit: Unit) -> int:
    """Reads an amount as people write it, `10h`, `10 %`, `6`; raises InvalidInput (field `amount`)."""
    bare = text.strip().removesuffix("%").strip().replace(",", ".")
    if unit is Unit.MINUTES:
        return parse_minutes(text, field="amount")
    whole, _, part = bare.partition(".")
    places = 2 if unit is Unit.BASIS_POINTS else 0
    if not whole.isdecimal() or (part and not (part.isdecimal() and len(part) <= places)):
        raise InvalidInput("amount", "Écrivez un nombre, comme 10 ou 33,33.")
    return int(whole) * 10**places + int((part or "0").ljust(places, "0") or "0") if places else int(whole)


def show_amount(amount: int, unit: Unit) -> str:
    """Returns an amount as people read it: `10 h`, `33,33 %`, `6 jours`, `4 mois`."""
    match unit:
        case Unit.MINUTES:
            return show_minutes(amount)
        case Unit.BASIS_POINTS:
            whole, part = divmod(amount, 100)
            return f"{whole}{f',{part:02d}'.rstrip('0') if part else ''}\u00a0%"
        case Unit.DAYS:
            return f"{amount}\u00a0jours"
        case Unit.MONTHS:
            return f"{amount}\u00a0mois"


def _latest_category(code: str, kind: ContractKind | None) -> HourCategory:
    same_kind = HourCategory.kind.is_(None) if kind is None else HourCategory.kind == kind
    mine = select(HourCategory).where(HourCategory.code == code, same_kind)
    found = session.scalar(mine.order_by(HourCategory.valid_from.desc()).limit(1))
    if found is None:
        raise NotFound("Cette règle n’existe pas.")
    return found


def _last_frozen_month() -> Month | None:
    first = session.scalar(select(func.max(PayrollMonth.first)).where(PayrollMonth.status != MonthStatus.OPEN))
    return Month.of(first) if first else None


def _check(valid_from: date, latest: date, source: str) -> None:
    frozen = _last_frozen_month()
    if frozen and valid_from <= frozen.last:
        raise InvalidInput(
            "valid_from",
            f"Un atelier a déjà validé ses heures jusqu’au {frozen.last:%d/%m/%Y}\u00a0: choisissez un jour après.",
        )
    if valid_from <= latest:
        raise InvalidInput(
            "valid_from", f"La règle d’avant compte depuis le {latest:%d/%m/%Y}\u00a0: choisissez un jour après."
        )
    if not source.strip():
        raise InvalidInput("source", "Écrivez d’où vient la règle\u00a0: un article, un accord, une décision.")
    if len(source.strip()) > SOURCE_LENGTH:
        raise InvalidInput("source", f"{SOURCE_LENGTH} caractères au plus.")


def _tell(*, actor: str, subject: str, kind: ContractKind | None, since: date, before: str, after: str) -> None:
    record_event(
        actor=actor,
        action="rule.changed",
        subject=subject,
        detail={"kind": kind.value if kind else None, "from": since.isoformat(), "before": before, "after": after},
    )


def _category_rule(rows: Sequence[HourCategory]) -> Rule:
    latest_first = sorted(rows, key=lambda row: row.valid_from, reverse=True)
    versions = [Version(_words_of_flags(row), row.source, row.valid_from, row.confirmed) for row in latest_first]
    return Rule(latest_first[0].code, latest_first[0].label, latest_first[0].kind, versions)


def _limit_rule(rows: Sequence[LabourLimit]) -> Rule:
    latest_first = sorted(rows, key=lambda row: row.valid_from, reverse=True)
    code = latest_first[0].code
    versions = [
        Version(show_amount(row.amount, code.unit), row.source, row.valid_from, row.confirmed) for row in latest_first
    ]
    return Rule(code.value, code.label, latest_first[0].kind, versions)


def _words_of_flags(flags: Flags | HourCategory) -> str:
    asp = {True: "compte pour l’aide au poste", False: "hors aide au poste", None: "aide au poste à confirmer"}
    words = [
        "payé" if flags.paid else "non payé",
        *(["travail effectif"] if flags.effective else []),
        *(["formation"] if flags.training else []),
        asp[flags.asp],
    ]
    return ", ".join(words)
