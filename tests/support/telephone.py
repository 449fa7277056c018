"""The telephone of somebody with a second factor."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Flask

from shared.accounts import second_factor
from shared.kernel import clock

KEY = re.compile(r"<code>([A-Z2-7-]+)</code>")


class Telephone:
    """An authenticator application that has learnt the key of the set-up page `page`."""

    def __init__(self, app: Flask, page: str) -> None:
        shown = KEY.search(page)
        assert shown, "the page shows no key"
        self._app = app
        self._key = shown[1].replace("-", "")

    def code(self, at: datetime | None = None) -> str:
        """What the telephone shows, now or at another instant."""
        with self._app.app_context(), clock.at(at or clock.now()):
            learnt = second_factor.codes()._totp(key=self._key, format="base32")  # noqa: SLF001 (as a telephone would)
            return str(learnt.generate().token)
