"""What waits for somebody today: one card a thing to do, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import func, select

from shared.accounts.access import may, sites_with
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.db import session
from shared.invoicing.revenue import RevenueQuestion, count_control
from shared.jobs.queries import find_outbox_state
from shared.kernel import clock
from shared.kernel.money import euros
from shared.kernel.weeks import Month
from shared.orders.queries import list_board
from shared.payments.models import PaymentAnomaly
from shared.payroll.models import DayStatus
from shared.payroll.queries import DayPage, find_day
from shared.web.filters import month_fr
from shared.workshop import Place, Site, Workshop, find_site, registry


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing: `figure` is its number, `action` what the link does, `tone` how much it presses."""

    title: str
    text: str
    url: str
    action: str
    icon: str
    tone: str = "neutral"
    figure: str | None = None


def list_cards(user: User) -> list[Card]:
    """Returns the cards of `user`, by role: hours and orders of each own site, money, the house itself."""
    cards = [card for place in registry().places for card in _place_cards(user, place)]
    cards += _money_cards(user)
    if may(user, Permission.VIEW_OPERATIONS):
        cards.append(_operations_card())
    return cards


def _place_cards(user: User, place: Place) -> Iterator[Card]:
    if may(user, Permission.EDIT_HOURS, place.slug):
        yield _day_card(place, find_site(place.slug))
    elif _has_own_sites(user) and may(user, Permission.VIEW_HOURS, place.slug):
        yield Card(
            title=f"Heures, {place.site.staff_label}",
            text="La semaine de l’équipe, personne par personne.",
            url=url_for(f"{place.staff_name}.payroll.week_now"),
            action="Voir la semaine",
            icon="calendar",
        )
    if isinstance(place, Workshop) and may(user, Permission.MOVE_ORDERS, place.slug):
        yield _orders_card(place, find_site(place.slug))


def _has_own_sites(user: User) -> bool:
    return sites_with(user, Permission.VIEW_HOURS) is not None


def _day_card(place: Place, site: Site) -> Card:
    page = find_day(site.id, clock.today())
    title, text, tone = _words_of(page)
    return Card(
        title=title,
        text=text,
        url=url_for(f"{place.staff_name}.payroll.today"),
        action="Ouvrir la feuille du jour",
        icon="clock",
        tone=tone,
        figure=f"{len(page.tiles) - page.left} sur {len(page.tiles)}" if page.tiles else None,
    )


def _words_of(page: DayPage) -> tuple[str, str, str]:
    if not page.tiles:
        return "Personne n’est attendu aujourd’hui", "Le planning de l’équipe est vide ce jour.", "neutral"
    if page.status is not DayStatus.DRAFT:
        return "La journée est validée", "Rien à faire. Vous pouvez encore la rouvrir pour corriger.", "success"
    if page.left:
        return (
            "Qui est là aujourd’hui\u00a0?",
            "Notez les présences\u00a0: un geste pour tous, deux par exception.",
            "info",
        )
    return "La journée est notée", "Il reste à la valider quand elle est finie.", "warning"


def _orders_card(workshop: Workshop, site: Site) -> Card:
    waiting = len(list_board(site.id))
    return Card(
        title="Commandes en cours" if waiting else "Aucune commande en cours",
        text="Faites avancer chaque commande d’une étape\u00a0; le client est prévenu."
        if waiting
        else "Les nouvelles commandes arrivent ici toutes seules.",
        url=url_for(f"{workshop.staff_name}.orders.board"),
        action="Voir les commandes",
        icon="wrench",
        tone="info" if waiting else "neutral",
        figure=str(waiting) if waiting else None,
    )


def _money_cards(user: User) -> Iterator[Card]:
    if may(user, Permission.VIEW_REVENUE):
        month = Month.of(clock.today())
        sites = sites_with(user, Permission.VIEW_REVENUE)
        question = RevenueQuestion(
            first=month.first, last=month.last, site_ids=None if sites is None else frozenset(sites)
        )
        control = count_control(question)
        yield Card(
            title="Chiffre d’affaires du mois",
            text=f"Hors taxes, en {month_fr(month.first)}, sur {_counted(control.documents, 'document')}.",
            url=url_for("reporting.revenue"),
            action="Voir et exporter",
            icon="chart",
            figure=euros(control.net_cents),
        )
    if may(user, Permission.EXPORT_REVENUE):
        yield from _anomaly_cards()


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
        else f"{_counted(state.late, 'travail', 'travaux')} en retard, {state.given_up} abandonnés.",
        url=url_for("operations.overview"),
        action="Voir l’exploitation",
        icon="settings",
        tone="warning" if troubled else "success",
        figure=str(state.waiting),
    )


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number <= 1 else many or f'{one}s'}"
