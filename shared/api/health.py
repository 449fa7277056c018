"""What those who run us ask: whether the process is alive, and whether it may be sent visitors."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from shared.accounts.permissions import public
from shared.db import migrate
from shared.jobs.queries import find_lateness

health = Blueprint("health", __name__)

STUCK_AFTER = timedelta(minutes=15)


@health.get("/healthz")
@public
def alive() -> Response:
    """Answers as long as the process does; asks nothing of anybody."""
    return jsonify(status="ok")


@health.get("/readyz")
@public
def ready() -> Response:
    """Answers 503 and names what is missing: the database, its last migration, or workers that empty the outbox."""
    problem = _problem()
    response = jsonify(status=problem or "ok")
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if problem else HTTPStatus.OK
    return response


def _problem() -> str:
    try:
        if not migrate.is_current(current_app.extensions["ateliers_migrations"]):
            return "migrations"
        return "outbox" if find_lateness() > STUCK_AFTER else ""
    except SQLAlchemyError:
        return "database"
