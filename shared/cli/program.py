"""The program `ateliers` and its commands."""

from __future__ import annotations

import click

from shared.cli.database import db
from shared.cli.frame import CreateApp, Program


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
def ateliers() -> None:
    """Run the Ateliers: sales, hours and follow-up of the insertion workshops."""


for command in (db,):
    ateliers.add_command(command)


def run(create_app: CreateApp) -> None:
    """Runs the command line on the application that `create_app` makes."""
    ateliers(obj=create_app, prog_name="ateliers")
