"""Every page is either public or asks for a permission, and its address reads like French."""

from __future__ import annotations

import re

from werkzeug.routing import Rule

from tests.support.house import House

FOR_PROGRAMS = ("/api/", "/static/", "/.well-known/")
FOR_PROBES = frozenset({"/healthz", "/readyz"})
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?|(<[a-z_:(),0-9A-F{}]+>)(\.[a-z]+)?")


def rules(house: House) -> list[Rule]:
    return list(house.app.url_map.iter_rules())


def test_every_endpoint_is_public_or_names_a_permission(house: House) -> None:
    views = house.app.view_functions
    open_by_oversight = [
        f"{rule} ({rule.endpoint})"
        for rule in rules(house)
        if not getattr(views[rule.endpoint], "is_public", False)
        and getattr(views[rule.endpoint], "required_permission", None) is None
    ]
    assert open_by_oversight == []


def test_addresses_are_words_joined_by_hyphens(house: House) -> None:
    addresses = [rule.rule for rule in rules(house) if not rule.rule.startswith(FOR_PROGRAMS)]
    odd = [
        address
        for address in addresses
        if address not in FOR_PROBES and not all(WORD.fullmatch(part) for part in address.strip("/").split("/") if part)
    ]
    assert odd == []
