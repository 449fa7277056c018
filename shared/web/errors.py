"""When something goes wrong: a page that keeps the visitor's bearings, or problem details for a program."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, current_app, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from shared.kernel.errors import Conflict, InvalidInput, NotFound, TradeError
from shared.web.htmx import wants_fragment

if TYPE_CHECKING:
    from flask import Flask

    from shared.config import Settings

API = "/api/"

_STATUSES = {NotFound: HTTPStatus.NOT_FOUND, InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY}
_PAGES = {400: "400", 403: "403", 404: "404", 405: "404", 409: "409", 413: "413", 429: "429", 503: "503"}


def init_app(app: Flask) -> None:
    """Answers refusals of the trade, HTTP errors and failures, each in the caller's language."""
    app.register_error_handler(TradeError, _answer_trade_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(InternalServerError, _answer_failure)


def _answer_trade_error(error: TradeError) -> Response:
    """NotFound is 404, InvalidInput 422, every other refusal 409; the sentence is said as it stands."""
    status = _STATUSES.get(type(error), HTTPStatus.CONFLICT)
    if _for_a_program():
        return _problem(status, error.sentence)
    if wants_fragment():
        return make_response(render_template("errors/fragment.html", sentence=error.sentence), status)
    if isinstance(error, NotFound | Conflict):
        return _page(status)
    return make_response(render_template("errors/refused.html", sentence=error.sentence), status)


def _answer_http_error(error: HTTPException) -> Response:
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    response = _problem(status, "") if _for_a_program() else _page(status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _answer_failure(_error: InternalServerError) -> Response:
    """Asks neither the database nor the session for anything: they may be what has failed."""
    if _for_a_program():
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "")
    return _plain_page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(status: HTTPStatus) -> Response:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _plain_page(status)
    return make_response(render_template(f"errors/{_PAGES.get(status, '400')}.html"), status)


def _plain_page(status: HTTPStatus) -> Response:
    settings: Settings = current_app.extensions["ateliers_settings"]
    name = "503" if status == HTTPStatus.SERVICE_UNAVAILABLE else "500"
    page = current_app.jinja_env.get_template(f"errors/{name}.html")
    return make_response(page.render(organisation=settings.organisation, request_id=g.get("request_id", "")), status)


def _problem(status: HTTPStatus, sentence: str) -> Response:
    """Returns problem details (RFC 9457)."""
    facts = {"type": "about:blank", "title": status.phrase, "status": status.value}
    response = jsonify(facts | ({"detail": sentence} if sentence else {}) | {"request_id": g.get("request_id", "")})
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _for_a_program() -> bool:
    return request.path.startswith(API)
