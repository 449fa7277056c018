"""The office signs within the law: a refusal says its article; what is decided or set aside is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import session
from shared.people.models import NO_TERM, Contract, ContractDerogation, Ground, Person, VaultEntry, VaultTopic
from shared.people.queries import TeamMember, list_contracts
from shared.people.vault import Purpose, open_vault
from tests.support.client import Visitor
from tests.support.office import hire, member
from tests.support.personas import CIP, DIRECTION, SUPERVISOR, Persona
from tests.support.team import site_id, terms

TEAM = "/auto-bleue/atelier/equipe"
HIRE = f"{TEAM}/embaucher"
SENSITIVE = "/site-v/atelier/equipe"
MORNINGS = {f"timetable-{day}-am": "8h-11h" for day in range(5)} | {f"timetable-{day}-pm": "" for day in range(5)}
NEW = {
    "first_name": "Nour",
    "last_name": "Alisier",
    "job": "Mécanicienne",
    "starts_on": "2026-11-16",
    "ends_on": "2027-07-15",
    "weekly": "26h",
    **{f"timetable-{day}-am": "8h-12h" for day in range(5)},
    **{f"timetable-{day}-pm": "13h-14h30" for day in range(4)},
}
SHORT_WEEK = {
    "weekly": "15h",
    "ground": "short_week",
    "decided_on": "2026-11-02",
    "until": "2027-07-15",
    "kept_at": "Dossier 2026-31",
    **MORNINGS,
}

SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def everybody() -> list[TeamMember]:
    return list_contracts(site_id(), date.min, date.max)


def said(page: str) -> str:
    return str(html.fromstring(page).text_content())


def test_what_the_law_refuses_says_its_article_and_keeps_what_was_typed(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(CIP).submit(
        HIRE, **(NEW | MORNINGS | {"weekly": "15h", "ends_on": "2027-03-14", "hourly": "12,30"})
    )

    assert answer.status_code == 422
    for sentence in (
        "Un contrat dure 4 mois au moins, sauf dispense (C. trav. L. 5132-15-1).",
        "Un contrat a 20\xa0h par semaine au moins, sauf dérogation (C. trav. L. 5132-15-1).",
        "Une heure est payée 12,31\xa0€ au moins le 16/11/2026 (C. trav. L. 3231-2).",
    ):
        assert sentence in said(answer.text)
    assert 'value="12,30"' in answer.text
    assert "Signer malgré la règle" not in answer.text
    assert inside(everybody) == []


def test_an_adviser_does_not_set_a_rule_aside_whatever_is_sent(sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    (form,) = html.fromstring(adviser.get(HIRE).text).find_class("contract-form")
    typed = dict(form.form_values()) | NEW | {"ends_on": "2026-12-31", "despite": "Je le veux"}

    assert adviser.post(HIRE, data=typed).status_code == 422
    assert inside(everybody) == []


def test_the_direction_sets_a_rule_aside_with_a_reason_that_stays(sign_in: SignIn, inside: Inside) -> None:
    direction = sign_in(DIRECTION)
    short = NEW | {"ends_on": "2026-12-31"}
    refused = direction.submit(HIRE, **short)
    (form,) = html.fromstring(refused.text).find_class("contract-form")
    answer = direction.post(HIRE, data=dict(form.form_values()) | {"despite": "Accord de l’inspection du 12/11"})

    assert answer.status_code == 302
    page = direction.get(answer.location).text
    assert "Accord de l’inspection du 12/11" in page
    assert "Accord" not in sign_in(SUPERVISOR).get(answer.location).text
    event = inside(lambda: session.scalars(select(AuditEvent).where(AuditEvent.action == "contract.signed")).one())
    assert event.detail == {"despite": "Accord de l’inspection du 12/11"}


def test_a_waiver_lets_a_short_contract_be_signed_and_leaves_no_trace(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(CIP).submit(HIRE, waived="y", **(NEW | {"ends_on": "2027-01-31"}))

    assert answer.status_code == 302
    assert "À savoir" not in sign_in(CIP).get(answer.location).text

    def traces() -> list[str]:
        row = session.scalars(select(Contract)).one()
        written = [f"{getattr(row, column.key)}" for column in Contract.__table__.columns]
        return [*written, *(f"{event.detail}" for event in session.scalars(select(AuditEvent)))]

    assert not any("waive" in trace or "dispens" in trace for trace in inside(traces))


def test_a_shorter_week_is_signed_on_a_decision_that_the_page_shows(sign_in: SignIn) -> None:
    answer = sign_in(CIP).submit(HIRE, **(NEW | SHORT_WEEK))

    page = said(sign_in(CIP).get(answer.location).text)
    assert "Moins d’heures par semaine, pour cette personne, décidée le 02/11/2026" in page
    assert "Dossier 2026-31" in page
    assert "Dossier 2026-31" not in sign_in(SUPERVISOR).get(answer.location).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"decided_on": ""}, "Écrivez la date de la décision."),
        ({"kept_at": ""}, "Écrivez où l’on trouve la décision"),
        ({"until": "2026-11-01"}, "La fin vient avant la décision."),
        ({"until": "2027-11-02"}, "Une telle dérogation vaut 12 mois au plus"),
        ({"hourly": "douze"}, "Ce montant ne se lit pas."),
        ({"hourly": "0"}, "Écrivez le salaire d’une heure"),
        ({"hourly": "123456"}, "Écrivez le salaire d’une heure"),
        ({"ends_on": ""}, "Choisissez le dernier jour du contrat."),
        ({"open_ended": "y"}, "Le contrat a un dernier jour, ou il est sans fin"),
        ({"kept_at": "x" * 81}, "80 caractères au plus."),
    ],
)
def test_a_decision_that_lacks_something_is_not_noted(
    sign_in: SignIn, inside: Inside, changed: dict[str, str], sentence: str
) -> None:
    answer = sign_in(CIP).submit(HIRE, **(NEW | SHORT_WEEK | changed))

    assert answer.status_code == 422
    assert sentence in said(answer.text)
    assert inside(everybody) == []


def test_a_ground_that_tells_of_health_is_in_the_vault_alone(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Nour", "Alisier", terms(date(2024, 11, 1), date(2026, 10, 31)))
    person = inside(lambda: member(contract).person)
    decision = {"ground": "disability", "decided_on": "2026-10-05", "kept_at": "Dossier 7"}

    renewed = sign_in(CIP).submit(
        f"{TEAM}/{person}/renouveler", starts_on="2026-11-01", ends_on="2027-10-31", **decision
    )

    assert renewed.status_code == 302
    page = said(sign_in(CIP).get(f"{TEAM}/{person}").text)
    assert "motif confidentiel, décidée le 05/10/2026" in page
    assert "handicap" not in page
    assert inside(lambda: session.scalars(select(ContractDerogation.ground)).all()) == [None]

    with app.app_context():
        ids = session.scalars(select(Person.id)).all()
        (content,) = open_vault(VaultTopic.DEROGATION, ids, purpose=Purpose.FOLLOW, actor="test").values()
    assert content["ground"] == Ground.DISABILITY
    assert inside(lambda: len(session.scalars(select(VaultEntry)).all())) == 1


def test_an_inclusion_contract_without_end_is_shown_as_such(sign_in: SignIn, inside: Inside) -> None:
    answer = sign_in(CIP).submit(
        HIRE, open_ended="y", **(NEW | {"ends_on": "", "born_on": "1966-01-01", "hourly": "12,31"})
    )

    page = said(sign_in(CIP).get(answer.location).text)
    assert "Depuis le 16/11/2026, sans fin" in page
    assert "2199" not in page
    assert "après le début du parcours (C. trav. D. 5132-10-15" in page
    assert "à confirmer" in page
    assert inside(everybody)[0].ends_on == NO_TERM
    assert "2199" not in sign_in(CIP).get(TEAM).text


def test_other_hours_keep_what_was_decided_and_are_judged(sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)
    person = adviser.submit(HIRE, **(NEW | SHORT_WEEK | {"hourly": "12,31"})).location.rpartition("/")[2]
    contract = inside(everybody)[0].contract
    act = f"{TEAM}/{person}/contrats/{contract}/horaire"

    shorter = {f"timetable-{day}-am": "8h-10h" for day in range(5)}
    assert adviser.submit(act, from_day="2026-12-01", weekly="10h", **shorter).status_code == 302

    _, amended = sorted(inside(everybody), key=lambda each: each.starts_on)

    def kept() -> tuple[int | None, list[tuple[Ground | None, str]]]:
        row = session.scalars(select(Contract).where(Contract.public_id == amended.contract)).one()
        decisions = select(ContractDerogation).where(ContractDerogation.contract_id == row.id)
        return row.hourly_cents, [(each.ground, each.kept_at) for each in session.scalars(decisions)]

    assert inside(kept) == (1231, [(Ground.SHORT_WEEK, "Dossier 2026-31")])


def test_a_sensitive_site_checks_pay_and_keeps_none(sign_in: SignIn, inside: Inside) -> None:
    direction = sign_in(DIRECTION)
    page = direction.get(f"{SENSITIVE}/embaucher").text
    assert "CDI" not in said(page)
    assert "5,54" not in page
    wanted = NEW | {"starts_on": "2026-07-01", "ends_on": "2026-12-31"}

    refused = direction.submit(f"{SENSITIVE}/embaucher", **(wanted | {"hourly": "5,53"}))
    assert "Une heure est payée 5,54\xa0€ au moins le 01/07/2026 (règle du site)." in said(refused.text)
    signed = direction.submit(f"{SENSITIVE}/embaucher", **(wanted | {"hourly": "5,54"}))
    assert signed.status_code == 302
    assert inside(lambda: session.scalars(select(Contract.hourly_cents)).all()) == [None]


def test_a_day_beyond_24_months_is_refused_with_all_contracts_added(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Nour", "Alisier", terms(date(2025, 3, 1), date(2026, 10, 31)))
    person: UUID = inside(lambda: member(contract).person)
    renewal = f"{TEAM}/{person}/renouveler"

    beyond = sign_in(CIP).submit(renewal, starts_on="2026-11-01", ends_on="2027-03-01")
    assert "Les contrats durent 24 mois au plus en tout, sauf dérogation" in said(beyond.text)
    assert sign_in(CIP).submit(renewal, starts_on="2026-11-01", ends_on="2027-02-28").status_code == 302
