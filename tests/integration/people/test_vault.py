"""The vault keeps what concerns justice and health: sealed, bound to its row, opened for a purpose that is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from shared.audit.models import AuditEvent
from shared.audit.services import list_broken_links
from shared.config import Settings
from shared.db import atomic, session
from shared.db.units import UnitError
from shared.kernel.errors import NotFound
from shared.people.contracts.services import withdraw_contract
from shared.people.models import SEALED_BYTES, Contract, Person, VaultEntry, VaultTopic
from shared.people.vault import (
    Purpose,
    VaultClosedError,
    count_court_measures,
    list_unreadable_entries,
    lock_away,
    note_court_measure,
    open_vault,
    vault_is_on,
)
from tests.support.team import hire_team, site_id, terms

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def people() -> list[Person]:
    hire_team(3)
    return list(session.scalars(select(Person).order_by(Person.id)))


@pytest.fixture
def settled(people: list[Person]) -> list[Person]:
    """Three people, of whom the first and the last are under a court measure."""
    with atomic():
        for person, under in zip(people, (True, False, True), strict=True):
            note_court_measure(person=person.public_id, under_measure=under, actor="user:adviser")
    return people


@pytest.fixture
def with_settings(app: Flask, settings: Settings) -> Iterator[dict[str, Settings]]:
    """Lets a test live under other settings."""
    yield app.extensions
    app.extensions["ateliers_settings"] = settings


def ids(people: list[Person]) -> list[int]:
    return [person.id for person in people]


def count(people: list[Person]) -> tuple[int, int]:
    found = count_court_measures(ids(people), purpose=Purpose.COUNT, actor="user:direction")
    return found.under, found.known


def events(action: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_measures_are_counted_among_those_who_were_asked(settled: list[Person]) -> None:
    assert count(settled) == (2, 3)
    assert count(settled[:2]) == (1, 2)
    hired = [*settled, Person(id=10_000, public_id=UUID(int=1))]
    assert count(hired) == (2, 3)


def test_what_is_written_again_replaces_what_was_there(settled: list[Person]) -> None:
    with atomic():
        note_court_measure(person=settled[0].public_id, under_measure=False, actor="user:adviser")

    assert count(settled) == (1, 3)


def test_a_row_tells_nothing_to_whoever_has_no_key(settled: list[Person]) -> None:
    entries = list(session.scalars(select(VaultEntry)))

    assert len(entries) == len(settled)
    assert {len(entry.sealed) for entry in entries} == {SEALED_BYTES}
    assert not [entry for entry in entries if b"measure" in entry.sealed or b"true" in entry.sealed]
    assert len({entry.sealed for entry in entries}) == len(entries)
    assert {entry.topic.value for entry in entries} == {"status"}


def test_the_audit_says_who_wrote_and_who_read_and_never_what(settled: list[Person]) -> None:
    count(settled)

    assert {event.subject for event in events("vault.written")} == {f"person:{each.public_id}" for each in settled}
    assert [event.detail for event in events("vault.written")] == [{}] * 3
    (opened,) = events("vault.opened")
    assert (opened.actor, opened.detail) == ("user:direction", {"topic": "status", "purpose": "count", "people": 3})
    assert list(list_broken_links()) == []


def test_nothing_is_read_that_could_not_be_noted(settled: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("shared.people.vault.record_event", refuse)
    monkeypatch.setattr("shared.people.vault._opened", lambda _: pytest.fail("opened without a note"))

    with pytest.raises(RuntimeError, match="the log is full"):
        count(settled)


def test_a_unit_cannot_take_its_note_back(settled: list[Person]) -> None:
    with pytest.raises(UnitError), atomic():
        count(settled)


def test_an_entry_opens_at_its_own_place_only(settled: list[Person]) -> None:
    first, second = session.scalars(select(VaultEntry).order_by(VaultEntry.id).limit(2))
    with atomic():
        session.execute(update(VaultEntry).where(VaultEntry.id == second.id).values(sealed=first.sealed))
    session.expire_all()

    with pytest.raises(VaultClosedError, match="changée ou déplacée"):
        count(settled)
    (problem,) = list_unreadable_entries()
    assert str(second.public_id) in problem


def test_a_vault_that_is_off_gives_no_figure(
    settled: list[Person], settings: Settings, with_settings: dict[str, Settings]
) -> None:
    with_settings["ateliers_settings"] = replace(settings, vault_key="")

    assert not vault_is_on()
    with pytest.raises(VaultClosedError, match="n’est pas disponible"):
        count(settled)
    with pytest.raises(VaultClosedError), atomic():
        note_court_measure(person=settled[0].public_id, under_measure=True, actor="user:adviser")
    assert events("vault.opened") == []
    assert list(list_unreadable_entries()) == []


def test_another_key_opens_nothing(
    settled: list[Person], settings: Settings, with_settings: dict[str, Settings]
) -> None:
    with_settings["ateliers_settings"] = replace(settings, vault_key="another key, as long as it has to be")

    with pytest.raises(VaultClosedError, match="autre clé"):
        count(settled)
    assert len(list(list_unreadable_entries())) == 3


def test_somebody_who_never_came_leaves_nothing_behind() -> None:
    (contract,) = hire_team(1, contract=terms(date(2099, 9, 1), date(2100, 4, 30)))
    person = session.scalars(select(Person.public_id)).one()
    with atomic():
        note_court_measure(person=person, under_measure=True, actor="user:adviser")
        withdraw_contract(site_id=site_id(), contract=contract, reason="N’est pas venue", actor="user:adviser")

    assert session.scalars(select(VaultEntry)).all() == []
    assert session.scalars(select(Contract)).all() == []


def test_a_content_that_would_show_its_length_is_refused(people: list[Person]) -> None:
    with pytest.raises(ValueError, match="bytes at most"), atomic():
        lock_away(person=people[0].public_id, topic=VaultTopic.EXIT, content={"a": "é" * 200}, actor="user:adviser")
    with pytest.raises(NotFound), atomic():
        lock_away(person=UUID(int=5), topic=VaultTopic.EXIT, content={}, actor="user:adviser")
    assert open_vault(VaultTopic.EXIT, ids(people), purpose=Purpose.FOLLOW, actor="user:adviser") == {}
