"""The adviser opens one list: what expires, the nearest first, who sees to it, what waits for an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from shared.db import atomic, session
from shared.followup.models import DeadlineMark
from shared.kernel import clock
from shared.people.contracts.drafts import Derogation
from shared.people.models import NO_TERM, Ground
from shared.people.passes.services import record_pass
from tests.support import exams
from tests.support.client import Visitor
from tests.support.monday import at_work, inside
from tests.support.office import hire, member, renew
from tests.support.personas import CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.team import NAMES, hire_team, site_id, terms

__all__ = ["at_work", "inside"]

PAGE = "/echeances"
TODAY = date(2026, 11, 16)
SignIn = Callable[[Persona], Visitor]
Inside = Callable[..., Any]


def lines(visitor: Visitor, path: str = PAGE) -> list[str]:
    """Returns what each line of the list says, on one line."""
    page = visitor.get(path)
    assert page.status_code == 200
    return [" ".join(each.text_content().split()) for each in html.fromstring(page.text).xpath("//main//li[@id]")]


def act_of(visitor: Visitor, word: str) -> str:
    """Returns where the first form of the list that does so is sent."""
    forms = html.fromstring(visitor.get(PAGE).text).forms
    return str(next(form.action for form in forms if (form.action or "").endswith(word)))


def note_pass(contract: UUID, starts_on: date, number: str = "999990000001") -> None:
    with atomic():
        person = member(contract).person
        record_pass(site_id=site_id(), person=person, number=number, starts_on=starts_on, actor="test")


def test_each_kind_of_deadline_appears_before_its_day(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)))
    inside(hire, "Bruno", "Mésange", terms(date(2026, 10, 19), date(2027, 6, 18)))
    covered = inside(hire, "Chloé", "Tilleul", terms(date(2026, 9, 1), date(2027, 4, 30)))
    inside(note_pass, covered, date(2025, 3, 1))
    decision = Derogation(Ground.SHORT_WEEK, date(2026, 1, 20), "Dossier 4", TODAY + timedelta(days=10))
    inside(hire, "Driss", "Pinson", replace(terms(date(2026, 9, 1), date(2027, 4, 30)), derogations=(decision,)))
    inside(hire, "Elsa", "Charme", terms(date(2026, 9, 1), date(2027, 4, 30)))
    inside(hire, "Farid", "Grive", terms(date(2026, 10, 19), NO_TERM))

    said = lines(sign_in(CIP))

    assert len(said) == 4
    trial, derogation, contract, uncovered = said
    assert "Bruno Mésange" in trial
    assert "Fin d’essai" in trial
    assert "Dans 2 jours, le 18/11/2026" in trial
    assert "Driss Pinson" in derogation
    assert "faites le bilan" in derogation
    assert "Ada Bouleau" in contract
    assert "Dans 20 jours" in contract
    assert "Chloé Tilleul" in uncovered
    assert "Contrat plus long que le PASS" in uncovered


def test_a_renewed_contract_is_no_deadline(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)))
    adviser = sign_in(CIP)
    assert len(lines(adviser)) == 1

    person = inside(lambda: member(contract).person)
    inside(renew, person, terms(TODAY + timedelta(days=21), TODAY + timedelta(days=150)))
    assert lines(adviser) == []
    assert "Rien n’arrive à son terme" in adviser.get(PAGE).text


def test_an_adviser_takes_a_deadline_and_leaves_it(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)))
    adviser = sign_in(CIP)
    act = act_of(adviser, "prendre")

    adviser.submit(PAGE, action=act)
    assert "s’en occupe" in lines(adviser)[0]
    adviser.submit(PAGE, action=act.replace("prendre", "laisser"))
    assert "s’en occupe." not in lines(adviser)[0]


def test_a_deadline_is_put_off_with_a_reason_and_comes_back(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)))
    adviser = sign_in(CIP)
    act = act_of(adviser, "reporter")

    for typed, sentence in (
        ({"until": "2026-11-16", "reason": "x"}, "Choisissez un jour d’ici 60 jours"),
        ({"until": "2027-11-16", "reason": "x"}, "Choisissez un jour d’ici 60 jours"),
        ({"until": "2026-11-20", "reason": ""}, "Écrivez pourquoi"),
        ({"until": "hier", "reason": "x"}, "Cette date n’existe pas"),
    ):
        refused = adviser.submit(PAGE, action=act, **typed)
        assert refused.status_code == 422
        assert sentence in refused.text
    assert inside(lambda: session.scalars(select(DeadlineMark)).all()) == []

    assert adviser.submit(PAGE, action=act, until="2026-11-20", reason="Réponse attendue").status_code == 303
    assert "Reportées" in adviser.get(PAGE).text
    assert "Revient le 20/11/2026" in lines(adviser)[0]
    assert "Rien ne presse." in adviser.get(PAGE).text
    with clock.at(clock.at_paris(date(2026, 11, 20), 9)):
        assert "Revient" not in lines(sign_in(CIP))[0]
    adviser.submit(PAGE, action=act.replace("reporter", "reprendre"))
    assert "Revient" not in lines(adviser)[0]


def test_the_exams_of_a_site_are_there_too(sign_in: SignIn, inside: Inside) -> None:
    inside(exams.plan, TODAY + timedelta(days=30), slug="auto-bleue", rncp=exams.MECHANIC)
    (line,) = lines(sign_in(CIP))
    assert "Mécanicien" in line
    assert "Dans 30 jours" in line
    assert lines(sign_in(CIP), f"{PAGE}?sorte=contract") == []


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE], ids=str)
def test_others_have_no_such_list(sign_in: SignIn, persona: Persona) -> None:
    assert sign_in(persona).get(PAGE).status_code == 403


def test_what_nobody_takes_moves_to_the_top_and_says_since_when(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=23)))
    inside(hire, "Bruno", "Mésange", terms(date(2026, 6, 1), TODAY + timedelta(days=24)))
    inside(note_pass, inside(hire, "Chloé", "Tilleul", terms(date(2026, 6, 1), date(2027, 1, 31))), date(2024, 11, 20))
    adviser = sign_in(CIP)

    told = lines(adviser)
    assert [each.split()[0] for each in told] == ["Chloé", "Ada", "Bruno"]
    assert "Sans personne depuis 27 jours" in told[0]
    assert "Sans personne depuis 7 jours" in told[1]
    assert "Sans personne" not in told[2]

    adviser.submit(PAGE, action=act_of(adviser, "prendre"))
    assert lines(adviser)[0].startswith("Ada")
    taken = next(each for each in lines(adviser) if each.startswith("Chloé"))
    assert "s’en occupe" in taken
    assert "Sans personne" not in taken


def test_the_wait_begins_anew_with_anybody_s_last_word(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)))
    adviser = sign_in(CIP)
    act = act_of(adviser, "prendre")
    adviser.submit(PAGE, action=act)
    adviser.submit(PAGE, action=act.replace("prendre", "laisser"))
    assert "Sans personne" not in lines(adviser)[0]

    for days, said in ((6, False), (7, True)):
        with clock.at(clock.at_paris(TODAY + timedelta(days=days), 9)):
            assert ("Sans personne depuis" in lines(sign_in(CIP))[0]) is said


def test_the_direction_has_the_list_and_takes_a_line(sign_in: SignIn, inside: Inside) -> None:
    inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)), "gourmand")
    direction = sign_in(DIRECTION)
    assert len(lines(direction)) == 1
    direction.submit(PAGE, action=act_of(direction, "prendre"))
    assert "Direction s’en occupe" in lines(direction)[0]


def test_an_adviser_neither_sees_nor_takes_what_is_elsewhere(sign_in: SignIn, inside: Inside) -> None:
    contract = inside(hire, "Ada", "Bouleau", terms(date(2026, 6, 1), TODAY + timedelta(days=20)), "gourmand")
    adviser = sign_in(CIP)
    assert lines(adviser) == []
    assert sign_in(NEIGHBOUR).get(PAGE).status_code == 403
    assert adviser.post(f"{PAGE}/contract/{contract}/prendre").status_code in {400, 404}
    assert inside(lambda: session.scalars(select(DeadlineMark)).all()) == []


def test_the_list_takes_as_many_statements_for_twenty_four(app: Flask, sign_in: SignIn, inside: Inside) -> None:
    adviser = sign_in(CIP)

    def count() -> int:
        with statements(app) as sent:
            adviser.get(PAGE)
        return len(sent)

    inside(hire_team, 3, contract=terms(date(2026, 9, 1), TODAY + timedelta(days=20)))
    few = count()
    for name in NAMES[3:]:
        inside(hire, *name.split(), terms(date(2026, 9, 1), TODAY + timedelta(days=20)))
    assert count() == few <= 14
