"""The days of a PASS IAE, without a database: its end, where it stands, what is left of it, what it allows.

All dates are days, both ends included, save that a prolongation is `[start, end)`: it begins on the last day of the
PASS and its own `end` is the new last day. A suspension pushes the end by one day less than it lasts. Source of all
rules: the platform les-emplois, `itou/approvals`; the limits are handed in, they are dated rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shared.kernel.errors import InvalidInput, Refused
from shared.kernel.weeks import months_later
from shared.people.passes.words import PassStatus, ProlongationReason

ONE_DAY = timedelta(days=1)

FIRST_START, LATEST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""Beyond these days somebody has mistyped a year."""

_NUMBER = re.compile(r"[0-9A-Z]{12}")


def read_number(text: str) -> str:
    """Returns the number of a PASS, upper-cased and without spaces; raises InvalidInput (field `number`)."""
    number = "".join(text.split()).upper()
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(
            "number", "Un numéro de PASS IAE a 12 chiffres ou lettres sans accent, comme 99999 00 00001."
        )
    return number


def show_number(number: str) -> str:
    """Returns the number as the platform shows it: `99999 00 00001`."""
    return f"{number[:5]}\u00a0{number[5:7]}\u00a0{number[7:]}"


def days_words(days: int) -> str:
    """Returns `12 jours`, and from a month on `59 jours (environ 2 mois)`."""
    words = f"{days}\u00a0jour" if days <= 1 else f"{days}\u00a0jours"
    # Twelfths of 365 days, half up.
    months = (days * 24 + 365) // 730
    return f"{words} (environ {months}\u00a0mois)" if days >= 30 else words  # noqa: PLR2004 - a month


@dataclass(frozen=True, kw_only=True)
class ProlongationTerms:
    """What a reason allows: days each time, and in all (None for no bound); what it asks for, by which text.

    `kept_apart` says that the reason tells of health or comes close to it: it is not written down.
    """

    each_days: int
    total_days: int | None
    needs_opinion: bool
    needs_report: bool
    kept_apart: bool
    source: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class PassRules:
    """The limits in force on a day; what each bounds is said by `PassLimitCode`."""

    days: int
    longest_suspension_months: int
    shortest_suspension_days: int
    look_back_days: int
    ask_before_months: int
    ask_after_months: int
    waiting_months: int
    prolongations: Mapping[ProlongationReason, ProlongationTerms]


@dataclass(frozen=True, order=True)
class Suspension:
    """Days on which a PASS stands still, both included."""

    first: date
    last: date

    @property
    def push(self) -> int:
        """By how many days it pushes the end of the PASS: one less than it lasts."""
        return (self.last - self.first).days

    def holds(self, day: date) -> bool:
        """Tells whether `day` is one of its days."""
        return self.first <= day <= self.last

    def overlaps(self, other: Suspension) -> bool:
        """Tells whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def still_pushes(self, today: date) -> int:
        """Returns by how many days it still pushes: all before it begins, one less each day, none on its last one."""
        return max(0, (self.last - max(self.first, today)).days)


@dataclass(frozen=True)
class Placed:
    """A prolongation in its place: it begins on what was the last day, and `end` is the new one."""

    start: date
    end: date


@dataclass(frozen=True)
class PassDates:
    """A PASS as days: `days` from `starts_on` on, suspensions, and the days of each granted prolongation in order."""

    starts_on: date
    days: int
    suspensions: tuple[Suspension, ...] = ()
    prolongations: tuple[int, ...] = ()

    @property
    def first_end(self) -> date:
        """The last day that it had when it was issued."""
        return self.starts_on + timedelta(days=self.days - 1)

    @property
    def ends_on(self) -> date:
        """The last day, as far as it is known: the estimated end."""
        pushed = sum(each.push for each in self.suspensions) + sum(self.prolongations)
        return self.first_end + timedelta(days=pushed)

    def suspension_on(self, day: date) -> Suspension | None:
        """Returns the suspension that holds `day`."""
        return next((each for each in self.suspensions if each.holds(day)), None)

    def status(self, today: date) -> PassStatus:
        """Returns where it stands."""
        if self.ends_on < today:
            return PassStatus.EXPIRED
        if self.suspension_on(today):
            return PassStatus.SUSPENDED
        return PassStatus.FUTURE if self.starts_on > today else PassStatus.VALID

    def remainder(self, today: date) -> int:
        """Returns the days left, the last one included, without those by which suspensions still push.

        So it stands still while the PASS is suspended, and a suspension to come does not change it.
        """
        left = (self.ends_on - max(self.starts_on, today)).days + 1
        return max(0, left - sum(each.still_pushes(today) for each in self.suspensions))

    def placed(self) -> tuple[Placed, ...]:
        """Returns each prolongation where it lies: at the end that the PASS has with the suspensions begun by then."""
        return tuple(place for place, _ in self._replayed() if place)

    def stray(self) -> Suspension | None:
        """Returns the first suspension that begins after the end of the PASS, which none may."""
        return next((suspension for _, suspension in self._replayed() if suspension), None)

    def suspended(self, suspension: Suspension) -> PassDates:
        """Returns the same with one suspension more."""
        return replace(self, suspensions=tuple(sorted((*self.suspensions, suspension))))

    def without(self, suspension: Suspension) -> PassDates:
        """Returns the same with one suspension less."""
        return replace(self, suspensions=tuple(each for each in self.suspensions if each != suspension))

    def prolonged(self, days: int) -> PassDates:
        """Returns the same with one prolongation more."""
        return replace(self, prolongations=(*self.prolongations, days))

    def _replayed(self) -> Iterator[tuple[Placed | None, Suspension | None]]:
        """Lives the PASS from its start: yields prolongations in their places, then suspensions that have none."""
        end, waiting = self.first_end, sorted(self.suspensions)
        coming = list(self.prolongations)
        while waiting or coming:
            if waiting and waiting[0].first <= end:
                end += timedelta(days=waiting.pop(0).push)
            elif coming:
                start, end = end, end + timedelta(days=coming.pop(0))
                yield Placed(start, end), None
            else:
                yield None, waiting.pop(0)


def check_start(starts_on: date, today: date) -> None:
    """Raises InvalidInput (field `starts_on`) for a first day that nobody means."""
    if not FIRST_START <= starts_on <= months_later(today, 12):
        raise InvalidInput("starts_on", f"Le {starts_on:%d/%m/%Y} est trop loin\u00a0: vérifiez l’année.")


def check_suspension(
    dates: PassDates,
    wanted: Suspension,
    rules: PassRules,
    *,
    today: date,
    was: Suspension | None = None,
    told_late: bool = False,
) -> None:
    """Raises InvalidInput (`first`, `last`) unless a PASS may be suspended so; `dates` has none of what it replaces.

    `was` is what a correction replaces: it may have begun long ago. `told_late` says that a finished history is taken
    over, which the platform has accepted in its time.
    """
    if wanted.first > today:
        raise InvalidInput("first", "Une suspension se note à partir de son premier jour\u00a0: pas à l’avance.")
    earliest = today - timedelta(days=rules.look_back_days)
    if wanted.first < earliest and not told_late and (was is None or was.first != wanted.first):
        raise InvalidInput(
            "first", f"C’est il y a plus de {rules.look_back_days} jours\u00a0: au plus tôt le {earliest:%d/%m/%Y}."
        )
    check_place(dates, wanted, rules)


def check_place(dates: PassDates, wanted: Suspension, rules: PassRules) -> None:
    """Raises InvalidInput unless a suspension fits into a PASS, whatever today is: length, place, no overlap."""
    if wanted.last < wanted.first:
        raise InvalidInput("last", "La fin est avant le début.")
    if not dates.starts_on <= wanted.first <= dates.ends_on:
        days = f"du {dates.starts_on:%d/%m/%Y} au {dates.ends_on:%d/%m/%Y}"
        raise InvalidInput("first", f"Le PASS va {days}\u00a0: choisissez un de ses jours.")
    longest = months_later(wanted.first, rules.longest_suspension_months) - ONE_DAY
    if wanted.last > longest:
        raise InvalidInput(
            "last", f"{rules.longest_suspension_months} mois au plus\u00a0: jusqu’au {longest:%d/%m/%Y}."
        )
    if wanted.push + 1 < rules.shortest_suspension_days:
        raise InvalidInput("last", f"Une suspension dure {rules.shortest_suspension_days} jours au moins.")
    for other in dates.suspensions:
        if wanted.overlaps(other):
            raise InvalidInput(
                "first", f"Le PASS est déjà suspendu du {other.first:%d/%m/%Y} au {other.last:%d/%m/%Y}."
            )
    refuse_stray(dates.suspended(wanted), "last")


def refuse_stray(dates: PassDates, field: str) -> None:
    """Raises InvalidInput when a suspension would begin after the end of the PASS."""
    if stray := dates.stray():
        raise InvalidInput(
            field,
            f"La suspension du {stray.first:%d/%m/%Y} commencerait après la fin du PASS\u00a0: corrigez-la d’abord.",
        )


def prolongation_window(dates: PassDates, rules: PassRules) -> tuple[date, date]:
    """Returns the first and the last day on which a prolongation may be asked for."""
    return months_later(dates.ends_on, -rules.ask_before_months), months_later(dates.ends_on, rules.ask_after_months)


def check_prolongation_time(dates: PassDates, rules: PassRules, *, today: date, is_pending: bool) -> None:
    """Raises Refused when no prolongation can be asked for today."""
    if is_pending:
        raise Refused("Une demande de prolongation attend déjà sa réponse.")
    if dates.suspension_on(today):
        raise Refused("Le PASS est suspendu\u00a0: mettez d’abord fin à la suspension.")
    first, last = prolongation_window(dates, rules)
    if not first <= today <= last:
        raise Refused(f"Une prolongation se demande du {first:%d/%m/%Y} au {last:%d/%m/%Y}.")


def check_prolongation(dates: PassDates, until: date, terms: ProlongationTerms, *, used_days: int) -> int:
    """Returns by how many days a prolongation to `until` prolongs; `used_days` are those that the reason has had.

    Raises InvalidInput (field `until`) when it does not prolong, or beyond a limit whose source somebody has read.
    """
    days = (until - dates.ends_on).days
    if days <= 0:
        raise InvalidInput("until", f"Choisissez un jour après le {dates.ends_on:%d/%m/%Y}, fin actuelle du PASS.")
    most = prolongation_room(terms, used_days)
    if days > most and (terms.confirmed or until > LATEST_DAY):
        if most <= 0:
            raise InvalidInput("until", "Ce motif a déjà donné tous ses jours.")
        latest = dates.ends_on + timedelta(days=most)
        raise InvalidInput(
            "until", f"Ce motif permet encore {days_words(most)}\u00a0: au plus tard le {latest:%d/%m/%Y}."
        )
    return days


def prolongation_room(terms: ProlongationTerms, used_days: int) -> int:
    """Returns how many days a reason still allows at once."""
    left = terms.each_days if terms.total_days is None else terms.total_days - used_days
    return max(0, min(terms.each_days, left))
