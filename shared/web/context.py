"""What every template may say: the organisation, the workshops, where we are, the way around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, url_for

from shared.web.accents import NEUTRAL
from shared.workshop import Registry, Workshop, here, on_staff_page

if TYPE_CHECKING:
    from flask import Flask

    from shared.config import Settings


@dataclass(frozen=True)
class WorkshopView:
    """A workshop as a template sees it; on staff pages `label` is the neutral one."""

    slug: str
    label: str
    tagline: str
    place: str
    people: str
    accent: str
    picture: str
    public_url: str


def view_of(workshop: Workshop, *, staff: bool = False) -> WorkshopView:
    """Returns what templates may know of a workshop; a sensitive one keeps only its neutral names on staff pages."""
    hidden = staff and workshop.site.sensitive
    return WorkshopView(
        slug=workshop.site.staff_slug if staff else workshop.slug,
        label=workshop.site.staff_label if staff else workshop.label,
        tagline="" if hidden else workshop.tagline,
        place="" if hidden else workshop.place,
        people="" if hidden else workshop.people,
        accent=NEUTRAL if hidden else workshop.accent,
        picture=workshop.picture,
        public_url="" if hidden else url_for(f"{workshop.public.name}.home"),
    )


def init_app(app: Flask, settings: Settings, workshops: Registry) -> None:
    """Gives every template its context."""

    @app.context_processor
    def common() -> dict[str, Any]:
        workshop = here()
        staff = on_staff_page()
        return {
            "app_name": "Ateliers",
            "organisation": settings.organisation,
            "demonstration": settings.demonstration,
            "here": view_of(workshop, staff=staff) if workshop else None,
            "workshops": [view_of(each) for each in workshops],
            "request_id": g.get("request_id", ""),
        }
