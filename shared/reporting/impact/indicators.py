"""The dictionary of the impact report: what each figure is called, what it counts, and where that comes from.

A value is `numerator / denominator` in the unit of its indicator, rounded once, halves away from zero. A plain count
has 1 for its denominator. Ids are stable: other programs know a figure by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from shared.kernel.money import divide_half_up
from shared.reporting.impact import wording
from shared.reporting.impact.wording import (
    ASP,
    COUNTED_IN_YEAR,
    DURABLE,
    DYNAMIC,
    JOB_OR_TRAINING,
    MEAN_AGE,
    MEASURE,
    ON_CONTRACT,
    POSITIVE,
    REPORT_2024,
    TRANSITION,
)

VERSION = "1"
"""Of the definitions; it changes with the first of them that does."""


class Unit(StrEnum):
    """What a value counts."""

    PEOPLE = "people"
    YEARS = "years"
    PERCENT = "percent"
    HOURS = "hours"
    POSTS = "posts"
    EUROS = "euros"

    @property
    def label(self) -> str:
        """The French word beside a value."""
        return {"people": "personnes", "years": "ans", "percent": "%", "hours": "h", "posts": "ETP", "euros": "€"}[
            self.value
        ]

    @property
    def digits(self) -> int:
        """How many decimals a value has."""
        return 2 if self in {Unit.POSTS, Unit.EUROS} else 0

    @property
    def is_ratio(self) -> bool:
        """Whether the denominator says something of its own, rather than being the size of the unit."""
        return self in {Unit.YEARS, Unit.PERCENT, Unit.POSTS}

    def round(self, numerator: int, denominator: int) -> int:
        """Returns the value in units of its last decimal, half up."""
        whole = 100 if self is Unit.PERCENT else 1
        return divide_half_up(numerator * whole * 10**self.digits, denominator)


class Group(StrEnum):
    """Under which heading a figure stands."""

    HOUSE = "house"
    ACI = "aci"
    AQI = "aqi"
    ASP = "asp"
    EXAMS = "exams"
    SALES = "sales"

    @property
    def label(self) -> str:
        """The French heading."""
        return {
            "house": "Ensemble",
            "aci": "Ateliers et chantiers d’insertion (ACI)",
            "aqi": "Ateliers qualification-insertion (AQI)",
            "asp": "Sorties dynamiques, au sens de l’ASP",
            "exams": "Examens des groupes AQI",
            "sales": "Ventes",
        }[self.value]


class Discretion(StrEnum):
    """How much a figure may tell outside the house."""

    # Its numerator and denominator are for everybody.
    OPEN = "open"
    # Beside other figures it would count confidential exits: the rate alone is public.
    DISCREET = "discreet"
    # Health and justice (RGPD art. 9 and 10): numerator and denominator stay in the house.
    SENSITIVE = "sensitive"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One entry of the dictionary; `source` says who defines it so, and what is still to be confirmed."""

    id: str
    label: str
    group: Group
    unit: Unit
    definition: str
    source: str = REPORT_2024
    discretion: Discretion = Discretion.OPEN


@dataclass(frozen=True)
class KindOfSite:
    """The indicators of one kind of site: ACI or AQI."""

    people: Indicator
    mean_age: Indicator
    measures: Indicator
    placed: Indicator
    on_contract: Indicator
    dynamic: Indicator
    durable: Indicator
    transition: Indicator
    positive: Indicator


def indicators_of(group: Group) -> KindOfSite:
    """Returns the indicators of the ACI or of the AQI."""
    kind, name = group.value, group.value.upper()
    count = partial(Indicator, group=group, unit=Unit.PEOPLE)
    share = partial(Indicator, group=group, unit=Unit.PERCENT)
    asp = partial(Indicator, group=Group.ASP, unit=Unit.PERCENT, source=ASP, discretion=Discretion.DISCREET)
    return KindOfSite(
        people=count(id=f"people_{kind}", label=f"Personnes accueillies en {name}", definition=COUNTED_IN_YEAR),
        mean_age=Indicator(
            id=f"mean_age_{kind}", label=f"Âge moyen en {name}", group=group, unit=Unit.YEARS, definition=MEAN_AGE
        ),
        measures=share(
            id=f"court_measure_{kind}",
            label=f"Sous main de justice, en {name}",
            definition=MEASURE,
            discretion=Discretion.SENSITIVE,
        ),
        placed=share(
            id=f"job_or_training_{kind}",
            label=f"Sorties d’{name} vers un emploi ou une formation",
            definition=JOB_OR_TRAINING,
        ),
        on_contract=Indicator(
            id=f"on_contract_{kind}",
            label=f"En contrat en {name} au dernier jour",
            group=Group.HOUSE,
            unit=Unit.PEOPLE,
            definition=ON_CONTRACT,
        ),
        dynamic=asp(id=f"dynamic_exits_{kind}", label=f"Sorties dynamiques d’{name}", definition=DYNAMIC),
        durable=asp(id=f"durable_exits_{kind}", label=f"Dont emploi durable, {name}", definition=DURABLE),
        transition=asp(
            id=f"transition_exits_{kind}", label=f"Dont emploi de transition, {name}", definition=TRANSITION
        ),
        positive=asp(id=f"positive_exits_{kind}", label=f"Dont sorties positives, {name}", definition=POSITIVE),
    )


ON_CONTRACT_ALL = Indicator(
    id="on_contract",
    label="En contrat au dernier jour",
    group=Group.HOUSE,
    unit=Unit.PEOPLE,
    definition=wording.ON_CONTRACT_ALL,
)
HOURS = Indicator(
    id="hours",
    label="Heures de présence",
    group=Group.HOUSE,
    unit=Unit.HOURS,
    definition=wording.HOURS,
    source=wording.OWN_COUNT,
)
TRAINING_HOURS = Indicator(
    id="training_hours",
    label="Dont heures de formation",
    group=Group.HOUSE,
    unit=Unit.HOURS,
    definition=wording.TRAINING_HOURS,
    source=wording.OWN_COUNT,
)
POSTS = Indicator(
    id="full_time_posts",
    label="Équivalents temps plein (ETP)",
    group=Group.HOUSE,
    unit=Unit.POSTS,
    definition=wording.POSTS,
    source=wording.OWN_COUNT,
)


def sales_indicator(name: str = "", label: str = "") -> Indicator:
    """Returns the sales of a workshop, known by its name in code; without one, those of all of them."""
    return Indicator(
        id=f"sales_{name}" if name else "sales",
        label=f"Ventes hors taxes\u00a0: {label}" if label else "Ventes hors taxes de tous les ateliers",
        group=Group.SALES,
        unit=Unit.EUROS,
        definition=wording.SALES,
        source=wording.OWN_COUNT,
    )


@dataclass(frozen=True)
class Exam:
    """The indicators of one group's exam."""

    reached: Indicator
    sat: Indicator
    passed: Indicator
    congratulated: Indicator


def exam_indicators(key: str, name: str) -> Exam:
    """Returns the indicators of the exam of a group: `key` ends their ids, `name` their labels."""
    count = partial(Indicator, group=Group.EXAMS, unit=Unit.PEOPLE)
    share = partial(Indicator, group=Group.EXAMS, unit=Unit.PERCENT)
    return Exam(
        reached=share(
            id=f"exam_reached_{key}", label=f"Arrivés jusqu’à l’examen\u00a0: {name}", definition=wording.REACHED
        ),
        sat=count(id=f"exam_sat_{key}", label=f"Ont passé l’examen\u00a0: {name}", definition=wording.SAT),
        passed=share(id=f"exam_passed_{key}", label=f"Reçus\u00a0: {name}", definition=wording.PASSED),
        congratulated=count(
            id=f"exam_congratulated_{key}",
            label=f"Félicitations du jury\u00a0: {name}",
            definition=wording.CONGRATULATED,
        ),
    )
