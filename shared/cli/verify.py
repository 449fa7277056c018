"""`ateliers verify`: recomputes what must add up, and trusts no stored sum and no digest alone."""

from __future__ import annotations

import click

from shared.audit.services import list_broken_links
from shared.cli.frame import DATA_WRONG, in_house, leave
from shared.invoicing.journal.verification import list_wrong_entries
from shared.invoicing.verification import list_wrong_invoices
from shared.orders.quotes.verification import list_wrong_quotes
from shared.orders.stock import list_wrong_levels
from shared.orders.verification import list_wrong_orders
from shared.payments.verification import list_unbooked_money, list_wrong_balances
from shared.payroll.verification import list_wrong_hours, list_wrong_months
from shared.people.passes.verification import list_wrong_passes
from shared.people.vault import list_unreadable_entries
from shared.training.verification import list_wrong_sheets

CHECKS = {
    "le journal d’audit": list_broken_links,
    "les commandes": list_wrong_orders,
    "les devis": list_wrong_quotes,
    "le stock": list_wrong_levels,
    "les factures": list_wrong_invoices,
    "les paiements": list_wrong_balances,
    "le journal comptable": list_wrong_entries,
    "les écritures de trésorerie": list_unbooked_money,
    "les heures": list_wrong_hours,
    "les mois de paie": list_wrong_months,
    "les PASS IAE": list_wrong_passes,
    "les feuilles d’émargement": list_wrong_sheets,
    "le coffre": list_unreadable_entries,
}


@click.command()
@in_house
def verify() -> None:
    """Recompute the chains, the numbering and every total; list what is off."""
    problems = [problem for check in CHECKS.values() for problem in check()]
    if problems:
        leave(problems, DATA_WRONG)
    click.echo(f"Tout concorde\u00a0: {', '.join(CHECKS)}.")
