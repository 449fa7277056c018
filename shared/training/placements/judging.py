"""Whether an immersion may be agreed: pure, from the wish, what there was before, and the limits of its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel.errors import InvalidInput
from shared.kernel.weeks import months_later
from shared.training.models import PlacementAim, PlacementLimitCode


@dataclass(frozen=True)
class Limit:
    """An amount, in the unit of its code, and the article that a refusal quotes."""

    amount: int
    article: str


Limits = Mapping[PlacementLimitCode, Limit]


@dataclass(frozen=True, kw_only=True)
class Immersion:
    """Days at a host, both included; `renews` is the place in the list of the one that it goes on with."""

    siret: str
    aim: PlacementAim
    first_day: date
    last_day: date
    renews: int | None = None

    def days_within(self, first_day: date, last_day: date) -> int:
        """Returns how many days of the calendar lie between two days, both included."""
        return max(0, (min(self.last_day, last_day) - max(self.first_day, first_day)).days + 1)


def judge_placement(wish: Immersion, before: Sequence[Immersion], limits: Limits) -> None:
    """Raises InvalidInput, with its article, unless an immersion may follow those that somebody had or will have.

    Fields `first_day`, `last_day`, `aim`, `host`. Source: C. trav. L. 5135-1 and following, D. 5135-2, D. 5135-3.
    """
    _check_length(wish, limits)
    for other in before:
        if other.first_day <= wish.last_day and wish.first_day <= other.last_day:
            span = f"du {other.first_day:%d/%m/%Y} au {other.last_day:%d/%m/%Y}"
            raise InvalidInput("first_day", f"Une autre immersion occupe ces jours, {span}.")
    if wish.renews is not None:
        _check_renewal(wish, before[wish.renews], before, limits)
    _check_host(wish, before, limits)


def _check_length(wish: Immersion, limits: Limits) -> None:
    longest = limits[PlacementLimitCode.LONGEST_MONTHS]
    if wish.last_day < wish.first_day:
        raise InvalidInput("last_day", "La fin est avant le début.")
    latest = months_later(wish.first_day, longest.amount)
    if wish.last_day > latest:
        raise InvalidInput(
            "last_day",
            f"Une immersion dure {longest.amount} mois au plus, de date à date\u00a0: jusqu’au {latest:%d/%m/%Y} "
            f"({longest.article}).",
        )


def _check_renewal(wish: Immersion, first: Immersion, before: Sequence[Immersion], limits: Limits) -> None:
    renewals = limits[PlacementLimitCode.RENEWALS]
    if wish.siret != first.siret or wish.aim is not first.aim:
        raise InvalidInput("aim", f"Un renouvellement garde l’entreprise et l’objet ({renewals.article}).")
    if wish.first_day <= first.last_day:
        raise InvalidInput("first_day", "Un renouvellement commence après la fin de l’immersion.")
    chain, at = 0, first
    while at.renews is not None:
        chain, at = chain + 1, before[at.renews]
    again = sum(each.renews == wish.renews for each in before)
    if chain + again >= renewals.amount:
        raise InvalidInput("first_day", f"{_renewed(renewals.amount)} ({renewals.article}).")


def _check_host(wish: Immersion, before: Sequence[Immersion], limits: Limits) -> None:
    """Looks at every span of twelve months that begins with an immersion at the host and holds a day of the wish."""
    months, most = limits[PlacementLimitCode.LOOK_BACK_MONTHS].amount, limits[PlacementLimitCode.DAYS_AT_ONE_HOST]
    here = [each for each in before if each.siret == wish.siret]
    for start in {each.first_day for each in (*here, wish)}:
        end = months_later(start, months) - timedelta(days=1)
        if not wish.days_within(start, end):
            continue
        near = [each for each in here if each.days_within(start, end)]
        _check_agreements(wish, near, limits)
        days = sum(each.days_within(start, end) for each in (*near, wish))
        if days > most.amount:
            raise InvalidInput(
                "last_day",
                f"{days} jours dans la même entreprise en {months} mois\u00a0: {most.amount} au plus, renouvellements "
                f"compris ({most.article}).",
            )


def _check_agreements(wish: Immersion, near: Sequence[Immersion], limits: Limits) -> None:
    """A renewal goes on with an agreement; only new ones are counted, each for another aim."""
    if wish.renews is not None:
        return
    months, most = limits[PlacementLimitCode.LOOK_BACK_MONTHS].amount, limits[PlacementLimitCode.AT_ONE_HOST]
    agreed = [each for each in near if each.renews is None]
    if len(agreed) >= most.amount:
        raise InvalidInput(
            "host",
            f"{len(agreed)} conventions existent déjà avec cette entreprise en {months} mois\u00a0: "
            f"{most.amount} au plus ({most.article}).",
        )
    if any(each.aim is wish.aim for each in agreed):
        raise InvalidInput(
            "aim",
            f"Une convention avec cette entreprise a déjà cet objet\u00a0: choisissez-en un autre, ou renouvelez-la "
            f"({most.article}).",
        )


def _renewed(most: int) -> str:
    if not most:
        return "Une immersion ne se renouvelle pas"
    return f"Cette immersion est déjà renouvelée\u00a0: {'une' if most == 1 else most} fois, pas plus"
