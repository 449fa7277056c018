"""`ateliers invoice`: issued documents, as files and under examination."""

from __future__ import annotations

from pathlib import Path

import click

from shared.cli.frame import CALL_WRONG, DATA_WRONG, actor, in_house, leave, output_file
from shared.db import atomic
from shared.invoicing.examination import list_faults
from shared.invoicing.models import FileKind
from shared.invoicing.queries import find_file, list_numbers
from shared.kernel.money import euros
from shared.orders.queries import find_order_by_reference
from shared.payments.services import invoice_what_is_owed


@click.group()
def invoice() -> None:
    """Look after issued invoices."""


@invoice.command()
@click.argument("reference", metavar="ORDER")
@in_house
def issue(reference: str) -> None:
    """Issue the invoice of an order that is not paid in full, such as CMD-2026-00012."""
    with atomic():
        issued = invoice_what_is_owed(order_id=find_order_by_reference(reference).id, actor=actor())
    click.echo(f"{issued.number}\u00a0: {euros(issued.gross_cents)}.")


@invoice.command()
@click.argument("number")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@in_house
def pdf(number: str, out: Path) -> None:
    """Write the PDF of an invoice, its Factur-X inside."""
    _write(number, FileKind.PDF, out)


@invoice.command()
@click.argument("number")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@in_house
def xml(number: str, out: Path) -> None:
    """Write the Factur-X XML of an invoice."""
    _write(number, FileKind.XML, out)


@invoice.command()
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="Every invoice ever issued.")
@in_house
def check(number: str | None, *, everything: bool) -> None:
    """Check invoices against their digest, their lines, and the rules of Factur-X, BR-FR, PDF/A and PDF/UA."""
    if everything == (number is not None):
        leave(["Donnez un numéro, ou --all."], CALL_WRONG)
    numbers = list_numbers() if number is None else [number]
    faults = [f"{each}\u00a0: {fault}" for each in numbers for fault in list_faults(each)]
    if faults:
        leave(faults, DATA_WRONG)
    click.echo(f"{len(numbers)} factures vérifiées, aucune anomalie.")


def _write(number: str, kind: FileKind, out: Path) -> None:
    content = find_file(number, kind)
    with output_file(out) as file:
        file.write(content)
    click.echo(str(out))
