"""`ateliers export`: files for the accountant and the payroll, the same that the screens give."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from shared.cli.frame import DATA_WRONG, actor, in_house, leave, output_file, site_named
from shared.db import atomic
from shared.invoicing.revenue import RevenueQuestion
from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import show_minutes
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.payroll.export import Profile, export_payroll
from shared.payroll.months import MonthOpen
from shared.reporting.journal import export_fec
from shared.reporting.revenue import Format, Wish, export_revenue
from shared.workshop import registry

DAY = click.DateTime(["%Y-%m-%d"])
WORKSHOP = click.option("--workshop", metavar="SLUG", help="One workshop; all of them when left out.")
OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Written whole or not at all."
)


@click.group()
def export() -> None:
    """Write files."""


@export.command()
@click.option("--from", "first", type=DAY, required=True, help="The first day.")
@click.option("--to", "last", type=DAY, required=True, help="The last day, included.")
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), required=True)
@WORKSHOP
@OUT
@in_house
def revenue(first: datetime, last: datetime, workshop: str | None, form: str, out: Path) -> None:
    """Write what was invoiced."""
    with output_file(out) as file, atomic():
        sites = frozenset({site_named(workshop).id}) if workshop else None
        question = RevenueQuestion(first=first.date(), last=last.date(), site_ids=sites)
        control = export_revenue(Wish(question=question), Format(form), file, actor=actor())
    click.echo(f"{out}\u00a0: {control.documents} documents, {euros(control.gross_cents)} TTC.")


@export.command()
@click.option("--month", required=True, metavar="YYYY-MM", callback=lambda *call: _read_month(call[2]))
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), required=True)
@WORKSHOP
@OUT
@in_house
def payroll(month: Month, profile: str, workshop: str | None, out: Path) -> None:
    """Write the hours of a month that has been checked."""
    try:
        with output_file(out) as file, atomic():
            sites = [
                site_named(slug) for slug in ([workshop] if workshop else [each.slug for each in registry().places])
            ]
            control = export_payroll(sites, month, Profile(profile), file, actor=actor())
    except MonthOpen as refusal:
        leave(refusal.problems, DATA_WRONG)
    click.echo(f"{out}\u00a0: {control.people} personnes, {control.rows} lignes, {show_minutes(control.minutes)}.")
    for category, minutes in control.by_category.items():
        click.echo(f"{category}\u00a0: {show_minutes(minutes)}")
    click.echo(f"SHA-256 des lignes\u00a0: {control.sha256}")


@export.command()
@click.option("--year", type=click.IntRange(2000, 2199), required=True)
@OUT
@in_house
def fec(year: int, out: Path) -> None:
    """Write the journal of a year, sales and payments, in the columns of the FEC."""
    with output_file(out) as file, atomic():
        entries = export_fec(year, file, actor=actor())
    click.echo(f"{out}\u00a0: {entries} écritures.")


def _read_month(text: str) -> Month:
    try:
        return Month.parse(text)
    except InvalidInput as error:
        raise click.BadParameter(error.sentence) from None
