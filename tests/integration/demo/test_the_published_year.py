"""The demonstration's people: each figure that the association has published is counted from the loaded rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from shared.accounts.demonstration import DOMAIN
from shared.accounts.models import User
from shared.accounts.queries import find_user_by_email
from shared.db import atomic, session
from shared.demo import loading
from shared.followup.contacts.queries import list_awaited
from shared.followup.groups import list_exam_groups
from shared.followup.models import Exit, ExitContact, ExitProof, ExitReason
from shared.followup.queries import list_unnoted
from shared.kernel import clock
from shared.kernel.money import divide_half_up
from shared.kernel.weeks import Month
from shared.payroll.models import DayLine, DaySheet, DayStatus
from shared.payroll.queries.overview import total_by_site
from shared.people.models import Contract, PassIae, Person, VaultEntry, VaultTopic
from shared.people.overview import count_people, list_unnumbered
from shared.people.passes.overview import list_pass_lines
from shared.people.passes.queries import list_passes
from shared.people.passes.words import ProlongationStatus
from shared.people.queries import list_own_contracts
from shared.people.vault import Purpose, count_court_measures
from shared.reporting.impact.disclosure import Audience, list_shown
from shared.reporting.impact.figures import count_measures, find_report
from shared.training.models import Cohort, ExamCandidate, ExamOutcome, ExamSession
from shared.training.queries.standings import read_standings
from shared.training.rates import Rate
from shared.workshop import DemoSpan, Site, SiteKind, find_site, places_by_site, registry

FRIDAY = date(2026, 11, 27)
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2024, 12, 31)
PEOPLE = {
    "auto-bleue": 19, "etapweb": 16, "gourmand": 43, "agrilot": 22, "valorilot": 11,
    "aqi-paris": 11, "aqi-aubervilliers": 11, "aqi-somme": 12,
}  # fmt: skip
ON_CONTRACT_TODAY = {
    "agrilot": 9, "aqi-paris": 6, "aqi-aubervilliers": 9, "aqi-somme": 10,
    "auto-bleue": 11, "etapweb": 9, "gourmand": 20, "valorilot": 6,
}  # fmt: skip


class Figures(NamedTuple):
    """What the association publishes of one kind of workshop; shares in whole percents, half up."""

    people: int
    mean_age: int
    court_measure: int
    job_or_training: int
    on_last_day: int


@pytest.mark.usefixtures("context")
def test_the_people_of_the_demonstration_make_the_published_figures() -> None:
    _load_people()

    assert _figures(SiteKind.ACI) == Figures(111, 39, 46, 41, 55)
    assert _figures(SiteKind.AQI) == Figures(34, 40, 35, 41, 12)
    _check_sites()
    _check_jobs()
    _check_exams()
    _check_report()
    _check_the_first_block()
    _check_rates()
    _check_what_is_confidential()
    _check_what_came_after()
    _check_today()
    _check_accounts()
    _check_passes()


def _check_passes() -> None:
    """Everybody of an ordinary site has a PASS, nobody of a sensitive one; some end soon, some are prolonged."""
    ordinary = select(Contract.person_id).join(Site, Site.id == Contract.site_id).where(~Site.sensitive)
    holders = list(session.scalars(select(PassIae.person_id)))
    assert sorted(holders) == sorted(set(session.scalars(ordinary)))
    cards = list_passes(holders).values()
    statuses = Counter(each.status for card in cards for each in card.prolongations)
    assert statuses[ProlongationStatus.GRANTED]
    assert statuses[ProlongationStatus.PENDING]
    assert all(card.dates.stray() is None for card in cards)
    assert any(card.suspensions for card in cards)
    with clock.at(clock.at_paris(FRIDAY, 9)):
        lines = [line for site in session.scalars(select(Site)) for line in list_pass_lines(site.id) if line.card]
    assert [sum(line.ends_within(months) for line in lines) > 0 for months in (1, 3, 7)] == [True] * 3
    assert any(line.is_uncovered for line in lines)


@pytest.mark.parametrize("year", [2023, 2025])
@pytest.mark.usefixtures("context")
def test_another_year_has_the_same_people(year: int) -> None:
    _load_people(year)

    first, last = date(year, 1, 1), date(year, 12, 31)
    assert len(_people_of(SiteKind.ACI, first, last)) == 111
    assert len(_people_of(SiteKind.AQI, first, last)) == 34
    assert len(_people_of(SiteKind.ACI, last, last) | _people_of(SiteKind.AQI, last, last)) == 67


@pytest.mark.usefixtures("context")
def test_a_larger_house_has_so_many_times_the_people() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)), atomic():
        (agency,) = (place for place in registry().places if place.slug == "etapweb")
        assert agency.demonstrate
        agency.demonstrate(DemoSpan(year=2024, first=FRIDAY, today=FRIDAY, begins=True, scale=3))

    assert len(_people_of(SiteKind.ACI)) == 3 * PEOPLE["etapweb"]
    with clock.at(clock.at_paris(FRIDAY, 9)):
        assert sum(count_people(None).values()) == 3 * ON_CONTRACT_TODAY["etapweb"]


def _load_people(year: int = 2024) -> None:
    """Invents everybody; of the days and the sales only this week's: all of them take as long as a hundred tests."""
    with clock.at(clock.at_paris(FRIDAY, 9)), atomic():
        loading._open_the_house(year)  # noqa: SLF001
        for place in registry().places:
            assert place.demonstrate, place.slug
            place.demonstrate(DemoSpan(year=year, first=FRIDAY, today=FRIDAY, begins=True))


def _figures(kind: SiteKind) -> Figures:
    people = _people_of(kind)
    ages = [LAST_DAY.year - born_on.year for born_on in _birthdays(people)]
    left = _leavers(people)
    with clock.at(clock.at_paris(FRIDAY, 9)):
        measures = count_court_measures(people, purpose=Purpose.COUNT, actor="cli:test")
    assert measures.known == len(people) == len(ages)
    return Figures(
        people=len(people),
        mean_age=divide_half_up(sum(ages), len(ages)),
        court_measure=divide_half_up(measures.under * 100, len(people)),
        job_or_training=divide_half_up(_placed(left) * 100, len(left)),
        on_last_day=len(_people_of(kind, first=LAST_DAY)),
    )


def _people_of(kind: SiteKind, first: date = FIRST_DAY, last: date = LAST_DAY, slug: str | None = None) -> set[int]:
    """Returns who was on contract on some day from `first` to `last`."""
    running = select(Contract.person_id).join(Site, Site.id == Contract.site_id).where(Site.kind == kind)
    running = running.where(Contract.starts_on <= last, Contract.ends_on >= first)
    return set(session.scalars(running.where(Site.slug == slug) if slug else running))


def _birthdays(people: set[int]) -> list[date]:
    return [day for day in session.scalars(select(Person.born_on).where(Person.id.in_(people))) if day]


def _leavers(people: set[int]) -> set[int]:
    """Returns those whose last contract, at whichever site, has ended in the year."""
    last = select(Contract.person_id, func.max(Contract.ends_on)).where(Contract.person_id.in_(people))
    ends = session.execute(last.group_by(Contract.person_id)).all()
    return {person_id for person_id, ended_on in ends if ended_on <= LAST_DAY}


def _placed(people: Iterable[int]) -> int:
    went = select(func.count()).select_from(Exit).join(ExitReason).where(Exit.person_id.in_(people))
    return session.scalars(went.where(ExitReason.job_or_training)).one()


def _check_sites() -> None:
    kinds = {site.slug: site.kind for site in session.scalars(select(Site))}
    assert {slug: len(_people_of(kinds[slug], slug=slug)) for slug in PEOPLE} == PEOPLE
    both = _people_of(SiteKind.ACI) & _people_of(SiteKind.AQI)
    assert not both
    # Everybody who has left has an exit, on the very last day; only who left lately waits for somebody to note it.
    with clock.at(clock.at_paris(FRIDAY, 9)):
        waiting = list_unnoted(None)
    assert len({each.site_id for each in waiting}) == len(waiting) == 5
    assert min(each.left_on for each in waiting) > FRIDAY - timedelta(days=45)
    last = select(Contract.person_id, func.max(Contract.ends_on).label("ended_on")).group_by(Contract.person_id)
    ended = {tuple(row) for row in session.execute(last) if row.ended_on < FRIDAY}
    noted = {tuple(row) for row in session.execute(select(Exit.person_id, Exit.left_on))}
    assert noted < ended
    assert len(ended - noted) == len(waiting)
    ends = session.execute(select(Contract.ends_on).where(Contract.ends_on.between(date(2024, 12, 30), LAST_DAY)))
    assert ends.all() == []


def _check_jobs() -> None:
    jobs = select(Contract.job, Contract.person_id).join(Site, Site.id == Contract.site_id).distinct()
    rows = session.execute(jobs.where(Site.slug == "auto-bleue", Contract.starts_on <= LAST_DAY))
    assert Counter(row.job for row in rows) == {"Mécanicien": 11, "Agent de nettoyage": 5, "Aide carrossier": 3}


def _check_exams() -> None:
    """82 % and 64 % of the enrolled reached the exam: they sat it, or were hired before; all who sat it passed."""
    for slug, sat, reached, congratulated in (("aqi-paris", 6, 64, 0), ("aqi-aubervilliers", 9, 82, 2)):
        candidates = session.execute(
            select(ExamCandidate.person_id, ExamCandidate.outcome, ExamCandidate.congratulated, ExamSession.first_day)
            .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
            .join(Site, Site.id == ExamSession.site_id)
            .where(Site.slug == slug)
        ).all()
        assert [row.outcome for row in candidates] == [ExamOutcome.PASSED] * sat
        assert sum(row.congratulated for row in candidates) == congratulated
        enrolled = _people_of(SiteKind.AQI, slug=slug)
        hired = select(Exit.person_id).join(ExitReason).where(ExitReason.job_or_training, ExitReason.code != 5)
        before = set(session.scalars(hired.where(Exit.left_on < candidates[0].first_day)))
        arrived = {row.person_id for row in candidates} | (before & enrolled)
        assert divide_half_up(len(arrived) * 100, len(enrolled)) == reached


PUBLISHED = {
    "on_contract": (67, 1, 67),
    "on_contract_aci": (55, 1, 55),
    "on_contract_aqi": (12, 1, 12),
    "people_aci": (111, 1, 111),
    "mean_age_aci": (4329, 111, 39),
    "court_measure_aci": (51, 111, 46),
    "job_or_training_aci": (23, 56, 41),
    "people_aqi": (34, 1, 34),
    "mean_age_aqi": (1360, 34, 40),
    "court_measure_aqi": (12, 34, 35),
    "job_or_training_aqi": (9, 22, 41),
    "exam_reached_aqi_paris": (7, 11, 64),
    "exam_sat_aqi_paris": (6, 1, 6),
    "exam_passed_aqi_paris": (6, 6, 100),
    "exam_congratulated_aqi_paris": (0, 1, 0),
    "exam_reached_aqi_aubervilliers": (9, 11, 82),
    "exam_sat_aqi_aubervilliers": (9, 1, 9),
    "exam_passed_aqi_aubervilliers": (9, 9, 100),
    "exam_congratulated_aqi_aubervilliers": (2, 1, 2),
}
"""Numerator, denominator and value of each figure of the report as the association has published it."""


def _check_report() -> None:
    """The impact report computes exactly the published figures, and outside the house the same rates."""
    with clock.at(clock.at_paris(FRIDAY, 9)):
        found = count_measures(find_report(2024), actor="cli:test")
        public = {each.indicator.id: each for each in list_shown(found, Audience.PUBLIC)}
    figures = {each.indicator.id: (each.numerator, each.denominator, each.value) for each in found.figures}
    assert {name: figures[name] for name in PUBLISHED} == PUBLISHED
    assert {name: public[name].value for name in PUBLISHED} == {name: value for name, (*_, value) in PUBLISHED.items()}
    assert [public[name].numerator for name in ("court_measure_aci", "court_measure_aqi")] == [None, None]
    # The ASP's own rate is another figure.
    assert figures["dynamic_exits_aci"] == (19, 44, 43)
    assert figures["dynamic_exits_aqi"] == (9, 17, 53)
    assert found.gaps == []


def _check_the_first_block() -> None:
    """Two of the web agency passed the first block of their title, one congratulated: the second is still ahead."""
    candidates = session.execute(
        select(ExamCandidate.person_id, ExamCandidate.outcome, ExamCandidate.congratulated, ExamSession.title_id)
        .join(ExamSession, ExamSession.id == ExamCandidate.exam_id)
        .join(Site, Site.id == ExamSession.site_id)
        .where(Site.slug == "etapweb")
    ).all()
    assert [row.outcome for row in candidates] == [ExamOutcome.PASSED] * 2
    assert sum(row.congratulated for row in candidates) == 1
    for row in candidates:
        standing = read_standings([row.person_id])[row.person_id, row.title_id]
        assert (list(standing.acquired), standing.missing, standing.obtained_on) == (["BC01"], ("BC02",), None)


def _check_rates() -> None:
    """The page of rates says what was published: 64 % and 82 % reached the exam."""
    for slug, words in (("aqi-paris", "64\u00a0% (7 sur 11)"), ("aqi-aubervilliers", "82\u00a0% (9 sur 11)")):
        site_id = find_site(slug).id
        (group,) = (each for each in list_exam_groups(Cohort.site_id == site_id) if each.is_over)
        assert Rate(group.reached, len(group.trainees)).words == words


def _check_what_is_confidential() -> None:
    silent = set(session.scalars(select(Exit.person_id).where(Exit.reason_id.is_(None))))
    told = select(VaultEntry.person_id).where(VaultEntry.topic == VaultTopic.EXIT)
    assert len(silent) == 4
    assert set(session.scalars(told)) == silent
    assert session.scalar(select(func.count()).select_from(ExitReason).where(ExitReason.confidential)) == 2


def _check_what_came_after() -> None:
    placed = select(Exit.id).join(ExitReason).where(ExitReason.job_or_training)
    proved = set(session.scalars(select(ExitProof.exit_id)))
    assert proved < set(session.scalars(placed)), "some who went to a job or a training have no proof"
    calls = Counter(session.scalars(select(ExitContact.months)))
    assert calls[3] > calls[6] > calls[12] > calls[18] > 0
    with clock.at(clock.at_paris(FRIDAY, 9)):
        waiting = list_awaited([site.id for site in session.scalars(select(Site))])
    assert 5 < len(waiting) < 20


def _check_today() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)):
        slugs = {site_id: place.slug for site_id, place in places_by_site().items()}
        assert {slugs[site_id]: count for site_id, count in count_people(None).items()} == ON_CONTRACT_TODAY
        assert list_unnumbered(None) == []
        hours = {slugs[site_id]: each for site_id, each in total_by_site(None, Month.of(FRIDAY)).items()}
    sheets = session.execute(select(DaySheet.site_id, DaySheet.day, DaySheet.status)).all()
    assert {sheet.status for sheet in sheets} == {DayStatus.VALIDATED}
    assert max(sheet.day for sheet in sheets) == FRIDAY - timedelta(days=1)
    assert {slugs[sheet.site_id] for sheet in sheets} == ON_CONTRACT_TODAY.keys()
    for slug in ("aqi-paris", "aqi-aubervilliers", "aqi-somme"):
        assert 0 < hours[slug].training < hours[slug].presence
    sensitive = next(site_id for site_id, slug in slugs.items() if slug == "valorilot")
    words = select(Contract.job, DayLine.comment).join(DayLine, DayLine.contract_id == Contract.id)
    assert {tuple(row) for row in session.execute(words.where(Contract.site_id == sensitive))} == {("Production", None)}


def _check_accounts() -> None:
    with clock.at(clock.at_paris(FRIDAY, 9)):
        (contract, *_) = list_own_contracts(_user("salarie").id)
    assert contract.full_name == _user("salarie").display_name
    assert contract.starts_on <= FRIDAY <= contract.ends_on
    assert [held.site_slug for held in _user("salarie").held] == ["auto-bleue"]
    assert [held.site_slug for held in _user("encadrant").held] == ["auto-bleue"]
    assert [held.site_slug for held in _user("cip").held] == [None]
    names = Counter(person.full_name for person in session.scalars(select(Person)))
    assert [name for name, count in names.items() if count > 1] == []


def _user(name: str) -> User:
    user = find_user_by_email(f"{name}{DOMAIN}")
    assert user
    return user
