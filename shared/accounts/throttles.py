"""How often one may try: counters in the database, so that they hold across processes and restarts.

A try is counted before it is judged: whoever asks at the same time waits for the counter's row. Keys (an account, an
address, a mail address) are kept as keyed hashes only.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Integer, String, bindparam, delete, text, update

from shared.accounts.models import Throttle
from shared.db import session
from shared.db.types import UtcDateTime
from shared.kernel import clock
from shared.kernel.errors import Refused
from shared.web.filters import time_fr

IPV6_HOUSEHOLD = 64
"""One subscriber holds at least a /64: counting single IPv6 addresses would count nothing."""


@dataclass(frozen=True)
class Limit:
    """At most `tries` within a window that begins with the first of them."""

    scope: str
    tries: int
    within: timedelta


SIGN_IN_TO_ACCOUNT = Limit("sign_in_to_account", 5, timedelta(minutes=15))
SIGN_IN_FROM_ADDRESS = Limit("sign_in_from_address", 30, timedelta(minutes=15))
CODE_FOR_ACCOUNT = Limit("code_for_account", 5, timedelta(minutes=15))
LINK_TO_MAIL = Limit("link_to_mail", 3, timedelta(hours=1))
LINK_FROM_ADDRESS = Limit("link_from_address", 10, timedelta(hours=1))

LIMITS = (SIGN_IN_TO_ACCOUNT, SIGN_IN_FROM_ADDRESS, CODE_FOR_ACCOUNT, LINK_TO_MAIL, LINK_FROM_ADDRESS)


class TooManyTries(Refused):
    """Refuses a try before it is judged, and says from when on another is welcome."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Trop d’essais. Par sécurité, attendez jusqu’à {time_fr(until)}, puis réessayez.")
        self.until = until


def count_try(limit: Limit, key: str) -> None:
    """Counts one try of `key`; raises TooManyTries past the limit, and then the caller's unit counts nothing."""
    now = clock.now()
    tries, since = session.execute(
        _COUNT, {"scope": limit.scope, "key": hashed(key), "now": now, "over": now - limit.within}
    ).one()
    if tries > limit.tries:
        # To the next whole minute: the sentence must not promise a time that is seconds too early.
        raise TooManyTries((since + limit.within).replace(second=0, microsecond=0) + timedelta(minutes=1))


def take_back_try(limit: Limit, key: str) -> None:
    """Uncounts a try that turned out well, so that a whole office may sign in from one address."""
    mine = (Throttle.scope == limit.scope, Throttle.key_sha256 == hashed(key))
    session.execute(delete(Throttle).where(*mine, Throttle.tries == 1))
    session.execute(update(Throttle).where(*mine).values(tries=Throttle.tries - 1))


def forget_tries(limit: Limit, key: str) -> None:
    """Begins anew for `key`, which has proved itself."""
    session.execute(delete(Throttle).where(Throttle.scope == limit.scope, Throttle.key_sha256 == hashed(key)))


def forget_old_tries() -> None:
    """Deletes the counters whose window is over: the next try of the same key would begin a new one anyway."""
    for limit in LIMITS:
        over = Throttle.since <= clock.now() - limit.within
        session.execute(delete(Throttle).where(Throttle.scope == limit.scope, over))


def hashed(key: str) -> str:
    """Returns the HMAC-SHA-256 of `key` under the house's link key: says that two keys are equal, not what they are."""
    secret: str = current_app.extensions["ateliers_settings"].link_key
    return hmac.digest(secret.encode(), b"key:" + key.encode(), "sha256").hex()


def household(address: str | None) -> str:
    """Returns what counts as one address: an IPv4 address, or the /64 around an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, IPV6_HOUSEHOLD), strict=False))  # noqa: PLR2004


_COUNT = (
    text(
        "INSERT INTO throttles (scope, key_sha256, since, tries) VALUES (:scope, :key, :now, 1) "
        "ON CONFLICT (scope, key_sha256) DO UPDATE SET "
        "tries = CASE WHEN throttles.since <= :over THEN 1 ELSE throttles.tries + 1 END, "
        "since = CASE WHEN throttles.since <= :over THEN excluded.since ELSE throttles.since END "
        "RETURNING tries, since"
    )
    .bindparams(
        bindparam("now", type_=UtcDateTime), bindparam("over", type_=UtcDateTime), bindparam("key", type_=String)
    )
    .columns(tries=Integer, since=UtcDateTime)
)
