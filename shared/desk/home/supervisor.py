"""The supervisor's day in a few lines: today's sheet, what was forgotten, who leaves soon, the orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import Card, counted
from shared.followup.deadlines.finding import Deadline, list_work_deadlines
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.orders.queries import list_board
from shared.orders.quotes.queries import count_requests
from shared.payroll.models import DayStatus
from shared.payroll.queries import DayPage, find_day
from shared.payroll.queries.holes import Hole, list_holes
from shared.training.attendance.queries import SessionRow, list_to_sign
from shared.web.filters import day_fr
from shared.workshop import Place, Workshop

ENDS_SOON = timedelta(days=30)
MOST_LINES = 5
"""How many dates of the team the first page names. Source: what supervisors look for, alerts of the team."""


def list_team_cards(user: User, places: Mapping[int, Place]) -> Iterator[Card]:
    """Yields the cards of the teams that `user` leads; at most four statements a site, four for all of them."""
    own = {site_id: place for site_id, place in places.items() if may(user, Permission.EDIT_HOURS, place.slug)}
    if not own:
        return
    today = clock.today()
    holes = list_holes(own, Month.of(today).shifted(-1).first, today - timedelta(days=1))
    soon = [each for each in list_work_deadlines(own) if each.days_left <= ENDS_SOON.days]
    to_sign = list_to_sign(own)
    for site_id, place in own.items():
        name = place.site.staff_label if len(own) > 1 else ""
        yield _day_card(place, name, find_day(site_id, today))
        if sheets := [each for each in to_sign if each.site_id == site_id]:
            yield _sheets_card(place, name, sheets)
        if forgotten := [hole for hole in holes if hole.site_id == site_id]:
            yield _holes_card(place, name, forgotten)
        if coming := [each for each in soon if each.site_id == site_id]:
            yield _coming_card(place, name, coming)


def list_order_cards(user: User, places: Mapping[int, Place]) -> Iterator[Card]:
    """Yields the cards of each workshop where `user` moves orders along; two statements a workshop, one for all."""
    own = {
        site_id: place
        for site_id, place in places.items()
        if isinstance(place, Workshop) and may(user, Permission.MOVE_ORDERS, place.slug)
    }
    requests = count_requests(own) if own else {}
    for site_id, workshop in own.items():
        if waiting := requests.get(site_id):
            yield _quotes_card(workshop, waiting)
        yield _orders_card(workshop, len(list_board(site_id)))


def _day_card(place: Place, name: str, page: DayPage) -> Card:
    title, text, tone = _words_of(page)
    return Card(
        title=title,
        text=text,
        url=url_for(f"{place.staff_name}.payroll.today"),
        action="Ouvrir la feuille du jour",
        icon="clock",
        place=name,
        tone=tone,
        figure=f"{len(page.tiles) - page.left} sur {len(page.tiles)}" if page.tiles else None,
    )


def _sheets_card(place: Place, name: str, sheets: Sequence[SessionRow]) -> Card:
    first = sheets[0]
    when = "ce jour" if first.day == clock.today() else day_fr(first.day)
    return Card(
        title="Une formation à faire signer" if len(sheets) == 1 else f"{len(sheets)} formations à faire signer",
        text=f"{first.label}, {when}, {first.half.label}\u00a0: {first.came} sur {first.expected} ont signé.",
        url=url_for(f"{place.staff_name}.attendance.sheet", training=first.training),
        action="Faire signer",
        icon="edit",
        place=name,
        tone="warning",
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


def _holes_card(place: Place, name: str, holes: Sequence[Hole]) -> Card:
    oldest = holes[0]
    others = f", et {counted(len(holes) - 1, 'autre jour', 'autres jours')}" if len(holes) > 1 else ""
    return Card(
        title="Des journées sont incomplètes",
        text=f"Il manque {counted(oldest.people, 'personne')} {day_fr(oldest.day)}{others}.",
        url=url_for(f"{place.staff_name}.payroll.day_sheet", day=oldest.day),
        action="Compléter la plus ancienne",
        icon="alert",
        place=name,
        tone="danger",
        figure=counted(len(holes), "jour"),
    )


def _coming_card(place: Place, name: str, coming: Sequence[Deadline]) -> Card:
    """Names at most five, as a screen that colleagues see too may."""
    lines = [f"{each.short_who}\u00a0: {each.kind.label.lower()} {each.when}" for each in coming[:MOST_LINES]]
    others = len(coming) - MOST_LINES
    more = f"Et {counted(others, 'autre date', 'autres dates')}. " if others > 0 else ""
    return Card(
        title="Une date approche dans l’équipe" if len(coming) == 1 else "Des dates approchent dans l’équipe",
        text=f"{more}Parlez-en avec le conseiller en insertion.",
        url=url_for(f"{place.staff_name}.people.team", tri="end"),
        action="Voir l’équipe",
        icon="calendar",
        place=name,
        figure=str(len(coming)),
        lines=lines,
    )


def _quotes_card(workshop: Workshop, waiting: int) -> Card:
    return Card(
        title="Quelqu’un attend un prix" if waiting == 1 else "Des clients attendent un prix",
        text="Lisez la demande et répondez par un devis\u00a0; le client reçoit le lien par courriel.",
        url=url_for(f"{workshop.staff_name}.quotes.listing"),
        action="Voir les devis",
        icon="edit",
        tone="warning",
        figure=str(waiting),
    )


def _orders_card(workshop: Workshop, waiting: int) -> Card:
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
