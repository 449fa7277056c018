"""What a workshop tells the house about itself, the sites that people and contracts hang on, and the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask import Blueprint, current_app, has_request_context, request
from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from shared.db import Base, Pk, PublicId, ShortText, choice, session

Provided = TypeVar("Provided")


class SiteKind(StrEnum):
    """What a site is in the eyes of the State."""

    ACI = "aci"
    AQI = "aqi"
    TIG = "tig"


class Site(Base):
    """A place where people work, train or serve; a sensitive one bears its neutral names wherever a person appears."""

    __tablename__ = "sites"
    __table_args__ = (CheckConstraint("NOT sensitive OR neutral_slug <> slug", name="sensitive_has_neutral_name"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    label: Mapped[ShortText]
    neutral_slug: Mapped[str] = mapped_column(String(40), unique=True)
    neutral_label: Mapped[ShortText]
    kind: Mapped[SiteKind] = mapped_column(choice(SiteKind))
    siret: Mapped[str | None] = mapped_column(String(14))
    department: Mapped[str] = mapped_column(String(3))
    sensitive: Mapped[bool]


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What a manifest says of its site; the neutral names are those that staff pages, URLs and files bear."""

    slug: str
    label: str
    kind: SiteKind
    department: str
    siret: str | None = None
    sensitive: bool = False
    neutral_slug: str = ""
    neutral_label: str = ""

    @property
    def staff_slug(self) -> str:
        """The slug that a named person may be seen beside."""
        return self.neutral_slug or self.slug

    @property
    def staff_label(self) -> str:
        """The label that a named person may be seen beside."""
        return self.neutral_label or self.label


@dataclass(frozen=True, kw_only=True)
class DemoSpan:
    """What a demonstration invents: all of `year`, and thinner what follows, from `first` to `today`, both included.

    `begins` when nothing has been invented before; `scale` multiplies people and sales.
    """

    year: int
    first: date
    today: date
    begins: bool
    scale: int = 1


@dataclass(frozen=True, kw_only=True)
class Skill:
    """Something that can be seen at work: `short` heads a column; `title` and `block` say what it counts towards."""

    code: str
    label: str
    short: str
    title: str | None = None
    block: str | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A site with staff pages: hours, people. A qualification workshop that sells nothing is no more than that.

    `titles` are the codes of the titles that people prepare there, `skills` what is observed there. `demonstrate`
    invents what happened there in a span of time; it belongs to the caller's unit.
    """

    site: SiteFacts
    titles: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    staff: tuple[Blueprint, ...] = ()
    permissions: Mapping[StrEnum, frozenset[StrEnum]] = field(default_factory=dict)
    demonstrate: Callable[[DemoSpan], None] | None = None

    @property
    def slug(self) -> str:
        """The slug of its site."""
        return self.site.slug

    @property
    def label(self) -> str:
        """Its true name."""
        return self.site.label

    @property
    def name(self) -> str:
        """Its name in code: the folder and the public blueprint, where there is one."""
        return self.site.slug.replace("-", "_")

    @property
    def staff_name(self) -> str:
        """The name of its staff blueprint, neutral where the site is sensitive."""
        return f"staff_{self.site.staff_slug.replace('-', '_')}"


@dataclass(frozen=True, kw_only=True)
class Workshop(Place):
    """The manifest of a workshop that has public pages; `providers` maps a shared Protocol to its implementation.

    `seed` inserts the reference rows that are missing; it belongs to the caller's unit.
    """

    tagline: str
    place: str
    people: str
    accent: str
    picture: str
    series: str
    public: Blueprint
    providers: Mapping[type[Any], Any] = field(default_factory=dict)
    seed: Callable[[], None] | None = None

    def provide(self, protocol: type[Provided]) -> Provided:
        """Returns this workshop's implementation of a shared Protocol; raises LookupError when it has none."""
        try:
            return cast("Provided", self.providers[protocol])
        except KeyError:
            message = f"{self.slug} provides no {protocol.__name__}"
            raise LookupError(message) from None


class Registry:
    """The places of this application, found at start and never changed; iterating gives those that are workshops."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self._by_slug = {place.slug: place for place in self.places if isinstance(place, Workshop)}
        self._by_blueprint: dict[str, Place] = {place.staff_name: place for place in self.places}
        self._by_blueprint |= {workshop.public.name: workshop for workshop in self}

    def __iter__(self) -> Iterator[Workshop]:
        return iter(self._by_slug.values())

    def __len__(self) -> int:
        return len(self._by_slug)

    def get(self, slug: str) -> Workshop | None:
        """Returns the workshop with this public slug, if it is mounted."""
        return self._by_slug.get(slug)

    def of_blueprint(self, name: str) -> Place | None:
        """Returns the place whose public or staff blueprint has this name."""
        return self._by_blueprint.get(name)


def registry() -> Registry:
    """Returns the registry of the running application."""
    return cast("Registry", current_app.extensions["ateliers_workshops"])


def here() -> Place | None:
    """Returns the place whose page is being shown, None on pages of the whole house."""
    if not has_request_context() or not request.blueprints:
        return None
    return registry().of_blueprint(request.blueprints[-1])


def on_staff_page() -> bool:
    """Tells whether the page being shown is a place's staff page, where only neutral names may appear."""
    place = here()
    return place is not None and request.blueprints[-1] == place.staff_name


def find_site(slug: str) -> Site:
    """Returns the stored site with this slug; raises LookupError when the reference rows have not been seeded."""
    site = session.scalar(select(Site).where(Site.slug == slug))
    if site is None:
        message = f"no site {slug!r}: run `ateliers db upgrade`"
        raise LookupError(message)
    return site


def places_by_site() -> dict[int, Place]:
    """Returns the places of this application by the id of their stored site, in the order of the registry."""
    ids = {row.slug: row.id for row in session.execute(select(Site.slug, Site.id))}
    return {ids[place.slug]: place for place in registry().places if place.slug in ids}


def seed_sites(places: Iterable[Place]) -> None:
    """Inserts the sites of the places that the database lacks; belongs inside a unit."""
    known = set(session.scalars(select(Site.slug)))
    for facts in (place.site for place in places):
        if facts.slug not in known:
            session.add(
                Site(
                    slug=facts.slug,
                    label=facts.label,
                    neutral_slug=facts.staff_slug,
                    neutral_label=facts.staff_label,
                    kind=facts.kind,
                    siret=facts.siret,
                    department=facts.department,
                    sensitive=facts.sensitive,
                )
            )
