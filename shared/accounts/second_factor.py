"""The code of an authenticator application (TOTP, RFC 6238), and the codes that replace a lost telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import segno
from flask import current_app
from flask_security import Totp

from shared.accounts.models import User
from shared.accounts.throttles import hashed
from shared.kernel import clock

if TYPE_CHECKING:
    from flask_security import UserMixin

CLOCK_SKEW = 30
"""How many seconds a telephone's clock may be wrong."""

CODE_DIGITS = 6
RECOVERY_CODES = 8


class OneTimeCodes(Totp):
    """Flask-Security's codes on the house's clock, each accepted once. Secrets are AES-encrypted wherever they lie."""

    def __init__(self, secret: str, issuer: str) -> None:
        super().__init__({"1": secret}, issuer)
        self._totp = self._totp.using(now=lambda: clock.now().timestamp())

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Returns the period of the last code that was accepted."""
        return cast("User", user).totp_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:
        """Remembers the period of an accepted code: that code and those before it are used up."""
        cast("User", user).totp_last_counter = tmatch.counter


def codes() -> OneTimeCodes:
    """Returns the codes of the running application."""
    return cast("OneTimeCodes", current_app.extensions["ateliers_one_time_codes"])


def new_secret() -> str:
    """Returns a new secret, encrypted: it may travel in the session's cookie until its first code is typed."""
    return str(codes().generate_totp_secret())


def manual_key(secret: str) -> str:
    """Returns the secret in groups of letters, to be typed where no camera helps."""
    return str(codes().get_totp_pretty_key(secret))


def picture(secret: str, user: User) -> str:
    """Returns the QR code that an authenticator application photographs, as a data: address of an SVG image."""
    address = codes().get_totp_uri(user.email, secret)
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff"))


def is_first_code(secret: str, code: str, user: User) -> bool:
    """Tells whether `code` comes from a telephone that has just learnt `secret`, and uses it up."""
    user.totp_last_counter = None
    return bool(codes().verify_totp(_bare(code), secret, user, window=CLOCK_SKEW))


def accept(user: User, typed: str) -> bool:
    """Tells whether `typed` is the present code of `user` or one of the recovery codes, and uses it up."""
    bare = _bare(typed)
    if len(bare) == CODE_DIGITS:
        return user.totp_secret is not None and bool(
            codes().verify_totp(bare, user.totp_secret, user, window=CLOCK_SKEW)
        )
    known = _recovery_hash(user, bare)
    if known not in user.recovery_codes:
        return False
    user.recovery_codes = [code for code in user.recovery_codes if code != known]
    return True


def renew_recovery_codes(user: User) -> list[str]:
    """Gives `user` new recovery codes and returns them in clear, for the only time."""
    made = [str(code) for code in codes().generate_recovery_codes(RECOVERY_CODES)]
    user.recovery_codes = [_recovery_hash(user, _bare(code)) for code in made]
    return made


def _recovery_hash(user: User, bare: str) -> str:
    return hashed(f"recovery:{user.public_id}:{bare}")


def _bare(typed: str) -> str:
    return "".join(letter for letter in typed.lower() if letter.isalnum())
