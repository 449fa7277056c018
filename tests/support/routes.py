"""Every route of the application with real identifiers in its address, and who the table of permissions lets in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from shared.accounts.access import permission_table
from shared.kernel.weeks import Month, Week
from shared.workshop import Place, Registry, Workshop
from tests.support.personas import Persona
from tests.support.team import MONDAY

UNKNOWN = object()
NUMBER = 2026
"""What stands for a whole number that nothing else says: a year."""

STAND_FOR: Mapping[str, Any] = {
    "day": MONDAY,
    "week": Week.of(MONDAY),
    "month": Month.of(MONDAY),
    "kind": "contract",
    "rules.category/code": "MAL",
    "rules.category/kind": "tous",
    "rules.record_category/code": "MAL",
    "rules.record_category/kind": "tous",
    "rules.limit/code": "longest_week",
    "rules.limit/kind": "cddi",
    "rules.record_limit/code": "longest_week",
    "rules.record_limit/kind": "cddi",
    "billing.mention/code": "PMD",
    "billing.record_mention/code": "PMD",
    "billing.vat/code": "normal",
    "billing.record_vat/code": "normal",
    "billing.account/code": "sales",
    "billing.account/rate": "tous",
    "billing.record_account/code": "sales",
    "billing.record_account/rate": "tous",
    "exit_rules.reason/code": 9,
    "exit_rules.record_reason/code": 9,
    "exit_rules.contacts/code": "usual",
    "exit_rules.record_contacts/code": "usual",
    "pass_rules.limit/code": "days",
    "pass_rules.record_limit/code": "days",
    "pass_rules.reason/code": "training",
    "pass_rules.record_reason/code": "training",
    "placement_rules.limit/code": "renewals",
    "placement_rules.record_limit/code": "renewals",
    "followup.contact/months": 3,
    "reporting.impact_lines/code": "on_contract",
}
"""What an address names that a new installation has already."""


@dataclass(frozen=True)
class Address:
    """A route with its arguments filled in, for one of its methods; `site` is None on the pages of the whole house.

    `own` are the names of the arguments that name a row of one site alone.
    """

    method: str
    url: str
    endpoint: str
    site: str | None
    permission: StrEnum | None
    staff: bool
    own: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    @property
    def tail(self) -> str:
        """The endpoint without the workshop's own name."""
        return self.endpoint.partition(".")[2] if self.staff else self.endpoint

    def opens_to(self, persona: Persona | None, app: Flask) -> bool:
        """Tells whether the table of permissions lets somebody in; None is a visitor who is not signed in."""
        if self.permission is None:
            return True
        if persona is None:
            return False
        with app.app_context():
            held = self.permission in permission_table()[persona.role]
        return held and (not self.staff or persona.site in {None, self.site})


class Filler:
    """Fills the arguments of routes with what was written, by site and for the whole house.

    What a site has not is borrowed from `lender`: an address is an address, even where nothing answers it.
    """

    def __init__(
        self, app: Flask, by_site: Mapping[str, Mapping[str, Any]], house: Mapping[str, Any], lender: str
    ) -> None:
        self._app = app
        self._by_site = by_site
        self._others = (house, STAND_FOR, by_site[lender])
        self._lender = lender
        self.missing: set[str] = set()

    def fill(self, *, values_of: str | None = None) -> Iterator[Address]:
        """Yields every route with every method; `values_of` names the site whose rows the addresses of all sites name.

        A route whose arguments nothing fills is left out and noted in `missing`.
        """
        for rule in self._app.url_map.iter_rules():
            site, staff = self._site(rule)
            tail = rule.endpoint.partition(".")[2] if staff else rule.endpoint
            own = self._by_site[values_of or site or self._lender]
            values = {name: self._find(rule, tail, name, own) for name in rule.arguments}
            lacking = sorted(name for name, value in values.items() if value is UNKNOWN)
            self.missing |= {f"{rule.endpoint} needs {name!r}" for name in lacking}
            built = None if lacking else rule.build(values, append_unknown=False)
            if built is None:
                continue
            permission = getattr(self._app.view_functions[rule.endpoint], "required_permission", None)
            mine = frozenset(name for name in values if {name, f"{tail}/{name}"} & own.keys())
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Address(method, built[1], rule.endpoint, site, permission, staff, mine)

    def _site(self, rule: Rule) -> tuple[str | None, bool]:
        """Returns the site of a route, and whether it is one of the place's staff pages."""
        workshops: Registry = self._app.extensions["ateliers_workshops"]
        place: Place | None = workshops.of_blueprint(rule.endpoint.partition(".")[0])
        if place is None:
            return None, False
        return place.slug, not (isinstance(place, Workshop) and rule.endpoint.startswith(f"{place.public.name}."))

    def _find(self, rule: Rule, tail: str, name: str, own: Mapping[str, Any]) -> Any:
        known = (own, *self._others)
        exact = next((values[f"{tail}/{name}"] for values in known if f"{tail}/{name}" in values), UNKNOWN)
        if exact is not UNKNOWN:
            return exact
        # The map has no other word for what kind of thing an argument is.
        if isinstance(rule._converters[name], IntegerConverter):  # noqa: SLF001
            return NUMBER
        return next((values[name] for values in known if name in values), UNKNOWN)
