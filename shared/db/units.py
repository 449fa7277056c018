"""Units of work: who may write, from when, and the one place that commits.

Outside a unit the database is read-only: the connection says so to the database itself and a flush raises. `begin`
opens a writing unit, before anything has been read: on SQLite with BEGIN IMMEDIATE, because a deferred transaction
that reads first and writes later dies under concurrency. `atomic` closes it: commits once, or rolls back once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import request
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from shared.db.base import Base, session
from shared.db.engine import WRITING

if TYPE_CHECKING:
    from flask import Flask

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_UNIT = "ateliers_unit"
_ATOMIC = "ateliers_atomic"
_AFTER = "ateliers_after"
_MEMORY = "ateliers_memory"


class UnitError(RuntimeError):
    """A mistake of the programmer: writing outside a unit, nesting units, or beginning one after reading."""


def begin() -> None:
    """Begins a writing unit, before anything is read; raises UnitError when something has been."""
    current = session()
    if current.in_transaction():
        message = "a unit begins before anything is read"
        raise UnitError(message)
    # What an earlier unit of this session has read may have changed since.
    current.expire_all()
    current.info.pop(_MEMORY, None)
    current.info[_UNIT] = True
    current.connection(execution_options={WRITING: True})


def unit_memory() -> dict[object, Any]:
    """Returns what this unit remembers and forgets when it ends: rows that it holds; raises UnitError outside one."""
    if not in_unit():
        message = "only a unit holds rows"
        raise UnitError(message)
    memory: dict[object, Any] = session().info.setdefault(_MEMORY, {})
    return memory


def in_unit() -> bool:
    """Tells whether a writing unit is open: no network call may happen inside one."""
    return bool(session().info.get(_UNIT))


def stop_reading() -> None:
    """Ends the present reading, so that slow work afterwards holds nothing; raises UnitError inside a unit."""
    if in_unit():
        message = "a unit ends with atomic() alone"
        raise UnitError(message)
    session().rollback()


@contextmanager
def atomic() -> Iterator[None]:
    """Commits once at the end of the block, or rolls everything back when it raises.

    Belongs to views, jobs and commands, never to services. Continues the unit that the request began, else begins one.
    """
    current = session()
    if current.info.get(_ATOMIC):
        message = "atomic() does not nest: services never open a unit"
        raise UnitError(message)
    if not in_unit():
        # A job or a command may have read on this session before: a unit starts from a fresh transaction.
        current.rollback()
        begin()
    current.info[_ATOMIC] = True
    try:
        yield
        current.commit()
    except BaseException:
        current.info.pop(_AFTER, None)
        current.rollback()
        raise
    finally:
        for name in (_UNIT, _ATOMIC, _MEMORY):
            current.info.pop(name, None)
    _run_after_commit(current)


def commit_request() -> None:
    """Commits the unit of this request for a library whose views cannot say `with atomic()`."""
    with atomic():
        pass


def on_commit(call: Callable[..., object], *ids: object) -> None:
    """Calls `call(*ids)` once the unit has been committed, never when it is rolled back; refuses ORM objects."""
    if any(isinstance(value, Base) for value in ids):
        message = "on_commit takes ids: an ORM object belongs to the unit that is over by then"
        raise UnitError(message)
    if not in_unit():
        message = "on_commit belongs inside a unit"
        raise UnitError(message)
    session().info.setdefault(_AFTER, []).append((call, ids))


def _run_after_commit(current: Session) -> None:
    for call, ids in current.info.pop(_AFTER, []):
        call(*ids)


def _refuse_flush(current: Session, _context: object, _instances: object) -> None:
    if not current.info.get(_UNIT):
        message = "nothing is written outside a unit: a GET, or a service called without atomic()"
        raise UnitError(message)


def _reread_what_is_locked(state: ORMExecuteState) -> None:
    """A row that is locked is read anew, even when the session knows it: another unit may just have changed it."""
    if state.is_select and getattr(state.statement, "_for_update_arg", None) is not None:
        state.update_execution_options(populate_existing=True)


def init_app(app: Flask) -> None:
    """Begins a unit first thing on every unsafe request; safe ones stay read-only."""

    @app.before_request
    def begin_on_unsafe_method() -> None:
        if request.method not in SAFE_METHODS:
            # Read in full before anybody has to wait for us: the visitor's line may be slow.
            request.get_data()
            begin()


event.listen(Session, "before_flush", _refuse_flush)
event.listen(Session, "do_orm_execute", _reread_what_is_locked)
