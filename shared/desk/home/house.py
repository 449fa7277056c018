"""Money and the house itself: revenue, payments to look at, the work that waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy import func, select

from shared.accounts.access import may, sites_with
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.db import session
from shared.desk.home.card import Card, counted
from shared.invoicing.models import Invoice
from shared.invoicing.revenue import RevenueQuestion, count_control
from shared.jobs.queries import find_outbox_state
from shared.kernel import clock
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.payments.models import PaymentAnomaly
from shared.payments.settlement import Settled, list_receivables
from shared.web.filters import month_fr


def list_house_cards(user: User) -> Iterator[Card]:
    """Yields the cards of what `user` may see of money and of the program's own work."""
    if may(user, Permission.VIEW_REVENUE):
        yield from _revenue_cards(user)
        yield from _receivables_cards(user)
    if may(user, Permission.VIEW_IMPACT) and may(user, Permission.VIEW_TEAM_FIGURES):
        yield _impact_card()
    if may(user, Permission.EXPORT_REVENUE):
        yield from _anomaly_cards()
    if may(user, Permission.VIEW_OPERATIONS):
        yield _operations_card()


def _revenue_cards(user: User) -> Iterator[Card]:
    today = clock.today()
    month = Month.of(today)
    sites = sites_with(user, Permission.VIEW_REVENUE)
    mine = None if sites is None else frozenset(sites)
    of_month = count_control(RevenueQuestion(first=month.first, last=month.last, site_ids=mine))
    of_year = count_control(RevenueQuestion(first=date(today.year, 1, 1), last=today, site_ids=mine))
    yield Card(
        title="Chiffre d’affaires du mois",
        text=f"Hors taxes, en {month_fr(month.first)}, sur {counted(of_month.documents, 'document')}.",
        url=url_for("reporting.revenue"),
        action="Voir et exporter",
        icon="chart",
        figure=euros(of_month.net_cents),
    )
    yield Card(
        title=f"Depuis le 1er janvier {today.year}",
        text="Hors taxes. Mois par mois, avec les heures, les ETP et les personnes.",
        url=url_for("reporting.year_now"),
        action="Voir l’année",
        icon="calendar",
        figure=euros(of_year.net_cents),
    )


def _impact_card() -> Card:
    """Leads to the report of the last year that is over."""
    return Card(
        title=f"Rapport d’impact {clock.today().year - 1}",
        text="Personnes, sorties, examens\u00a0: chaque chiffre avec ce qui a été divisé, et qui en est.",
        url=url_for("reporting.impact_now"),
        action="Voir l’impact",
        icon="award",
    )


def _receivables_cards(user: User) -> Iterator[Card]:
    """Says what customers still owe on invoices, and how much of it is overdue."""
    sites = sites_with(user, Permission.VIEW_REVENUE)
    owed = list_receivables(*([] if sites is None else [Invoice.site_id.in_(sites)]))
    late = [each for each in owed if each.due_on and each.due_on < clock.today()]
    if owed:
        overdue = f" En retard\u00a0: {euros(sum(each.due_cents for each in late))}, {counted(len(late), 'facture')}."
        yield Card(
            title="Factures à encaisser",
            text=f"Sur {counted(len(owed), 'facture')}.{overdue if late else ' Aucune n’est en retard.'}",
            url=url_for("reporting.invoices", etat=Settled.OWED.value),
            action="Voir les factures à payer",
            icon="file",
            tone="warning" if late else "neutral",
            figure=euros(sum(each.due_cents for each in owed)),
        )


def _anomaly_cards() -> Iterator[Card]:
    waiting = session.scalar(select(func.count()).where(PaymentAnomaly.settled_at.is_(None))) or 0
    if waiting:
        yield Card(
            title="Paiements à vérifier",
            text="Stripe annonce quelque chose qui ne correspond pas à une commande. Rien n’a été encaissé chez nous.",
            url=url_for("payments.anomalies"),
            action="Regarder",
            icon="alert",
            tone="warning",
            figure=str(waiting),
        )


def _operations_card() -> Card:
    state = find_outbox_state()
    troubled = state.late + state.given_up
    return Card(
        title="La maison tourne" if not troubled else "Des travaux attendent",
        text="Courriels et factures partent normalement."
        if not troubled
        else f"{counted(state.late, 'travail', 'travaux')} en retard, {state.given_up} abandonnés.",
        url=url_for("operations.overview"),
        action="Voir l’exploitation",
        icon="settings",
        tone="warning" if troubled else "success",
        figure=str(state.waiting),
    )
