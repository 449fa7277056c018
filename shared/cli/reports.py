"""`ateliers report`: the reports that the association owes, the same that the screens give."""

from __future__ import annotations

from pathlib import Path

import click

from shared.cli.exports import OUT
from shared.cli.frame import actor, in_house, output_file
from shared.db import atomic
from shared.kernel import clock
from shared.reporting.impact.disclosure import Audience, list_shown
from shared.reporting.impact.export import Form, record_export, write_report
from shared.reporting.impact.figures import count_measures, find_report


@click.group()
def report() -> None:
    """Write reports."""


@report.command()
@click.option("--year", type=click.IntRange(2000, 2199), required=True, help="A year that has begun.")
@click.option("--audience", type=click.Choice([each.value for each in Audience]), required=True)
@click.option("--format", "form", type=click.Choice([each.value for each in Form]), required=True)
@OUT
@in_house
def impact(year: int, audience: str, form: str, out: Path) -> None:
    """Write the published figures of a year, each with its numerator and denominator."""
    if year > clock.today().year:
        raise click.BadParameter("cette année n’a pas encore commencé.", param_hint="--year")
    # The vault notes who reads it before it is read, in a unit of its own.
    found = count_measures(find_report(year), actor=actor())
    with output_file(out) as file, atomic():
        write_report(found, Audience(audience), Form(form), file, actor=actor())
        record_export(year, Audience(audience), Form(form), actor=actor())
    counted = sum(each.value is not None for each in list_shown(found, Audience(audience)))
    click.echo(f"{out}\u00a0: {counted} chiffres sur {len(found.figures)}, jusqu’au {found.last_day:%d/%m/%Y}.")
    for gap in found.gaps:
        click.echo(gap)
