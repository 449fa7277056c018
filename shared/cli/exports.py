"""`ateliers export`: the files that other programs and the accountant take."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from shared.cli.frame import CALL_WRONG, actor, in_house, leave
from shared.db import atomic
from shared.files.writing import whole_file
from shared.invoicing.revenue import RevenueQuestion
from shared.kernel.money import euros
from shared.reporting.revenue import Format, export_revenue
from shared.workshop import find_site, registry

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def export() -> None:
    """Write files for other programs."""


@export.command()
@click.option("--from", "first", type=DAY, required=True, help="First day, included (2026-11-01).")
@click.option("--to", "last", type=DAY, required=True, help="Last day, included.")
@click.option("--workshop", help="One workshop alone; all of them when left out.")
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@in_house
def revenue(first: datetime, last: datetime, workshop: str | None, form: str, out: Path) -> None:
    """Write the revenue of a period, one line an invoice and VAT rate, with its control total."""
    question = RevenueQuestion(first=first.date(), last=last.date(), site_ids=_sites(workshop))
    try:
        with atomic(), whole_file(out) as file:
            control = export_revenue(question, Format(form), file, actor=actor())
    except OSError as error:
        leave([f"{out} ne peut pas être écrit\u00a0: {error.strerror}."], CALL_WRONG)
    click.echo(f"{out}\u00a0: {control.documents} documents, {euros(control.gross_cents)} TTC.")


def _sites(workshop: str | None) -> frozenset[int] | None:
    if workshop is None:
        return None
    known = {name: each.slug for each in registry() for name in (each.name, each.slug)}
    if workshop not in known:
        names = ", ".join(each.name for each in registry())
        leave([f"L’atelier «\u00a0{workshop}\u00a0» n’existe pas. Ateliers connus\u00a0: {names}."], CALL_WRONG)
    return frozenset({find_site(known[workshop]).id})
