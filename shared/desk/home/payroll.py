"""Payroll's way through last month: what finance can take, and what somebody else has to check before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import url_for

from shared.accounts.access import may
from shared.accounts.models import User
from shared.accounts.permissions import Permission
from shared.desk.home.card import Card, counted
from shared.kernel import clock
from shared.kernel.weeks import Month
from shared.payroll.models import MonthStatus
from shared.payroll.queries.standing import list_statuses
from shared.web.filters import month_fr
from shared.workshop import Place


def list_payroll_cards(user: User, places: Mapping[int, Place]) -> Iterator[Card]:
    """Yields the card of last month where `user` gives it to payroll and it is not there yet; one statement."""
    own = {site_id: place for site_id, place in places.items() if may(user, Permission.EXPORT_PAYROLL, place.slug)}
    if not own:
        return
    month = Month.of(clock.today()).shifted(-1)
    statuses = list_statuses(own, month)
    ready = [site_id for site_id in own if statuses.get(site_id) is MonthStatus.CHECKED]
    waiting = [site_id for site_id in own if statuses.get(site_id) in {MonthStatus.OPEN, MonthStatus.APPROVED}]
    if not ready and not waiting:
        return
    first = own[(ready or waiting)[0]]
    said = [counted(len(ready), "site est prêt", "sites sont prêts")] if ready else []
    if waiting:
        said.append(counted(len(waiting), "site reste à vérifier", "sites restent à vérifier"))
    yield Card(
        title=f"Paie\u00a0: {month_fr(month.first)}",
        text=f"{', '.join(said)}.",
        url=url_for(f"{first.staff_name}.payroll.month", month=month),
        action=f"{'Transmettre' if ready else 'Voir'} le mois, {first.site.staff_label}",
        icon="clock",
        tone="info" if ready else "neutral",
        figure=f"{len(ready)} sur {len(ready) + len(waiting)}",
    )
