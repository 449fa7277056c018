"""The description of the interface, OpenAPI 3.1; a test holds it against the routes and their answers."""

from __future__ import annotations

from typing import Any

_WORKSHOP_FIELDS = {
    "slug": "The workshop's name in addresses.",
    "label": "Its name.",
    "tagline": "What it does, in one sentence.",
    "place": "Where it is.",
    "url": "Its public page.",
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Ateliers",
        "version": "1",
        "summary": "The insertion workshops and what they offer.",
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    },
    "servers": [{"url": "/api/v1"}],
    "paths": {
        "/workshops": {
            "get": {
                "operationId": "list_workshops",
                "summary": "The workshops, each as its public page presents it.",
                "security": [],
                "responses": {
                    "200": {
                        "description": "All workshops, in one page.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WorkshopPage"}}},
                    },
                    "default": {"$ref": "#/components/responses/Problem"},
                },
            }
        }
    },
    "components": {
        "responses": {
            "Problem": {
                "description": "Problem details (RFC 9457).",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        },
        "schemas": {
            "WorkshopPage": {
                "type": "object",
                "required": ["items", "next_cursor"],
                "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Workshop"}},
                    "next_cursor": {"type": ["string", "null"], "description": "Null on the last page."},
                },
            },
            "Workshop": {
                "type": "object",
                "required": list(_WORKSHOP_FIELDS),
                "properties": {
                    name: {"type": "string", "description": meaning} for name, meaning in _WORKSHOP_FIELDS.items()
                },
                "additionalProperties": False,
            },
            "Problem": {
                "type": "object",
                "required": ["type", "title", "status", "request_id"],
                "properties": {
                    "type": {"type": "string", "format": "uri-reference"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "request_id": {"type": "string", "description": "What to quote when you write to us."},
                },
            },
        },
    },
}
