"""`ateliers db`: the schema, and the rows that every installation starts with."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator

import click
from flask import current_app

import shared
from shared.cli.frame import in_house
from shared.db import atomic, migrate
from shared.workshop import registry, seed_sites


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@in_house
def upgrade() -> None:
    """Bring the schema up to date and add the reference rows that are missing."""
    upgrade_database()
    click.echo("La base de données est à jour.")


def upgrade_database() -> None:
    """Applies the missing migrations; then adds, in one unit, sites and reference rows that the database lacks."""
    migrate.upgrade(current_app.extensions["ateliers_migrations"])
    with atomic():
        seed_sites(registry().places)
        for seed in _seeds_of_features():
            seed()
        for workshop in registry():
            if workshop.seed:
                workshop.seed()


def _seeds_of_features() -> Iterator[Callable[[], None]]:
    """Yields `seed` of each feature that has a module `reference`."""
    for feature in pkgutil.iter_modules(shared.__path__, "shared."):
        if feature.ispkg and importlib.util.find_spec(f"{feature.name}.reference"):
            yield importlib.import_module(f"{feature.name}.reference").seed
