"""The impact report of a small house: each figure as counted by hand, and what one change moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from shared.audit.models import AuditEvent
from shared.config import ImpactLimits, Settings
from shared.db import atomic, session
from shared.followup.models import ExitRule
from shared.followup.services import record_exit
from shared.kernel import clock
from shared.people.contracts.services import sign_contract
from shared.people.models import Person
from shared.people.vault import note_court_measure
from shared.reporting.impact.disclosure import Audience, Shown, list_shown
from shared.reporting.impact.figures import Figure, Report, count_measures, find_report
from shared.training.models import ExamOutcome, ExamSession
from tests.support import exams, sales
from tests.support.impact import (
    HIRED,
    JOBLESS,
    YEAR,
    bring,
    counts,
    gather,
    leave,
    moved,
    person,
    report,
    settle_house,
)
from tests.support.monday import at_work
from tests.support.queries import statements
from tests.support.sheets import fill
from tests.support.team import hire_team, site_id, terms

__all__ = ["at_work"]

NOVEMBER_9 = date(2026, 11, 9)

pytestmark = pytest.mark.usefixtures("context", "house_of_2025")


@pytest.fixture
def house_of_2025(context: None) -> None:
    """Seven people in ACI, four in AQI."""
    settle_house()


@pytest.fixture
def without_vault(app: Flask, settings: Settings) -> Iterator[None]:
    """The vault is off."""
    app.extensions["ateliers_settings"] = replace(settings, vault_key="")
    yield
    app.extensions["ateliers_settings"] = settings


def shown(audience: Audience) -> dict[str, Shown]:
    return {each.indicator.id: each for each in list_shown(report(), audience)}


def test_each_figure_is_as_counted_by_hand() -> None:
    found = counts()

    assert {name: found[name] for name in found if not name.startswith("sales")} == {
        "on_contract": (1, 1, 1),
        "on_contract_aci": (1, 1, 1),
        "on_contract_aqi": (0, 1, 0),
        "hours": (0, 60, 0),
        "training_hours": (0, 60, 0),
        "full_time_posts": (0, 1820 * 60, 0),
        "people_aci": (7, 1, 7),
        # 40 + 30 + 51 + 35 + 45 + 55 + 25.
        "mean_age_aci": (281, 7, 40),
        "court_measure_aci": (3, 7, 43),
        # Bruno, Chloé and Farid, of all but Ada.
        "job_or_training_aci": (3, 6, 50),
        "people_aqi": (4, 1, 4),
        "mean_age_aqi": (167, 4, 42),
        "court_measure_aqi": (1, 4, 25),
        # Hugo and Jonas; nobody has noted for what Inès left.
        "job_or_training_aqi": (2, 4, 50),
        # Without Elsa, whose reason is confidential, nor Driss, who stayed a month.
        "dynamic_exits_aci": (3, 4, 75),
        "durable_exits_aci": (1, 4, 25),
        "transition_exits_aci": (1, 4, 25),
        "positive_exits_aci": (1, 4, 25),
        "dynamic_exits_aqi": (2, 3, 67),
        "durable_exits_aqi": (1, 3, 33),
        "transition_exits_aqi": (0, 3, 0),
        "positive_exits_aqi": (1, 3, 33),
        # Hugo and Inès sat it, Jonas was hired before, Kenza gave no news.
        "exam_reached_aqi_paris": (3, 4, 75),
        "exam_sat_aqi_paris": (2, 1, 2),
        "exam_passed_aqi_paris": (1, 2, 50),
        "exam_congratulated_aqi_paris": (1, 1, 1),
    }
    assert report().gaps == ["AQI\u00a0: sortie pas encore notée pour 1 personne."]


def test_a_figure_is_counted_from_the_lines_that_it_opens_to() -> None:
    for figure in report().figures:
        if figure.lines is None:
            assert figure.indicator.id.startswith(("hours", "training", "full_time", "sales", "court"))
        elif figure.indicator.unit != "years":
            assert figure.numerator == sum(line.counts for line in figure.lines), figure.indicator.id
            assert figure.denominator in {1, len(figure.lines)}


def test_one_exit_moves_the_figures_of_exits_alone() -> None:
    before = counts()
    leave("Inès Frêne", "aqi-paris", HIRED)

    assert moved(before, counts()) == {
        "job_or_training_aqi": (3, 4, 75),
        "dynamic_exits_aqi": (3, 4, 75),
        "durable_exits_aqi": (2, 4, 50),
        "transition_exits_aqi": (0, 4, 0),
        "positive_exits_aqi": (1, 4, 25),
    }


def test_an_exit_to_nothing_moves_denominators_alone() -> None:
    before = counts()
    leave("Inès Frêne", "aqi-paris", JOBLESS)

    after = moved(before, counts())
    assert after.keys() == {"dynamic_exits_aqi", "durable_exits_aqi", "transition_exits_aqi", "positive_exits_aqi"}
    assert {of for _, of, _ in after.values()} == {4}


def test_one_birthday_moves_the_mean_age_alone() -> None:
    before = counts()
    _born("Ada Bouleau", date(1985, 1, 1))
    assert moved(before, counts()) == {}

    _born("Ada Bouleau", date(1978, 12, 31))
    assert moved(before, counts()) == {"mean_age_aci": (288, 7, 41)}

    _born("Ada Bouleau", None)
    assert moved(before, counts()) == {"mean_age_aci": (241, 6, 40)}
    assert "ACI\u00a0: date de naissance inconnue pour 1 personne." in report().gaps


def test_one_outcome_moves_the_figures_of_its_exam_alone() -> None:
    before = counts()
    _outcome("Inès Frêne", ExamOutcome.PASSED)
    assert moved(before, counts()) == {"exam_passed_aqi_paris": (2, 2, 100)}

    _outcome("Inès Frêne", ExamOutcome.ABSENT)
    assert moved(before, counts()) == {
        "exam_reached_aqi_paris": (2, 4, 50),
        "exam_sat_aqi_paris": (1, 1, 1),
        "exam_passed_aqi_paris": (1, 1, 100),
    }


def test_one_court_measure_moves_its_share_alone() -> None:
    before = counts()
    with atomic():
        note_court_measure(person=person("Bruno Mésange"), under_measure=True, actor="test")

    assert moved(before, counts()) == {"court_measure_aci": (4, 7, 57)}


def test_a_sale_moves_sales_and_a_day_at_work_the_hours() -> None:
    before = counts(report(2026))
    with atomic():
        sales.sell(date(2026, 2, 3))
    after_sale = counts(report(2026))
    assert moved(before, after_sale) == {
        "sales": (7417, 100, 7417),
        "sales_auto_bleue": (7417, 100, 7417),
    }

    hire_team(1)
    hired = counts(report(2026))
    fill(NOVEMBER_9)
    assert moved(hired, counts(report(2026))) == {"hours": (420, 60, 7), "full_time_posts": (420, 1820 * 60, 0)}


def test_what_happens_after_the_year_moves_nothing() -> None:
    before = counts()
    again = terms(date(2026, 2, 2), date(2026, 9, 30))
    with atomic():
        sign_contract(person=person("Bruno Mésange"), site_id=site_id(), terms=again, actor="test")
    bring("aqi-paris", "Liam Fauvette", date(1990, 1, 1), date(2026, 3, 2), date(2026, 11, 27))

    assert moved(before, counts()) == {}


def test_somebody_whose_contract_goes_on_after_a_gap_has_not_left() -> None:
    before = counts()
    with atomic():
        again = terms(date(2026, 1, 5), date(2026, 6, 30))
        sign_contract(person=person("Inès Frêne"), site_id=site_id("aqi-paris"), terms=again, actor="test")

    assert moved(before, counts()) == {"job_or_training_aqi": (2, 3, 67)}


def test_somebody_in_both_kinds_counts_in_both_and_leaves_once() -> None:
    before = counts()
    bring("aqi-somme", "Liam Fauvette", date(1985, 1, 1), date(2025, 1, 6), date(2025, 5, 5))
    with atomic():
        liam, contract = person("Liam Fauvette"), terms(date(2025, 5, 6), date(2026, 2, 5))
        sign_contract(person=liam, site_id=site_id(), terms=contract, actor="test")

    after = moved(before, counts())
    assert after["people_aci"] == (8, 1, 8)
    assert after["people_aqi"] == (5, 1, 5)
    assert after["on_contract"] == (2, 1, 2)
    assert "job_or_training_aqi" not in after
    assert "ACI\u00a0: le coffre connaît la situation de 7 sur 8." in report().gaps
    assert "court_measure_aci" not in after


def test_the_asp_counts_who_has_worked_and_stayed_as_long_as_its_rule_says() -> None:
    hire_team(2, contract=terms(date(2026, 3, 2), date(2026, 11, 13)))
    team = session.scalars(select(Person.public_id).order_by(Person.id.desc()).limit(2)).all()
    fill(NOVEMBER_9, category="AI")
    with atomic():
        for each in team:
            record_exit(site_id=site_id(), person=each, reason=HIRED, actor="test")
    # Neither has worked in all that is recorded of them.
    assert _durable() == (0, 0, None)

    fill(NOVEMBER_9 + timedelta(days=1))
    assert _durable() == (2, 2, 100)

    with atomic():
        session.add(
            ExitRule(least_days=400, least_minutes=60, source="Inventée", confirmed=True, valid_from=date(2026, 1, 1))
        )
    assert _durable() == (0, 0, None)
    assert "au moins 400 jours de séjour et 1" in find(report(2026), "dynamic_exits_aci").indicator.definition
    # The year before has the rule of its own last day.
    assert find(report(), "durable_exits_aci").denominator == 4


def test_a_house_without_a_vault_has_everything_else(without_vault: None) -> None:
    found = report()
    measures = [figure for figure in found.figures if figure.indicator.id.startswith("court_measure")]

    assert [(each.value, each.missing) for each in measures] == [(None, "non disponible")] * 2
    assert sum(each.value is not None for each in found.figures) == len(found.figures) - 2
    assert session.scalars(select(AuditEvent).where(AuditEvent.action == "vault.opened")).all() == []


def test_reading_the_vault_is_noted_once_for_each_kind_of_site_and_never_for_a_site() -> None:
    bare = find_report(YEAR)
    assert find(bare, "court_measure_aci").missing == "non compté"
    count_measures(bare, actor="user:direction")

    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "vault.opened")).all()
    assert [(event.actor, event.detail["people"]) for event in events] == [("user:direction", 7), ("user:direction", 4)]


def test_outside_the_house_a_small_group_is_not_told_of(app: Flask, settings: Settings) -> None:
    inside = shown(Audience.INTERNAL)["court_measure_aci"]
    assert (inside.text, inside.fraction) == ("43\u00a0%", "3 / 7")
    for audience in (Audience.FUNDER, Audience.PUBLIC):
        told = shown(audience)["court_measure_aci"]
        assert (told.text, told.fraction, told.numerator, told.denominator) == ("non communiqué", "", None, None)
    assert shown(Audience.FUNDER)["dynamic_exits_aci"].fraction == "3 / 4"
    assert shown(Audience.PUBLIC)["dynamic_exits_aci"].text == "non communiqué"
    assert shown(Audience.PUBLIC)["job_or_training_aci"].fraction == "3 / 6"

    app.extensions["ateliers_settings"] = replace(settings, impact_limits=ImpactLimits(group=7, public=3, funder=3))
    try:
        told = shown(Audience.PUBLIC)["court_measure_aci"]
        assert (told.text, told.fraction, told.denominator) == ("43\u00a0%", "", None)
        # Of a group of which nearly all, or nearly nobody, is concerned the rate itself names people.
        assert shown(Audience.PUBLIC)["court_measure_aqi"].text == "non communiqué"
    finally:
        app.extensions["ateliers_settings"] = settings


def test_a_group_belongs_to_the_year_in_which_it_began_whenever_its_exam_is() -> None:
    with atomic():
        session.execute(update(ExamSession).values(first_day=date(2026, 1, 8), last_day=date(2026, 1, 9)))
    assert counts()["exam_sat_aqi_paris"] == (2, 1, 2)
    assert "exam_sat_aqi_paris" not in counts(report(2026))

    with atomic():
        session.execute(update(ExamSession).values(first_day=date(2026, 12, 8), last_day=date(2026, 12, 9)))
    missing = [figure.missing for figure in report().figures if figure.indicator.id.startswith("exam")]
    assert missing == ["examen à venir"] * 4


def test_a_second_group_of_the_year_has_figures_of_its_own() -> None:
    before = counts()
    bring("aqi-paris", "Liam Fauvette", date(1990, 1, 1), date(2025, 11, 24), date(2026, 6, 30))
    with clock.at(clock.at_paris(date(2026, 6, 1), 9)):
        exam = exams.plan(date(2026, 6, 8), date(2026, 6, 9))
        exams.register(exam, person("Liam Fauvette"))
    gather(["Liam Fauvette"], exam, date(2025, 11, 24), date(2026, 6, 30))

    after = counts()
    assert {name: after[name] for name in before if name.startswith("exam")} == {
        name: before[name] for name in before if name.startswith("exam")
    }
    assert after["exam_reached_aqi_paris_2"] == (0, 1, 0)
    assert "AQI Paris\u00a0: résultat d’examen attendu pour 1 personne." in report().gaps


def test_a_year_takes_as_many_statements_for_a_hundred_people(app: Flask) -> None:
    def count() -> int:
        with statements(app) as sent:
            find_report(YEAR)
        return len(sent)

    before = count()
    hire_team(24, contract=terms(date(2025, 3, 3), date(2025, 10, 31)))
    hire_team(24, "aqi-somme", terms(date(2025, 3, 3), date(2025, 10, 31)))
    assert count() == before == 11


def find(found: Report, code: str) -> Figure:
    figure = found.find(code)
    assert figure
    return figure


def _durable() -> tuple[int | None, int | None, int | None]:
    return counts(report(2026))["durable_exits_aci"]


def _born(name: str, day: date | None) -> None:
    with atomic():
        session.execute(update(Person).where(Person.public_id == person(name)).values(born_on=day))


def _outcome(name: str, outcome: ExamOutcome) -> None:
    exam = session.scalars(select(ExamSession.public_id)).one()
    exams.note(exam, person(name), outcome, reason="une erreur")
