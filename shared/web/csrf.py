"""Every unsafe request carries our token, save those of programs, which prove themselves otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])

_protection = CSRFProtect()


def exempt(view: View) -> View:
    """Lets a view be called without token: it checks a signature of its own. Stands below the route decorator."""
    _protection.exempt(view)
    return view


def init_app(app: Flask) -> None:
    """Protects every view; a token lives as long as its session, for a page may stay open all day."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    _protection.init_app(app)
