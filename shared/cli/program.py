"""The program `ateliers` and its commands."""

from __future__ import annotations

import click

from shared.cli.database import db
from shared.cli.demonstration import demo
from shared.cli.exports import export
from shared.cli.frame import CreateApp, Program
from shared.cli.invoices import invoice
from shared.cli.reports import report
from shared.cli.service import serve, stripe_standin, worker
from shared.cli.users import user
from shared.cli.verify import verify


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
def ateliers() -> None:
    """Run the Ateliers: sales, hours and follow-up of the insertion workshops."""


for command in (serve, worker, stripe_standin, db, demo, user, export, report, invoice, verify):
    ateliers.add_command(command)


def run(create_app: CreateApp) -> None:
    """Runs the command line on the application that `create_app` makes."""
    ateliers(obj=create_app, prog_name="ateliers")
