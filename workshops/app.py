"""The composition root: finds the workshops, joins them to the shared house, and hands the result to the outside."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from flask import Blueprint, Flask, redirect
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response

import shared
from shared.accounts import access, security
from shared.accounts.permissions import public
from shared.accounts.views import accounts
from shared.api.health import health
from shared.api.views import api
from shared.cli import program
from shared.config import Settings
from shared.db import database, engine, units
from shared.demo.views import demonstration
from shared.desk.certificates import certificates
from shared.desk.customers import customers
from shared.desk.exam_rates import exam_rates
from shared.desk.operations import operations
from shared.desk.orders import orders
from shared.desk.own import own_hours
from shared.desk.papers import papers
from shared.desk.person import summary_panel
from shared.desk.quotes import quotes
from shared.desk.training_papers import training_papers
from shared.desk.views import desk
from shared.followup.deadlines.day_views import days, days_panel
from shared.followup.deadlines.views import deadlines
from shared.followup.panel import exit_panel
from shared.followup.rules.views import exit_rules
from shared.followup.views import followup
from shared.invoicing.rules.views import billing
from shared.orders.catalogue.views import catalogue, photos
from shared.orders.terms.views import terms
from shared.payments.views import payments
from shared.payments.webhook import webhook
from shared.payroll import elsewhere
from shared.payroll.rules.views import rules
from shared.payroll.views import payroll
from shared.people import panels
from shared.people.documents.panel import document_panel
from shared.people.documents.views import documents
from shared.people.passes.views import pass_rules, passes
from shared.people.views import people
from shared.portal import portal
from shared.reporting.views import reporting
from shared.training.attendance.views import attendance
from shared.training.cohorts.panel import training_panel
from shared.training.cohorts.views import cohorts
from shared.training.elsewhere import TRAINING_ELSEWHERE
from shared.training.panel import exam_panel
from shared.training.placements.rules.views import placement_rules
from shared.training.placements.views import placements
from shared.training.skills.own import own_skills
from shared.training.skills.panel import skill_panel
from shared.training.skills.views import skills
from shared.training.titles.views import titles
from shared.training.views import exams
from shared.web import assets, context, csrf, errors, filters, headers, links, logs, navigation, urls
from shared.workshop import Place, Registry, Workshop

WORKSHOP_PACKAGES = ("workshops",)
MIGRATIONS = Path(__file__).parent / "migrations"
TEMPLATES = Path(shared.__path__[0]) / "web" / "templates"
MAX_REQUEST_BYTES = 10 * 1024 * 1024

HOUSE_BLUEPRINTS: tuple[Blueprint, ...] = (
    desk,
    deadlines,
    own_hours,
    own_skills,
    portal,
    photos,
    reporting,
    payments,
    webhook,
    rules,
    exit_rules,
    pass_rules,
    placement_rules,
    titles,
    billing,
    terms,
    operations,
    accounts,
    api,
    health,
)
"""Shared pages that belong to no workshop."""

DEMONSTRATION_BLUEPRINTS: tuple[Blueprint, ...] = (demonstration,)
"""Pages that production does not have."""

PLACE_BLUEPRINTS: tuple[Blueprint, ...] = (
    payroll,
    people,
    papers,
    attendance,
    cohorts,
    training_papers,
    documents,
    days,
    skills,
    certificates,
    exams,
    exam_rates,
    followup,
)
"""Shared pages that every place's staff has under its own address."""

ORDINARY_BLUEPRINTS: tuple[Blueprint, ...] = (passes, placements)
"""Those that a sensitive place does not have: what they show would tell too much there."""

TRADE_BLUEPRINTS: tuple[Blueprint, ...] = (orders, quotes, customers, catalogue)
"""Those that the staff of a workshop has besides."""


def create_app(
    settings: Settings | None = None,
    *,
    only: str | None = None,
    packages: Sequence[str] = WORKSHOP_PACKAGES,
) -> Flask:
    """Returns the application with the workshops found in `packages`, or with the one whose slug is `only`.

    Raises SettingsError when a setting is missing or wrong, LookupError when `only` names no workshop.
    """
    settings = settings or Settings.from_environ()
    workshops = Registry(find_places(packages, only))
    app = Flask("workshops", template_folder=str(TEMPLATES), static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.extensions |= {
        "ateliers_settings": settings,
        "ateliers_workshops": workshops,
        "ateliers_migrations": MIGRATIONS,
    }
    # Handlers and daily tasks are known by being imported.
    _import_each("jobs", (shared, *(importlib.import_module(name) for name in packages)))
    _connect(app, settings)
    _guard(app, settings, workshops)
    _furnish(app, settings, workshops)
    if only is not None:
        _open_at(app, workshops)
    _mount(app, settings, workshops)
    return app


def _connect(app: Flask, settings: Settings) -> None:
    """Joins the application to its log and its database. The order of these hooks is the order of each request."""
    logs.init_app(app, settings)
    # Before every hook that reads: a unit begins before the user loader or anything else does.
    units.init_app(app)
    database.init_app(app)
    with app.app_context():
        engine.prepare(database.engine)


def _guard(app: Flask, settings: Settings, workshops: Registry) -> None:
    """Sets up what stands between a request and a view, and between an answer and the browser."""
    headers.init_app(app, settings)
    errors.init_app(app)
    security.init_app(app, settings)
    access.init_app(app, workshops)
    # After the guard: whoever is signed out by now is asked to sign in, not told of a stale token.
    csrf.init_app(app)


def _furnish(app: Flask, settings: Settings, workshops: Registry) -> None:
    """Gives the templates their words."""
    urls.init_app(app)
    filters.init_app(app)
    links.init_app(app)
    context.init_app(app, settings, workshops)
    # In the order of the page.
    every = (summary_panel, training_panel, skill_panel, exam_panel, days_panel, exit_panel, document_panel)
    panels.init_app(app, every)
    elsewhere.init_app(app, (TRAINING_ELSEWHERE,))
    navigation.init_app(app, workshops, house=HOUSE_BLUEPRINTS, staff=_staff_pages, may=access.visitor_may)
    assets.init_app(app, _static_folders(workshops), settings.data_dir)


def _open_at(app: Flask, workshops: Registry) -> None:
    """Opens on the only workshop; comes before the home page of the house, whose address this takes."""
    (workshop,) = workshops
    home = f"/{workshop.slug}/"

    @app.get("/", endpoint="home")
    @public
    def home_of_the_only_workshop() -> Response:
        return redirect(home)


def _mount(app: Flask, settings: Settings, workshops: Registry) -> None:
    for blueprint in (*HOUSE_BLUEPRINTS, *(DEMONSTRATION_BLUEPRINTS if settings.demonstration else ())):
        app.register_blueprint(blueprint)
    for workshop in workshops:
        app.register_blueprint(workshop.public, url_prefix=f"/{workshop.slug}")
    for place in workshops.places:
        app.register_blueprint(_staff_blueprint(place), url_prefix=f"/{place.site.staff_slug}/atelier")


def _staff_blueprint(place: Place) -> Blueprint:
    """Returns the staff pages of one place under one name, so that `url_for('.x')` stays inside."""
    staff = Blueprint(place.staff_name, __name__)
    for blueprint in _staff_pages(place):
        staff.register_blueprint(blueprint)
    return staff


def _staff_pages(place: Place) -> tuple[Blueprint, ...]:
    trade = TRADE_BLUEPRINTS if isinstance(place, Workshop) else ()
    ordinary = () if place.site.sensitive else ORDINARY_BLUEPRINTS
    return (*PLACE_BLUEPRINTS, *ordinary, *trade, *place.staff)


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # A value that failed to be stored is not written into an error; a database may have been away.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_pre_ping": True},
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "SESSION_COOKIE_NAME": "ateliers",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": not settings.demonstration,
    }


def _static_folders(workshops: Registry) -> list[Path]:
    folders = [Path(workshop.public.root_path) / "static" for workshop in workshops]
    return [TEMPLATES.parent / "static", *folders]


def main() -> None:
    """Runs the command line `ateliers`."""
    program.run(create_app)


def import_models() -> None:
    """Imports every module of models, so that the metadata knows all tables."""
    _import_each("models", (shared, *(importlib.import_module(name) for name in WORKSHOP_PACKAGES)))


def _import_each(name: str, packages: Iterable[ModuleType]) -> None:
    """Imports the module of this name of every folder of `packages` that has one."""
    for package in packages:
        for folder in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if folder.ispkg and importlib.util.find_spec(f"{folder.name}.{name}"):
                importlib.import_module(f"{folder.name}.{name}")


def find_workshops(packages: Sequence[str] = WORKSHOP_PACKAGES) -> Iterator[Workshop]:
    """Yields the workshops found in `packages`, those with public pages."""
    return (place for place in find_places(packages) if isinstance(place, Workshop))


def find_places(packages: Sequence[str] = WORKSHOP_PACKAGES, only: str | None = None) -> Iterator[Place]:
    """Yields what the folders of `packages` export as `workshop` or `places`, in alphabetical order of folders.

    With `only`, the workshop of that slug or name alone; raises LookupError when there is none.
    """
    found = [place for package in packages for place in _places_in(package)]
    if only is not None:
        found = [place for place in found if isinstance(place, Workshop) and only in {place.slug, place.name}]
    if not found:
        message = f"no workshop named {only!r}"
        raise LookupError(message)
    yield from found


def _places_in(package: str) -> Iterator[Place]:
    for folder in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        if folder.ispkg:
            module = importlib.import_module(folder.name)
            yield from getattr(module, "places", ())
            if isinstance(manifest := getattr(module, "workshop", None), Workshop):
                yield manifest
