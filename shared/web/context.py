"""What every template may say: the organisation, the workshops, where we are, the way around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, url_for

from shared.web.accents import NEUTRAL
from shared.workshop import Place, Registry, Workshop, here, on_staff_page

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


def view_of(workshop: Workshop) -> WorkshopView:
    """Returns what templates may know of a workshop."""
    return WorkshopView(
        slug=workshop.slug,
        label=workshop.label,
        tagline=workshop.tagline,
        place=workshop.place,
        people=workshop.people,
        accent=workshop.accent,
        picture=workshop.picture,
        public_url=url_for(f"{workshop.public.name}.home"),
    )


def staff_view_of(place: Place) -> WorkshopView:
    """Returns what the staff's pages may know: of a sensitive place its neutral names alone."""
    if isinstance(place, Workshop) and not place.site.sensitive:
        return view_of(place)
    return WorkshopView(
        slug=place.site.staff_slug,
        label=place.site.staff_label,
        tagline="",
        place="",
        people="",
        accent=NEUTRAL,
        picture="",
        public_url="",
    )


def _here() -> WorkshopView | None:
    place = here()
    if place is None:
        return None
    return view_of(place) if isinstance(place, Workshop) and not on_staff_page() else staff_view_of(place)


def init_app(app: Flask, settings: Settings, workshops: Registry) -> None:
    """Gives every template its context."""

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "app_name": "Ateliers",
            "organisation": settings.organisation,
            "contact": settings.mail_sender,
            "demonstration": settings.demonstration,
            "here": _here(),
            "workshops": [view_of(each) for each in workshops],
            "request_id": g.get("request_id", ""),
        }
