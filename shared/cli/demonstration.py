"""`ateliers demo`: invented data to look around in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from shared.cli.database import upgrade_database
from shared.cli.frame import in_house
from shared.db import atomic
from shared.demo.loading import load_demonstration, refuse_real_house
from shared.kernel import clock
from shared.kernel.errors import InvalidInput


@click.group()
def demo() -> None:
    """Fill the house with invented people."""


@demo.command()
@click.option("--year", type=int, default=2024, show_default=True, help="The year that is invented in full.")
@click.option("--today", type=click.DateTime(formats=["%Y-%m-%d"]), help="Pretend that today is this day.")
@click.option("--scale", type=click.IntRange(1, 50), default=1, help="So many times the people and the sales.")
@in_house
def load(year: int, today: datetime | None, scale: int) -> None:
    """Bring the schema up to date and load the demonstration, or the days that are missing since it was loaded.

    A whole year and what follows it take a few minutes.
    """
    refuse_real_house()
    upgrade_database()
    moment = clock.at_paris(today.date(), 18) if today else clock.now()
    try:
        with clock.at(moment), _without_collecting(), atomic():
            loaded = load_demonstration(year=year, until=clock.today(), scale=scale, tell=_tell)
    except InvalidInput as refusal:
        raise click.BadParameter(refusal.sentence, param_hint=f"--{refusal.field}") from refusal
    click.echo("La démonstration est chargée." if loaded else "La démonstration est déjà chargée.")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Lets no cycle be looked for meanwhile: a unit of a hundred thousand rows keeps them all (a tenth of its time)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tell(label: str) -> None:
    click.echo(f"  {label}…", err=True)
