"""The month goes to payroll: whole, the same figures as the lines, or not at all."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from shared.audit.models import AuditEvent
from shared.cli.program import ateliers
from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import TradeError
from shared.payroll import services, validation
from shared.payroll.export import Profile, control_of, export_payroll, list_payroll
from shared.payroll.months import MonthOpen
from shared.payroll.queries import find_month
from shared.payroll.reasons import REASONS, SHORTFALLS, Span
from shared.people.models import Person
from shared.workshop import find_site
from tests.support.client import Visitor
from tests.support.damage import damage
from tests.support.months import OCTOBER, approve, check, reopen_month
from tests.support.personas import FINANCE, Persona
from tests.support.sheets import fill, reopen, tap, undo, validate
from tests.support.team import MONDAY, hire_team, site_id, terms

WORKED = [day for day in OCTOBER.days if day.weekday() < 4]
LAST_WEEK = [date(2026, 10, 26) + timedelta(days=offset) for offset in range(4)]
PAGE = "/auto-bleue/atelier/heures/mois/2026-10"

Inside = Callable[..., Any]


def record_october(exceptions: Callable[[date], None] = lambda _day: None) -> None:
    for day in WORKED:
        fill(day)
        exceptions(day)
        validate(day)


def record_and_check(exceptions: Callable[[date], None] = lambda _day: None) -> None:
    record_october(exceptions)
    approve()
    check()


def export(profile: Profile = Profile.CSV, slug: str = "auto-bleue") -> bytes:
    content = BytesIO()
    with atomic():
        export_payroll([find_site(slug)], OCTOBER, profile, content, actor="test")
    return content.getvalue()


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def two(context: None) -> list[UUID]:
    """A team of two."""
    return hire_team(2)


@pytest.fixture
def pair(inside: Inside) -> list[UUID]:
    """The same two, for tests that open pages or run commands."""
    contracts: list[UUID] = inside(hire_team, 2)
    return contracts


@pytest.fixture
def two_for_a_week(context: None) -> list[UUID]:
    """A team of two whose contracts cover four working days of October."""
    return hire_team(2, contract=terms(LAST_WEEK[0], LAST_WEEK[-1]))


def test_the_file_is_the_neutral_table_as_french_payroll_reads_it(two: list[UUID]) -> None:
    def exceptions(day: date) -> None:
        if day == LAST_WEEK[0]:
            tap(two[0], "RET", 20, day=day)
        if day in LAST_WEEK[1:]:
            tap(two[1], "MAL", day=day)

    record_and_check(exceptions)

    content = export()

    assert content.startswith(b"\xef\xbb\xbfMatricule;Code;")
    assert content.endswith(b"\r\n")
    worked = len(WORKED) * 420
    lines = content.decode("utf-8-sig").split("\r\n")[1:-1]
    assert lines == [
        "AU0001;RET;Retard;20;0,33;01/10/2026;31/10/2026;Auto Bleue",
        f"AU0001;TRAV;Travail;{worked - 20};{(worked - 20) // 60},67;01/10/2026;31/10/2026;Auto Bleue",
        "AU0002;MAL;Maladie;1260;21,00;27/10/2026;29/10/2026;Auto Bleue",
        f"AU0002;TRAV;Travail;{worked - 1260};{(worked - 1260) // 60},00;01/10/2026;31/10/2026;Auto Bleue",
    ]


def test_an_absence_over_a_weekend_is_one_and_two_illnesses_are_two(two: list[UUID]) -> None:
    first, second = next(day for day in WORKED if day.weekday() == 3), date(2026, 10, 5)
    sick = {first, second, date(2026, 10, 13)}
    record_and_check(lambda day: tap(two[0], "MAL", day=day) if day in sick else None)

    spells = [row for row in rows_of(export()) if row["Code"] == "MAL"]

    assert [(row["Date début"], row["Date fin"], row["Minutes"]) for row in spells] == [
        ("01/10/2026", "05/10/2026", "840"),
        ("13/10/2026", "13/10/2026", "420"),
    ]


def test_the_workbook_holds_numbers_dates_and_matricules_with_their_zeros(two: list[UUID]) -> None:
    with atomic():
        session.scalars(select(Person).order_by(Person.id)).first().matricule = "00012"  # type: ignore[union-attr]
    record_and_check()

    workbook = CalamineWorkbook.from_filelike(BytesIO(export(Profile.XLSX)))
    sheet, control = (workbook.get_sheet_by_index(place).to_python() for place in (0, 1))

    assert sheet[1] == [
        "00012", "TRAV", "Travail", len(WORKED) * 420.0, len(WORKED) * 7.0,
        date(2026, 10, 1), date(2026, 10, 31), "Auto Bleue",
    ]  # fmt: skip
    assert control[1] == ["TRAV", "Travail", len(WORKED) * 840.0, len(WORKED) * 14.0]


def test_every_problem_is_named_and_nothing_is_written(two: list[UUID]) -> None:
    record_october()
    damage("DELETE FROM day_entries WHERE half = 'pm'", "UPDATE people SET matricule = NULL WHERE first_name = 'Ada'")
    reopen(day=LAST_WEEK[3])
    fill(LAST_WEEK[3])

    with pytest.raises(MonthOpen) as refusal:
        list_payroll([find_site("auto-bleue")], OCTOBER)

    problems = refusal.value.problems
    assert len(problems) == len(WORKED) + 1
    assert problems[0].startswith("01/10/2026, Auto Bleue\u00a0: il manque une saisie pour Ada B. (après-midi), Bruno")
    assert problems[-2] == "29/10/2026, Auto Bleue\u00a0: la journée n’est pas validée."
    assert problems[-1] == "Ada Bouleau, Auto Bleue\u00a0: il manque le matricule."


def test_a_day_that_nobody_opened_is_a_problem_and_a_day_off_is_none(two: list[UUID]) -> None:
    for day in WORKED[1:]:
        fill(day)
        validate(day)

    with pytest.raises(MonthOpen) as refusal:
        list_payroll([find_site("auto-bleue")], OCTOBER)

    assert refusal.value.problems == ["01/10/2026, Auto Bleue\u00a0: rien n’est saisi."]


def test_a_month_that_is_not_over_waits(two: list[UUID]) -> None:
    record_october()

    with clock.at(datetime(2026, 10, 31, 12, tzinfo=UTC)), pytest.raises(MonthOpen) as refusal:
        list_payroll([find_site("auto-bleue")], OCTOBER)

    assert refusal.value.problems == ["2026-10\u00a0: le mois n’est pas terminé, il finit le 31/10/2026."]


def test_who_took_it_is_recorded_with_the_control_totals_and_no_name(two: list[UUID]) -> None:
    record_and_check()
    control = control_of(list_payroll([find_site("auto-bleue")], OCTOBER))

    export()

    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "payroll_month.export")).one()
    assert (event.detail["month"], event.detail["minutes"]) == ("2026-10", len(WORKED) * 840)
    assert event.detail["sha256"] == control.sha256
    assert "Ada" not in str(event.detail)


@pytest.mark.usefixtures("context")
def test_a_sensitive_site_never_bears_its_name() -> None:
    hire_team(1, "valorilot")
    with atomic():
        session.execute(text("UPDATE timetable_slots SET weekday = 4, half = 'am' WHERE id = 1"))
        session.execute(text("DELETE FROM timetable_slots WHERE id > 1"))
    site = site_id("valorilot")
    for day in [each for each in OCTOBER.days if each.weekday() == 4]:
        with atomic():
            services.fill_day(site_id=site, day=day, category="TRAV", actor="test")
            validation.validate_day(site_id=site, day=day, seen_version=1, actor="test")

    approve(slug="valorilot")
    check(slug="valorilot")
    content = export(slug="valorilot").decode("utf-8-sig")

    assert "Site V" in content
    assert "valor" not in content.casefold()


@pytest.mark.parametrize("name", ["=1+1", "+33", "-5", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(two: list[UUID], name: str) -> None:
    record_and_check()
    with atomic():
        session.execute(text("UPDATE sites SET neutral_label = :name WHERE slug = 'auto-bleue'"), {"name": name})

    assert {row["Site"] for row in rows_of(export())} == {f"'{name}"}


acts = st.lists(
    st.tuples(
        st.sampled_from(LAST_WEEK),
        st.integers(0, 1),
        st.sampled_from(sorted(reason.category for reason in REASONS)),
        st.integers(1, 200),
        st.sampled_from(list(Span)),
        st.booleans(),
    ),
    max_size=8,
)


@given(acts)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_file_the_month_and_the_stored_lines_agree_whatever_was_corrected(
    two_for_a_week: list[UUID], corrections: list[tuple[date, int, str, int, Span, bool]]
) -> None:
    damage("DELETE FROM day_entries", "DELETE FROM day_lines", "DELETE FROM day_sheet_steps", "DELETE FROM day_sheets")
    for day in LAST_WEEK:
        fill(day)
        validate(day)
    for day, person, category, minutes, span, regretted in corrections:
        reopen(day=day)
        try:
            tap(two_for_a_week[person], category, minutes if category in SHORTFALLS else 0, day=day, span=span)
        except TradeError:
            pass
        else:
            if regretted:
                undo(day)
        validate(day)

    rows = list_payroll([find_site("auto-bleue")], OCTOBER)
    month = find_month(site_id(), OCTOBER)
    session.rollback()
    stored = session.execute(
        text(
            "SELECT category, sum(minutes) AS minutes FROM day_entries JOIN day_lines ON day_lines.id = day_line_id "
            "WHERE NOT EXISTS (SELECT 1 FROM day_lines AS later WHERE later.day_sheet_id = day_lines.day_sheet_id "
            "AND later.contract_id = day_lines.contract_id AND later.version > day_lines.version) GROUP BY category"
        )
    )
    by_category = Counter[str]()
    for row in rows:
        by_category[row.category] += row.minutes
    assert by_category == {row.category: row.minutes for row in stored} == dict(month.minutes)
    assert sum(by_category.values()) == len(LAST_WEEK) * 840
    assert control_of(rows).minutes == sum(row.totals.presence + row.totals.absence for row in month.rows)
    assert all(row.first <= row.last for row in rows)


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(ateliers, ["export", "payroll", *arguments], obj=lambda: app)


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """A file that stands there already: a refused export must leave it alone, and no draft beside it."""
    file = tmp_path / "paie.csv"
    file.write_text("avant")
    yield file
    assert list(tmp_path.iterdir()) == [file]


def test_the_command_line_writes_the_file_and_prints_what_to_compare(
    app: Flask, pair: list[UUID], inside: Inside, out: Path
) -> None:
    inside(record_and_check)

    result = run(app, "--month", "2026-10", "--profile", "csv", "--out", str(out))

    assert result.exit_code == 0, result.output
    assert "2 personnes, 2 lignes" in result.output
    assert f"TRAV\u00a0: {len(WORKED) * 14}\u00a0h" in result.output
    assert len(rows_of(out.read_bytes())) == 2


def test_the_command_line_refuses_with_one_line_for_each_problem(app: Flask, pair: list[UUID], out: Path) -> None:
    result = run(app, "--month", "2026-10", "--profile", "csv", "--out", str(out))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == len(WORKED) + 1
    assert out.read_text() == "avant"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--month", "2026-13", "--profile", "csv"),
        ("--month", "octobre", "--profile", "csv"),
        ("--month", "2026-10", "--profile", "lotus"),
        ("--month", "2026-10", "--profile", "csv", "--workshop", "nowhere"),
    ],
)
def test_a_wrong_call_exits_2(app: Flask, out: Path, arguments: tuple[str, ...]) -> None:
    assert run(app, *arguments, "--out", str(out)).exit_code == 2
    assert out.read_text() == "avant"


def test_finance_takes_the_file_from_the_page_of_the_month(
    sign_in: Callable[[Persona], Visitor], pair: list[UUID], inside: Inside
) -> None:
    inside(record_and_check)
    finance = sign_in(FINANCE)

    assert "Prenez le fichier en bas de cette page." in finance.get(PAGE).text
    answer = finance.submit(PAGE, action=f"{PAGE}/paie", button="profile=csv")

    assert answer.headers["Content-Disposition"] == "attachment; filename=paie-auto-bleue-2026-10.csv"
    assert len(rows_of(answer.data)) == 2


def test_the_page_says_what_is_missing_instead_of_giving_a_file(
    sign_in: Callable[[Persona], Visitor], pair: list[UUID], inside: Inside
) -> None:
    inside(record_and_check)
    finance = sign_in(FINANCE)
    token = html.fromstring(finance.get(PAGE).text).xpath("//main//input[@name='csrf_token']/@value")[0]
    inside(reopen_month)

    answer = finance.post(f"{PAGE}/paie", data={"profile": "csv", "csrf_token": token})

    sentences = html.fromstring(answer.text).xpath("//*[@class='errors-summary']//li/text()")
    assert answer.status_code == 409
    assert sentences == ["2026-10, Auto Bleue\u00a0: le mois n’est pas encore vérifié."]


def test_the_supervisor_sees_the_month_and_no_file(supervisor: Visitor, pair: list[UUID]) -> None:
    page = supervisor.get(PAGE).text

    assert "jours restent à compléter" in page
    assert "Le fichier pour la paie" not in page


def test_the_short_address_opens_this_month(supervisor: Visitor) -> None:
    answer = supervisor.get("/auto-bleue/atelier/heures/mois")

    assert answer.location == f"/auto-bleue/atelier/heures/mois/{MONDAY:%Y-%m}"
