"""What a person's page shows of exits: for what, what proves it, and what has become of them since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import url_for

from shared.accounts.permissions import Permission
from shared.followup.queries import ExitSheet, list_exits_of
from shared.kernel import clock
from shared.people.panels import Panel
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.workshop import here


class ExitsOfSomebody(NamedTuple):
    """The exits from this site, the latest first, each with its page."""

    exits: Sequence[tuple[ExitSheet, str]]
    today: date


def exit_panel(person: UUID) -> Panel | None:
    """Returns the exits of somebody for who may see them, None for whoever has not left. Two statements then."""
    place = here()
    if place is None or not may_here(Permission.RECORD_EXITS):
        return None
    page = f"{place.staff_name}.followup.sheet"
    exits = [(each, url_for(page, departure=each.departure)) for each in list_exits_of(site_of_the_page().id, person)]
    return Panel("followup/_panel.html", ExitsOfSomebody(exits, clock.today())) if exits else None
