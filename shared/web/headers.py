"""What every answer tells the browser: run nothing foreign, frame us nowhere, keep private pages nowhere."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flask import Response, current_app, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask

    from shared.config import Settings

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
    "form-action "
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Our own pages need it: over HTTPS a form without referrer counts as forged.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = f"max-age={2 * 365 * 24 * 3600}; includeSubDomains"
WORTH_COMPRESSING_BYTES = 600
COMPRESSED_TYPES = frozenset({"text/html", "text/plain", "text/csv", "application/json", "application/problem+json"})
_LEVEL = 5


def allow_form_action(origin: str) -> None:
    """Lets the forms of the page being shown lead to `origin` too (scheme and host): the payment page, nothing else."""
    g.setdefault("form_action", []).append(origin)


def init_app(app: Flask, settings: Settings) -> None:
    """Adds the headers to every answer and compresses it; trusts as many proxies as the settings say."""
    if settings.proxies:
        hops = settings.proxies
        trusted = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = trusted  # type: ignore[method-assign]

    # The last hook registered runs first: compressing comes after everything that may still change the answer.
    app.after_request(_compressed)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(ALWAYS)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY + " ".join(["'self'", *g.get("form_action", [])])
        if not settings.demonstration:
            response.headers["Strict-Transport-Security"] = HSTS
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if _is_private() else "private, no-cache"
        return response


def _is_private() -> bool:
    """Tells whether the answer is for one person: signed in, holding a secret link, or on a page that asks for both."""
    view = current_app.view_functions.get(request.endpoint or "")
    return (
        "_user_id" in session or "secret" in (request.view_args or {}) or not getattr(view, "is_public", view is None)
    )


def _compressed(response: Response) -> Response:
    """Compresses a text that is worth it.

    Cookies are SameSite, so no other site can make a visitor fetch our pages and guess at them by their length.
    """
    if response.mimetype not in COMPRESSED_TYPES or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < WORTH_COMPRESSING_BYTES or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
