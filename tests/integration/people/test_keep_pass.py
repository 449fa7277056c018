"""A PASS IAE is recorded, suspended, prolonged; what the rules refuse is refused, and the audit knows the rest."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.people.contracts.services import sign_contract, withdraw_contract
from shared.people.models import PassIae, PassLimit, PassProlongation, ProlongationRule
from shared.people.passes import prolonging, services
from shared.people.passes.panel import read_panel
from shared.people.passes.rules import read_pass_rules
from shared.people.passes.story import Act, list_lines
from shared.people.passes.words import (
    Denial,
    PassLimitCode,
    PassStatus,
    ProlongationReason,
    ProlongationStatus,
    SuspensionReason,
)
from shared.people.queries import find_path
from tests.support.office import hire, member, renew
from tests.support.passes import NUMBER, START, ask, card_of, grant, record, somebody, suspend
from tests.support.team import MONDAY, site_id, terms

pytestmark = pytest.mark.usefixtures("context")
DAY = timedelta(days=1)
END = date(2028, 2, 29)


def events() -> list[str]:
    return [each for each in session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)) if "pass." in each]


def at_noon(day: date) -> AbstractContextManager[None]:
    return clock.at(clock.at_paris(day, 12))


def refused(kind: type[InvalidInput], field: str) -> pytest.RaisesExc[InvalidInput]:
    return pytest.raises(kind, check=lambda refusal: refusal.field == field)


def test_a_pass_is_recorded_and_its_end_counted() -> None:
    person = somebody()
    record(person, number="99999 00 00001")

    card = card_of(person)
    assert (card.number, card.shown_number) == (NUMBER, "99999\u00a000\u00a000001")
    assert card.dates.ends_on == END
    assert card.dates.status(clock.today()) is PassStatus.VALID
    assert events() == ["pass.recorded"]


def test_a_number_belongs_to_one_pass() -> None:
    record(somebody())
    other = somebody("Bruno", "Mésange")

    with refused(InvalidInput, "number"):
        record(other, number="99999 00 00001")


def test_somebody_has_one_pass_at_a_time_and_another_later() -> None:
    person = somebody()
    first = record(person, date(2024, 10, 1))
    assert card_of(person).dates.ends_on == date(2026, 9, 30)
    with refused(InvalidInput, "starts_on"):
        record(person, date(2026, 9, 30), "999990000002")

    record(person, date(2026, 10, 1), "999990000002")

    assert card_of(person).number == "999990000002"
    # The old one is over for good.
    with pytest.raises(Refused, match="Un autre PASS a suivi"):
        ask(first, date(2027, 1, 1))
    with pytest.raises(Refused, match="Un autre PASS a suivi"):
        suspend(first, date(2026, 9, 1), date(2026, 9, 2))


@pytest.mark.parametrize("slug", ["etapweb", "valorilot"])
def test_a_person_of_another_site_is_not_found_and_nobody_of_a_sensitive_one(slug: str) -> None:
    person = somebody()
    pass_id = record(person)
    elsewhere = member(hire("Chloé", "Tilleul", slug="valorilot"), "valorilot").person

    with pytest.raises(NotFound):
        record(person, number="999990000009", slug=slug)
    with pytest.raises(NotFound):
        record(elsewhere, number="999990000009", slug="valorilot")
    with pytest.raises(NotFound), atomic():
        services.correct_pass(site_id=site_id(slug), pass_id=pass_id, number=NUMBER, starts_on=START, actor="test")


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound), atomic():
        services.withdraw_suspension(site_id=site_id(), suspension=uuid4(), why="x", actor="test")
    with pytest.raises(NotFound):
        grant(uuid4(), MONDAY)


def test_the_start_is_put_off_as_long_as_the_pass_has_not_begun() -> None:
    person = somebody()
    pass_id = record(person, MONDAY + 7 * DAY)

    def correct(starts_on: date, number: str = NUMBER) -> None:
        with atomic():
            services.correct_pass(site_id=site_id(), pass_id=pass_id, number=number, starts_on=starts_on, actor="test")

    correct(MONDAY + 9 * DAY)
    assert card_of(person).dates.starts_on == MONDAY + 9 * DAY
    with refused(InvalidInput, "starts_on"):
        correct(MONDAY + 8 * DAY)
    with at_noon(MONDAY + 9 * DAY), refused(InvalidInput, "starts_on"):
        correct(MONDAY + 20 * DAY)
    correct(MONDAY + 9 * DAY, "999990000077")
    assert card_of(person).number == "999990000077"


def test_a_pass_noted_by_mistake_is_taken_back_as_long_as_nothing_happened_to_it() -> None:
    person = somebody()
    pass_id = record(person)
    suspension = suspend(pass_id, date(2026, 6, 1), date(2026, 6, 30))

    def withdraw(why: str = "Mauvaise personne") -> None:
        with atomic():
            services.withdraw_pass(site_id=site_id(), pass_id=pass_id, why=why, actor="test")

    with pytest.raises(Refused, match="se corrige"):
        withdraw()
    with atomic():
        services.withdraw_suspension(site_id=site_id(), suspension=suspension, why="Doublon", actor="test")
    with refused(InvalidInput, "why"):
        withdraw(" ")
    withdraw()

    assert session.scalar(select(func.count()).select_from(PassIae)) == 0
    record(person)


def test_a_suspension_pushes_the_end_and_is_ended_by_a_hire() -> None:
    person = somebody()
    pass_id = record(person)
    suspension = suspend(pass_id, date(2026, 11, 1), date(2027, 4, 30), SuspensionReason.CONTRACT_FINISHED)
    card = card_of(person)
    assert card.dates.ends_on == END + 180 * DAY
    assert card.dates.status(MONDAY) is PassStatus.SUSPENDED

    renew(person, terms(date(2027, 5, 1), date(2027, 8, 31)))
    with atomic():
        services.end_suspension(site_id=site_id(), suspension=suspension, last=date(2027, 1, 31), actor="test")

    assert card_of(person).dates.ends_on == END + 91 * DAY
    for last in (date(2026, 10, 31), date(2027, 1, 31)):
        with refused(InvalidInput, "last"), atomic():
            services.end_suspension(site_id=site_id(), suspension=suspension, last=last, actor="test")


def test_a_contract_that_begins_during_a_suspension_is_the_next_thing_to_see_to() -> None:
    person = member(hire(contract=terms(date(2026, 3, 2), date(2026, 10, 31)))).person
    suspend(record(person), date(2026, 11, 1), date(2027, 4, 30), SuspensionReason.CONTRACT_FINISHED)
    step = read_panel(find_path(site_id(), person)).step
    assert (step.act, step.day) == (Act.NOTHING, None)

    renew(person, terms(date(2026, 12, 7), date(2027, 6, 30)))

    step = read_panel(find_path(site_id(), person)).step
    assert (step.act, step.day) == (Act.END_SUSPENSION, date(2026, 12, 6))


def test_a_suspension_is_corrected_and_never_overlaps() -> None:
    person = somebody()
    pass_id = record(person)
    first = suspend(pass_id, date(2026, 5, 1), date(2026, 5, 31))
    second = suspend(pass_id, date(2026, 7, 1), date(2026, 7, 31))
    with refused(InvalidInput, "first"):
        suspend(pass_id, date(2026, 5, 31), date(2026, 6, 2))

    def correct(suspension: UUID, *days: date) -> None:
        with atomic():
            services.correct_suspension(
                site_id=site_id(),
                suspension=suspension,
                first=days[0],
                last=days[1],
                reason=SuspensionReason.BRIDGING_CONTRACT,
                actor="test",
            )

    with refused(InvalidInput, "first"):
        correct(second, date(2026, 5, 15), date(2026, 7, 31))
    correct(second, date(2026, 6, 1), date(2026, 7, 31))
    correct(first, date(2026, 5, 1), date(2026, 5, 10))

    card = card_of(person)
    assert [row.reason for row in card.suspensions] == [SuspensionReason.BRIDGING_CONTRACT] * 2
    assert card.dates.ends_on == END + (60 + 9) * DAY
    assert events()[-2:] == ["pass.suspension_corrected"] * 2


def test_only_the_site_of_the_last_hire_suspends() -> None:
    person = somebody()
    pass_id = record(person)
    elsewhere = site_id("etapweb")
    with atomic():
        sign_contract(person=person, site_id=elsewhere, terms=terms(date(2027, 5, 1), date(2027, 8, 31)), actor="test")

    with pytest.raises(Refused, match="dernière embauche"):
        suspend(pass_id, MONDAY, MONDAY + 20 * DAY)


def test_a_prolongation_is_asked_then_granted_from_the_end_that_the_pass_has_by_then() -> None:
    person = somebody()
    pass_id = record(person)
    with at_noon(date(2027, 3, 1)):
        request = ask(pass_id, END + 100 * DAY)
        assert card_of(person).dates.ends_on == END
        with pytest.raises(Refused, match="attend déjà"):
            ask(pass_id, END + 50 * DAY)
    with at_noon(date(2027, 3, 20)):
        suspend(pass_id, date(2027, 3, 10), date(2027, 3, 19))
        grant(request, date(2027, 3, 15))

        card = card_of(person)
        assert card.dates.ends_on == END + 109 * DAY
        (place,) = card.dates.placed()
        assert (place.start, place.end) == (END + 9 * DAY, END + 109 * DAY)
        with pytest.raises(Refused, match="déjà sa réponse"):
            grant(request, date(2027, 3, 15))


def test_a_denied_prolongation_changes_nothing_and_another_may_be_asked() -> None:
    person = somebody()
    pass_id = record(person)
    with at_noon(date(2027, 3, 1)):
        request = ask(pass_id, END + 100 * DAY)
        with refused(InvalidInput, "decided_on"):
            grant(request, date(2027, 3, 2))
        with atomic():
            prolonging.deny_prolongation(
                site_id=site_id(),
                prolongation=request,
                decided_on=date(2027, 3, 1),
                denial=Denial.DURATION,
                actor="test",
            )
        ask(pass_id, END + 50 * DAY)

    card = card_of(person)
    assert [each.status for each in card.prolongations] == [ProlongationStatus.DENIED, ProlongationStatus.PENDING]
    assert card.dates.ends_on == END
    words = [line.words for line in list_lines(card, MONDAY)]
    assert words == ["Début du PASS", "Prolongation refusée", "Prolongation demandée", "Fin du PASS"]


def test_a_granted_prolongation_noted_by_mistake_is_taken_back() -> None:
    person = somebody()
    pass_id = record(person)
    with at_noon(date(2027, 3, 1)):
        request = ask(pass_id, END + 100 * DAY)
        grant(request, date(2027, 3, 1))
        with atomic():
            prolonging.withdraw_prolongation(
                site_id=site_id(), prolongation=request, why="Autre personne", actor="test"
            )

    assert card_of(person).dates.ends_on == END
    assert events()[-1] == "pass.prolongation_withdrawn"


@pytest.mark.parametrize(
    ("today", "message"),
    [(date(2027, 2, 27), "se demande du 28/02/2027"), (date(2028, 8, 30), "au 29/08/2028")],
)
def test_a_prolongation_is_asked_within_its_months(today: date, message: str) -> None:
    pass_id = record(somebody())
    with at_noon(today), pytest.raises(Refused, match=message):
        ask(pass_id, END + 10 * DAY)


def test_nothing_is_asked_while_the_pass_is_suspended() -> None:
    pass_id = record(somebody())
    with at_noon(date(2027, 6, 1)):
        suspend(pass_id, date(2027, 5, 1), date(2027, 9, 1))
        with pytest.raises(Refused, match="suspendu"):
            ask(pass_id, date(2028, 12, 31))


def test_what_tells_of_health_is_checked_and_written_nowhere() -> None:
    person = somebody()
    pass_id = record(person)
    with at_noon(date(2027, 6, 1)):
        with refused(InvalidInput, "prescriber"):
            ask(pass_id, END + 10 * DAY, ProlongationReason.RQTH, prescriber="")
        with refused(InvalidInput, "until"):
            ask(pass_id, END + 366 * DAY, ProlongationReason.RQTH)
        ask(pass_id, END + 365 * DAY, ProlongationReason.RQTH)

    (row,) = card_of(person).prolongations
    assert (row.reason, row.reason_words) == (None, "Motif gardé par le prescripteur")
    assert session.scalar(select(PassProlongation.reason)) is None
    told = session.scalars(select(AuditEvent)).all()
    assert not any("rqth" in f"{each.action} {each.detail}".lower() for each in told)


def test_a_report_is_asked_for_where_the_reason_needs_one() -> None:
    pass_id = record(somebody())
    with at_noon(date(2027, 6, 1)), refused(InvalidInput, "report_ready"), atomic():
        prolonging.ask_prolongation(
            site_id=site_id(),
            pass_id=pass_id,
            until=END + DAY,
            reason=ProlongationReason.SENIOR,
            prescriber="Cap Emploi",
            actor="test",
        )


def test_the_days_of_a_reason_add_up_over_the_years() -> None:
    person = somebody()
    pass_id = record(person)
    for year, days in ((2028, 365), (2029, 365), (2030, 365)):
        with at_noon(date(year, 1, 15)):
            end = card_of(person).dates.ends_on
            grant(ask(pass_id, end + days * DAY, ProlongationReason.PARTICULAR), date(year, 1, 15))
    with at_noon(date(2031, 1, 15)):
        end = card_of(person).dates.ends_on
        assert end == END + 1095 * DAY
        # Five years of path, whichever of the two reasons that are kept apart.
        for reason in (ProlongationReason.PARTICULAR, ProlongationReason.RQTH):
            with pytest.raises(InvalidInput, match="déjà donné tous ses jours"):
                ask(pass_id, end + DAY, reason)
        ask(pass_id, end + DAY, ProlongationReason.SENIOR)


def test_a_person_who_is_forgotten_takes_the_pass_along() -> None:
    contract = hire(contract=terms(MONDAY + 7 * DAY, MONDAY + 200 * DAY))
    record(member(contract).person)

    with atomic():
        withdraw_contract(site_id=site_id(), contract=contract, reason="A trouvé ailleurs", actor="test")

    assert session.scalar(select(func.count()).select_from(PassIae)) == 0


def test_two_requests_at_once_are_refused_by_the_database_too() -> None:
    pass_id = record(somebody())
    with at_noon(date(2027, 6, 1)):
        ask(pass_id, END + DAY)
    row = session.scalars(select(PassProlongation)).one()
    with pytest.raises(IntegrityError), atomic():
        session.add(
            PassProlongation(
                pass_id=row.pass_id,
                days=1,
                status=ProlongationStatus.PENDING,
                asked_on=date(2027, 6, 1),
                report_ready=False,
            )
        )


def test_the_rules_are_dated_rows_with_a_source() -> None:
    rules = read_pass_rules(date(2019, 1, 1))
    assert (rules.days, rules.longest_suspension_months, rules.look_back_days) == (730, 36, 365)
    assert all(session.scalars(select(PassLimit.source)))
    assert all(session.scalars(select(ProlongationRule.source)))
    with atomic():
        session.add(
            PassLimit(code=PassLimitCode.ASK_AFTER_MONTHS, amount=7, source="Note", confirmed=True, valid_from=MONDAY)
        )

    assert read_pass_rules(MONDAY - DAY).ask_after_months == 6
    assert read_pass_rules(MONDAY).ask_after_months == 7
