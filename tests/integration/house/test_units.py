"""Who may write, from when, and the one place that commits."""

from __future__ import annotations

import io

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from shared.accounts.permissions import public
from shared.db import UnitError, atomic, begin, in_unit, next_number, on_commit, session
from shared.db.sequences import Sequence
from tests.integration.house.conftest import Variant

SERIES = "test"


def counted() -> int | None:
    """Returns how far the series of these tests has come."""
    return session.scalar(select(Sequence.last_number).where(Sequence.series == SERIES))


def count_and_fail() -> None:
    """Writes, then gives up."""
    with atomic():
        next_number(SERIES)
        raise KeyError


@pytest.mark.usefixtures("context")
class TestAService:
    """Outside a request, as a job or a command."""

    def test_commits_once_at_the_end_of_the_block(self) -> None:
        with atomic():
            next_number(SERIES)
        assert counted() == 1

    def test_writes_nothing_when_it_raises(self) -> None:
        with pytest.raises(KeyError):
            count_and_fail()
        assert counted() is None
        assert not in_unit()

    def test_may_not_flush_outside_a_unit(self) -> None:
        session.add(Sequence(series=SERIES, last_number=1))
        with pytest.raises(UnitError):
            session.flush()

    def test_may_not_write_past_the_session_either(self) -> None:
        """The database itself refuses."""
        with pytest.raises(DBAPIError):
            session.execute(text("INSERT INTO sequences (series, last_number) VALUES ('test', 1)"))

    def test_may_not_open_a_second_unit_inside_one(self) -> None:
        with atomic(), pytest.raises(UnitError):
            atomic().__enter__()

    def test_begins_before_anything_is_read(self) -> None:
        counted()
        with pytest.raises(UnitError):
            begin()

    def test_may_read_before_its_unit_all_the_same(self) -> None:
        """`atomic` starts afresh: what was read before does not count."""
        counted()
        with atomic():
            next_number(SERIES)
        assert counted() == 1

    def test_takes_numbers_inside_a_unit_only(self) -> None:
        with pytest.raises(UnitError):
            next_number(SERIES)


@pytest.mark.usefixtures("context")
class TestWhatFollowsACommit:
    """`on_commit`: afterwards, or not at all."""

    def test_happens_after_it(self) -> None:
        seen: list[int | None] = []
        with atomic():
            on_commit(lambda: seen.append(counted()))
            next_number(SERIES)
            assert seen == []
        assert seen == [1]

    def test_never_happens_after_a_rollback(self) -> None:
        seen: list[str] = []

        def promise_and_fail() -> None:
            with atomic():
                on_commit(seen.append, "done")
                raise KeyError

        with pytest.raises(KeyError):
            promise_and_fail()
        with atomic():
            next_number(SERIES)
        assert seen == []

    def test_takes_ids_not_objects(self) -> None:
        with atomic(), pytest.raises(UnitError):
            on_commit(print, Sequence(series=SERIES, last_number=1))

    def test_belongs_inside_a_unit(self) -> None:
        with pytest.raises(UnitError):
            on_commit(print)


class Slow(io.BytesIO):
    """A body that tells whether a unit was open when it was read."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.held_up_others: list[bool] = []

    def read(self, size: int | None = -1, /) -> bytes:
        self.held_up_others.append(in_unit())
        return super().read(size)

    def readinto(self, buffer: object, /) -> int:
        self.held_up_others.append(in_unit())
        return super().readinto(buffer)  # type: ignore[arg-type]


@pytest.fixture
def writing(variant: Variant) -> Flask:
    """An application with a page that writes, whatever the method."""
    app = variant()
    pages = Blueprint("writing", __name__)

    @pages.route("/essai/compter", methods=["GET", "POST"])
    @public
    def count() -> str:
        session.execute(select(Sequence)).all()
        with atomic():
            return str(next_number(SERIES))

    @pages.route("/essai/ecrire", methods=["GET", "POST"])
    @public
    def write() -> str:
        session.add(Sequence(series=SERIES, last_number=1))
        session.flush()
        return "written"

    app.register_blueprint(pages)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_a_form_may_read_first_and_write_then(writing: Flask) -> None:
    assert writing.test_client().post("/essai/compter").text == "1"


def test_a_page_that_is_only_looked_at_writes_nothing(writing: Flask) -> None:
    assert writing.test_client().get("/essai/ecrire").status_code == 500
    with writing.app_context():
        assert counted() is None


def test_what_a_form_flushes_without_commit_is_gone(writing: Flask) -> None:
    assert writing.test_client().post("/essai/ecrire").text == "written"
    with writing.app_context():
        assert counted() is None


def test_a_slow_visitor_keeps_nobody_from_writing(writing: Flask) -> None:
    """What is sent has arrived before the unit begins."""
    body = Slow(b"plate=AB-123-CD")

    answer = writing.test_client().post(
        "/essai/compter", input_stream=body, content_length=15, content_type="application/x-www-form-urlencoded"
    )

    assert answer.text == "1"
    assert body.held_up_others
    assert not any(body.held_up_others)
