"""What other programs may rely on, and the description that they read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from shared.api.openapi import DOCUMENT
from tests.support.client import Visitor

PREFIX = "/api/v1"


def schema_of(reference: dict[str, Any]) -> dict[str, Any]:
    """Follows a reference inside the document."""
    found: Any = DOCUMENT
    for part in reference["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found


def faults(value: object, schema: dict[str, Any]) -> list[str]:
    """Returns where `value` is not as `schema` says; knows the words that our schemas use."""
    if "$ref" in schema:
        return faults(value, schema_of(schema))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    if not isinstance(value, tuple(python[kind] for kind in kinds)):
        return [f"{value!r} is no {kinds}"]
    if isinstance(value, list):
        return [fault for item in value for fault in faults(item, schema["items"])]
    if not isinstance(value, dict):
        return []
    properties = schema["properties"]
    found = [f"{name} is missing" for name in schema["required"] if name not in value]
    if schema.get("additionalProperties") is False:
        found += [f"{name} is unknown" for name in value.keys() - properties.keys()]
    return found + [
        fault for name in value.keys() & properties.keys() for fault in faults(value[name], properties[name])
    ]


def test_the_description_is_served(client: Visitor) -> None:
    served = client.get(f"{PREFIX}/openapi.json")

    assert served.json == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_route_is_described_and_every_description_has_its_route(app: Flask) -> None:
    routes = {
        (rule.rule.removeprefix(PREFIX), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/") and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes == {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}


def test_each_answer_is_as_described(client: Visitor) -> None:
    for path, methods in DOCUMENT["paths"].items():
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        assert faults(client.get(PREFIX + path).json, content["schema"]) == []
    problem = DOCUMENT["components"]["schemas"]["Problem"]
    assert faults(client.get(f"{PREFIX}/nothing").json, problem) == []


def test_workshops_are_listed_as_their_public_pages_present_them(client: Visitor) -> None:
    answer = client.get(f"{PREFIX}/workshops").json

    assert answer is not None
    slugs = [item["slug"] for item in answer["items"]]
    assert slugs == ["agrilot", "auto-bleue", "etapweb", "gourmand", "valorilot"]
    for item in answer["items"]:
        page = client.get(urlsplit(item["url"]).path).text
        assert item["label"] in page
        assert item["tagline"] in page


def test_a_sensitive_site_says_no_more_than_its_page(client: Visitor) -> None:
    answer = client.get(f"{PREFIX}/workshops").text

    for secret in ("site-v", "Site V", "sensitive", "siret", "department", "people"):
        assert secret not in answer
