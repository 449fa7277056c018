"""`ateliers demo`: invented data to look around in."""

from __future__ import annotations

from datetime import datetime

import click

from shared.cli.database import upgrade_database
from shared.cli.frame import in_house
from shared.db import atomic
from shared.demo.loading import load_demonstration, refuse_real_house
from shared.kernel import clock


@click.group()
def demo() -> None:
    """Fill the house with invented people."""


@demo.command()
@click.option("--today", type=click.DateTime(formats=["%Y-%m-%d"]), help="Pretend that today is this day.")
@in_house
def load(today: datetime | None) -> None:
    """Bring the schema up to date and load the demonstration, or the days that are missing since it was loaded."""
    refuse_real_house()
    upgrade_database()
    moment = clock.at_paris(today.date(), 18) if today else clock.now()
    with clock.at(moment), atomic():
        loaded = load_demonstration(until=clock.today())
    click.echo("La démonstration est chargée." if loaded else "La démonstration est déjà chargée.")
