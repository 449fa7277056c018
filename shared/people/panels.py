"""What other features show on somebody's page: each hands in a panel, and this feature knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from flask import current_app

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True)
class Panel:
    """A part of the page: its template, which finds `content` under this name."""

    template: str
    content: Any


PanelOf = Callable[[UUID], Panel | None]
"""Returns what a feature shows of somebody to whoever is at the screen, None for nothing; it checks who that is."""


def init_app(app: Flask, panels: Sequence[PanelOf]) -> None:
    """Takes the panels of the other features, in the order of the page."""
    app.extensions["ateliers_panels"] = tuple(panels)


def panels_of(person: UUID) -> list[Panel]:
    """Returns the panels that the visitor may see on somebody's page."""
    panels = cast("tuple[PanelOf, ...]", current_app.extensions["ateliers_panels"])
    return [found for panel in panels if (found := panel(person)) is not None]
