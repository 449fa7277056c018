"""What exams wait for, for who may see them: results to note, blocks to plan again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import Card, counted
from shared.training.queries.waiting import list_waiting_exams, list_waiting_resits
from shared.web.filters import date_short
from shared.workshop import Place

MOST_LINES = 4


def list_exam_cards(user: User, places: Mapping[int, Place]) -> Iterator[Card]:
    """Yields the card of the results to note, then that of the re-sits to plan. Four statements at most."""
    own = {site_id: place for site_id, place in places.items() if may(user, Permission.VIEW_EXAMS, place.slug)}
    if own:
        yield from _results_card(own)
        yield from _resits_card(own)


def _results_card(own: Mapping[int, Place]) -> Iterator[Card]:
    exams = list_waiting_exams(own)
    if not exams:
        return
    first = exams[0]
    lines = [
        f"{each.title}, {own[each.site_id].site.staff_label}, {date_short(each.last_day)}\u00a0: "
        f"{counted(each.waiting, 'candidat')}"
        for each in exams
    ]
    yield Card(
        title="Un résultat d’examen est à noter" if len(exams) == 1 else "Des résultats d’examen sont à noter",
        text=_others(len(exams)),
        url=url_for(f"{own[first.site_id].staff_name}.exams.exam", exam=first.exam),
        action="Noter les résultats" if len(exams) == 1 else "Noter les plus anciens",
        icon="award",
        tone="warning",
        figure=counted(sum(each.waiting for each in exams), "candidat"),
        lines=lines[:MOST_LINES],
    )


def _resits_card(own: Mapping[int, Place]) -> Iterator[Card]:
    resits = list_waiting_resits(own)
    if not resits:
        return
    lines = [
        f"{each.name}, {own[each.site_id].site.staff_label}\u00a0: il manque {', '.join(each.missing)}"
        for each in resits
    ]
    place = own[resits[0].site_id]
    yield Card(
        title="Un rattrapage est à prévoir" if len(resits) == 1 else "Des rattrapages sont à prévoir",
        text=_others(len(resits)),
        url=url_for(f"{place.staff_name}.exams.overview"),
        action=f"Voir les examens, {place.site.staff_label}",
        icon="calendar",
        figure=str(len(resits)),
        lines=lines[:MOST_LINES],
    )


def _others(count: int) -> str:
    """Returns how many lines are left out, in words."""
    left = count - MOST_LINES
    return f"Et {counted(left, 'autre')}." if left > 0 else ""
