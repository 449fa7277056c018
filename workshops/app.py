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
from shared.accounts.permissions import public
from shared.cli import program
from shared.config import Settings
from shared.db import database, engine, units
from shared.web import assets, context, filters
from shared.workshop import Registry, Workshop

WORKSHOP_PACKAGES = ("workshops",)
MIGRATIONS = Path(__file__).parent / "migrations"
TEMPLATES = Path(shared.__path__[0]) / "web" / "templates"
MAX_REQUEST_BYTES = 8 * 1024 * 1024

HOUSE_BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Shared pages that belong to no workshop."""

STAFF_BLUEPRINTS: tuple[Blueprint, ...] = ()
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
    # The first of all hooks: a unit begins before the user loader or anything else reads.
    units.init_app(app)
    database.init_app(app)
    with app.app_context():
        engine.prepare(database.engine)
    filters.init_app(app)
    context.init_app(app, settings, workshops)
    assets.init_app(app, _static_folders(workshops), settings.data_dir)
    _mount(app, workshops, alone=only is not None)
    return app


def _mount(app: Flask, workshops: Registry, *, alone: bool) -> None:
    for blueprint in HOUSE_BLUEPRINTS:
        app.register_blueprint(blueprint)
    for workshop in workshops:
        app.register_blueprint(workshop.public, url_prefix=f"/{workshop.slug}")
        app.register_blueprint(_staff_blueprint(workshop), url_prefix=f"/{workshop.site.staff_slug}/atelier")
    if alone:
        (workshop,) = workshops
        home = f"/{workshop.slug}/"

        @app.get("/", endpoint="home")
        @public
        def home_of_the_only_workshop() -> Response:
            return redirect(home)


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
