"""The guard: every endpoint is public or names a permission, and everything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import abort, current_app, flash, request, url_for
from flask_login import current_user

from shared.accounts import sessions
from shared.accounts.customers import verified_email
from shared.accounts.entrance import VISITOR
from shared.accounts.models import Held, User
from shared.accounts.permissions import Permission, Role, permissions_by_role
from shared.accounts.throttles import hashed
from shared.db.units import SAFE_METHODS
from shared.web.htmx import leave_for
from shared.workshop import Registry, here, on_staff_page

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response

API = "/api/"


def init_app(app: Flask, workshops: Registry) -> None:
    """Sets the guard before every page; raises ValueError when two permissions bear one value."""
    app.extensions["ateliers_permissions"] = permissions_by_role(place.permissions for place in workshops.places)
    app.before_request(guard)


def guard() -> ResponseReturnValue | None:
    """Lets the request pass, sends the visitor to the door, or refuses with 403 (an API: 401 and 403 as JSON)."""
    sessions.keep_fresh()
    if request.endpoint is None:
        # No such page: the page that says so is for everybody.
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False):
        return None
    permission: StrEnum | None = getattr(view, "required_permission", None)
    if permission is not None and visitor_may(permission, _site_of_the_page()):
        return None
    if current_user.is_authenticated or permission is None:
        abort(HTTPStatus.FORBIDDEN)
    return _ask_who_it_is(permission)


def may(user: User, permission: StrEnum, site_slug: str | None = None) -> bool:
    """Tells whether `user` holds `permission`: at the site with this slug, or anywhere when none is given."""
    return any(site_slug is None or held.site_slug in {None, site_slug} for held in _held(user, permission))


def visitor_may(permission: StrEnum, site_slug: str | None = None) -> bool:
    """Tells whether whoever is at the screen holds `permission`, signed in or not."""
    if current_user.is_authenticated:
        return may(current_user, permission, site_slug)
    # The link in the mail proves the address, and the address owns its orders.
    return permission is Permission.VIEW_OWN_ORDERS and verified_email() is not None


def sites_with(user: User, permission: StrEnum) -> set[int] | None:
    """Returns the ids of the sites where `user` holds `permission`; None means all sites."""
    ids = {held.site_id for held in _held(user, permission)}
    return None if None in ids else cast("set[int]", ids)


def held_site_id(slug: str) -> int | None:
    """Returns the id of the site with this slug when the visitor holds a role at this very site."""
    held: tuple[Held, ...] = current_user.held if current_user.is_authenticated else ()
    return next((each.site_id for each in held if each.site_slug == slug), None)


def actor() -> str:
    """Returns who acts in this request, for services and the audit: user, customer without account, or visitor."""
    if current_user.is_authenticated:
        return f"user:{current_user.public_id}"
    email = sessions.customer_session()
    return f"customer:{hashed(email)[:32]}" if email else VISITOR


def permission_table() -> Mapping[Role, frozenset[StrEnum]]:
    """Returns what each role may do in the running application, the workshops' own permissions included."""
    return cast("Mapping[Role, frozenset[StrEnum]]", current_app.extensions["ateliers_permissions"])


def _held(user: User, permission: StrEnum) -> list[Held]:
    table = permission_table()
    return [held for held in user.held if permission in table[held.role]]


def _site_of_the_page() -> str | None:
    workshop = here()
    return workshop.slug if workshop and on_staff_page() else None


def _ask_who_it_is(permission: StrEnum) -> Response:
    if request.path.startswith(API):
        abort(HTTPStatus.UNAUTHORIZED)
    flash("Pour voir cette page, dites-nous qui vous êtes.", "info")
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    if permission is Permission.VIEW_OWN_ORDERS:
        return leave_for(url_for("accounts.ask_link"))
    return leave_for(url_for("accounts.sign_in", next=wanted))
