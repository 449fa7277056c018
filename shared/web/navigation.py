"""The way around for somebody signed in: what each feature offers, kept to what this person may open.

A views module that has something to offer says so: `NAVIGATION: tuple[NavEntry, ...]`. An entry belongs to the
blueprint that its endpoint begins with; a staff blueprint's entries are offered once for each place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from flask import Blueprint, has_request_context, request, url_for

from shared.workshop import Place, Registry, here

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True)
class NavEntry:
    """One page that a feature offers: `endpoint` is `<blueprint>.<view>`, `icon` a name of the sprite.

    A page of the whole house stands after those of the workshops, unless it comes `first`. The `daily` pages of a place
    come before its others: a tablet has them under the thumb.
    """

    label: str
    endpoint: str
    icon: str
    permission: StrEnum
    first: bool = False
    daily: bool = False


@dataclass(frozen=True)
class NavItem:
    """One link; `group` is the place's staff label, empty for pages of the whole house.

    `active` marks the page being shown, or the nearest one above it.
    """

    label: str
    url: str
    icon: str
    group: str = ""
    active: bool = False


class May(Protocol):
    """The house's judge of permissions."""

    def __call__(self, permission: StrEnum, site_slug: str | None, /) -> bool:
        """Tells whether the person at the screen holds `permission` at this site, or anywhere when it is None."""


def entries_of(blueprints: Iterable[Blueprint]) -> tuple[NavEntry, ...]:
    """Returns what the modules of these blueprints offer, in the order of the blueprints."""
    return tuple(
        entry
        for blueprint in blueprints
        for entry in getattr(sys.modules[blueprint.import_name], "NAVIGATION", ())
        if entry.endpoint.partition(".")[0] == blueprint.name
    )


def init_app(
    app: Flask,
    workshops: Registry,
    *,
    house: Sequence[Blueprint],
    staff: Callable[[Place], Sequence[Blueprint]],
    may: May,
) -> None:
    """Gives every template its `navigation`; `staff` returns the blueprints of a place's staff, `may` decides."""
    house_entries = entries_of(house)
    staff_entries = {
        place.name: sorted(entries_of(staff(place)), key=lambda entry: not entry.daily) for place in workshops.places
    }

    @app.context_processor
    def navigation() -> dict[str, Any]:
        if not has_request_context():
            return {"navigation": []}
        return {"navigation": _with_active([*_house_items(first=True), *_staff_items(), *_house_items(first=False)])}

    def _house_items(*, first: bool) -> Iterator[NavItem]:
        for entry in house_entries:
            if entry.first is first and may(entry.permission, None):
                yield NavItem(entry.label, url_for(entry.endpoint), entry.icon)

    def _staff_items() -> Iterator[NavItem]:
        present = here()
        for place in sorted(workshops.places, key=lambda each: each is not present):
            for entry in staff_entries[place.name]:
                if may(entry.permission, place.slug):
                    url = url_for(f"{place.staff_name}.{entry.endpoint}")
                    yield NavItem(entry.label, url, entry.icon, place.site.staff_label)


def _with_active(items: list[NavItem]) -> list[NavItem]:
    """Marks the item whose address is the longest beginning of the present one."""
    around = [item for item in items if f"{request.path}/".startswith(f"{item.url.rstrip('/')}/")]
    nearest = max(around, key=lambda item: len(item.url), default=None)
    return [replace(item, active=item is nearest) for item in items]
