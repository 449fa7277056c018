"""What all commands share: entering the application, who acts, and how a refusal becomes an exit code."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, NoReturn, ParamSpec, Protocol, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from shared.config import Settings, SettingsError
from shared.files.writing import reason_of, whole_file
from shared.kernel.errors import TradeError
from shared.workshop import Site, find_site

DATA_WRONG = 1
CALL_WRONG = 2

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class CreateApp(Protocol):
    """Makes the application; the composition root hands it in, because shared code knows no workshop."""

    __module__: str
    __name__: str

    def __call__(self, settings: Settings | None = None) -> Flask:
        """Raises SettingsError; reads the settings from the environment when it is given none."""


class Program(click.Group):
    """The group of all commands: says each problem on one line of stderr and exits with the documented code."""

    def invoke(self, context: click.Context) -> object:
        """Runs the command that was asked for."""
        try:
            return super().invoke(context)
        except SettingsError as error:
            leave(error.problems, CALL_WRONG)
        except TradeError as error:
            leave([error.sentence], DATA_WRONG)
        except (OperationalError, ProgrammingError) as error:
            reason = str(error.orig).partition("\n")[0]
            leave([f"La base de données ne répond pas, ou il lui manque `ateliers db upgrade` : {reason}"], CALL_WRONG)


def leave(problems: Iterable[str], code: int) -> NoReturn:
    """Writes each problem on a line of stderr and exits with `code`."""
    for problem in problems:
        click.echo(problem, err=True)
    raise click.exceptions.Exit(code)


def in_house(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Runs a command inside the application that the context's object makes."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        create_app: CreateApp = click.get_current_context().obj
        with create_app().app_context():
            return command(*args, **kwargs)

    return run


def site_named(name: str) -> Site:
    """Returns the site that an option names, with hyphens or underscores; an unknown one makes the call wrong."""
    try:
        return find_site(name.replace("_", "-"))
    except LookupError:
        raise click.BadParameter(f"aucun site ne s’appelle «\u00a0{name}\u00a0».") from None


@contextmanager
def output_file(target: Path) -> Iterator[IO[bytes]]:
    """Opens the file that an option names, written whole or not at all; a place that refuses makes the call wrong."""
    try:
        with whole_file(target) as file:
            yield file
    except OSError as error:
        leave([f"{target} ne peut pas être écrit\u00a0: {reason_of(error)}."], CALL_WRONG)


def actor() -> str:
    """Returns who acts, for the audit: `cli:` and the login of this machine."""
    return f"cli:{getpass.getuser()}"
