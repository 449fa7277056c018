"""The composition root: finds the workshops, joins them to the shared house, and hands the result to the outside."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path

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
from shared.desk.operations import operations
from shared.desk.orders import orders
from shared.desk.views import desk
from shared.payments.views import payments
from shared.payments.webhook import webhook
from shared.payroll.views import payroll
from shared.portal.views import portal
from shared.reporting.views import reporting
from shared.web import assets, context, csrf, errors, filters, headers, links, logs, navigation, urls
from shared.workshop import Registry, Workshop

WORKSHOP_PACKAGES = ("workshops",)
MIGRATIONS = Path(__file__).parent / "migrations"
TEMPLATES = Path(shared.__path__[0]) / "web" / "templates"
MAX_REQUEST_BYTES = 8 * 1024 * 1024

HOUSE_BLUEPRINTS: tuple[Blueprint, ...] = (
    desk,
    portal,
    reporting,
    payments,
    webhook,
    operations,
    accounts,
    api,
    health,
)
"""Shared pages that belong to no workshop."""

DEMONSTRATION_BLUEPRINTS: tuple[Blueprint, ...] = (demonstration,)
"""Pages that production does not have."""

STAFF_BLUEPRINTS: tuple[Blueprint, ...] = (payroll, orders)
"""Shared pages that every workshop's staff has under its own address."""


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
    workshops = Registry(find_workshops(packages, only))
    app = Flask("workshops", template_folder=str(TEMPLATES), static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.extensions |= {
        "ateliers_settings": settings,
        "ateliers_workshops": workshops,
        "ateliers_migrations": MIGRATIONS,
    }
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
    navigation.init_app(app, workshops, house=HOUSE_BLUEPRINTS, staff=STAFF_BLUEPRINTS, may=access.visitor_may)
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
        app.register_blueprint(_staff_blueprint(workshop), url_prefix=f"/{workshop.site.staff_slug}/atelier")


def _staff_blueprint(workshop: Workshop) -> Blueprint:
    """Returns the staff pages of one workshop: the shared ones and its own, so that `url_for('.x')` stays inside."""
    staff = Blueprint(workshop.staff_name, __name__)
    for blueprint in (*STAFF_BLUEPRINTS, *workshop.staff):
        staff.register_blueprint(blueprint)
    return staff


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
    for package in (shared, *(importlib.import_module(name) for name in WORKSHOP_PACKAGES)):
        for folder in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if folder.ispkg and importlib.util.find_spec(f"{folder.name}.models"):
                importlib.import_module(f"{folder.name}.models")


def find_workshops(packages: Sequence[str] = WORKSHOP_PACKAGES, only: str | None = None) -> Iterator[Workshop]:
    """Yields the manifest of each folder in `packages` that exports `workshop`, in alphabetical order of folders."""
    found = [manifest for package in packages for manifest in _manifests(package)]
    chosen = [manifest for manifest in found if only in {None, manifest.slug, manifest.name}]
    if not chosen:
        message = f"no workshop named {only!r}"
        raise LookupError(message)
    yield from chosen


def _manifests(package: str) -> Iterator[Workshop]:
    for folder in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        if folder.ispkg:
            manifest = getattr(importlib.import_module(folder.name), "workshop", None)
            if isinstance(manifest, Workshop):
                yield manifest
