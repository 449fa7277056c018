"""`ateliers export`: files for the accountant and the payroll, the same that the screens give."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from shared.cli.frame import actor, in_house, output_file, site_named
from shared.db import atomic
from shared.invoicing.revenue import RevenueQuestion
from shared.kernel.money import euros
from shared.reporting.revenue import Format, export_revenue

DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def export() -> None:
    """Write files."""


@export.command()
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day, included.")
@click.option("--workshop", metavar="SLUG", help="One workshop; all of them when left out.")
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), required=True)
@click.option("--out", type=OUT, required=True, help="Written whole or not at all.")
@in_house
def revenue(first: datetime, last: datetime, workshop: str | None, form: str, out: Path) -> None:
    """Write what was invoiced."""
    with atomic(), output_file(out) as file:
        sites = frozenset({site_named(workshop).id}) if workshop else None
        question = RevenueQuestion(first=first.date(), last=last.date(), site_ids=sites)
        control = export_revenue(question, Format(form), file, actor=actor())
    click.echo(f"{out}\u00a0: {control.documents} documents, {euros(control.gross_cents)} TTC.")
