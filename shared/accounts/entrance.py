"""Coming in: who is it, and does that person need a code? Each try is counted, each outcome recorded."""

from __future__ import annotations

from enum import StrEnum

from shared.accounts import passwords, second_factor, throttles
from shared.accounts.models import User
from shared.accounts.queries import find_user, find_user_by_email, normal_email
from shared.audit.services import record_event
from shared.kernel import clock

VISITOR = "visitor"
"""The actor of what happens before we know who it is."""


class Step(StrEnum):
    """What is left to do after the password."""

    ENTER = "enter"
    GIVE_CODE = "give_code"
    SET_UP_CODE = "set_up_code"


def give_password(*, email: str, password: str, address: str | None) -> tuple[User, Step] | None:
    """Returns who signs in and what is left to do; None when address and password do not go together.

    A wrong try is counted against the account and the network address, so the caller commits either way. Unknown,
    disabled and mistyped are one answer in one time. Raises TooManyTries.
    """
    account, origin = normal_email(email), throttles.household(address)
    throttles.count_try(throttles.SIGN_IN_FROM_ADDRESS, origin)
    throttles.count_try(throttles.SIGN_IN_TO_ACCOUNT, account)
    user = find_user_by_email(account)
    right = passwords.is_password_of(user, password)
    if user is None or not right:
        _record_failure(account, "password")
        return None
    throttles.take_back_try(throttles.SIGN_IN_FROM_ADDRESS, origin)
    throttles.forget_tries(throttles.SIGN_IN_TO_ACCOUNT, account)
    if user.has_second_factor:
        return user, Step.GIVE_CODE
    if must_have_second_factor(user):
        return user, Step.SET_UP_CODE
    record_entrance(user, factor="password")
    return user, Step.ENTER


def give_code(*, user: User, typed: str) -> bool:
    """Tells whether `typed` is the present code of `user`, or a recovery code, and if so records the sign-in.

    A wrong try is counted, so the caller commits either way. A code works once. Raises TooManyTries.
    """
    if not confirm_code(user=user, typed=typed):
        return False
    record_entrance(user, factor="code")
    return True


def confirm_code(*, user: User, typed: str) -> bool:
    """Tells whether somebody holds the second factor of `user`; counted, and the code used up. Raises TooManyTries."""
    throttles.count_try(throttles.CODE_FOR_ACCOUNT, user.email)
    # Two requests with the same code wait for each other here; the second finds it used.
    find_user(User.id == user.id, lock=True)
    if not second_factor.accept(user, typed):
        _record_failure(user.email, "code")
        return False
    throttles.forget_tries(throttles.CODE_FOR_ACCOUNT, user.email)
    return True


def confirm_password(*, user: User, password: str) -> bool:
    """Tells whether somebody signed in knows the account's password; counted like a sign-in. Raises TooManyTries."""
    throttles.count_try(throttles.SIGN_IN_TO_ACCOUNT, user.email)
    if not passwords.is_password_of(user, password):
        _record_failure(user.email, "confirmation")
        return False
    throttles.forget_tries(throttles.SIGN_IN_TO_ACCOUNT, user.email)
    return True


def record_entrance(user: User, *, factor: str) -> None:
    """Records that `user` is in, and by which last step."""
    user.last_sign_in_at = clock.now()
    actor = f"user:{user.public_id}"
    record_event(actor=actor, action="signed_in", subject=actor, detail={"factor": factor})


def must_have_second_factor(user: User) -> bool:
    """Tells whether a role of `user` is refused to come in without a code; the demonstration leaves it open."""
    return not passwords.is_demonstration() and any(role.needs_second_factor for role in user.held_roles)


def _record_failure(account: str, step: str) -> None:
    # The hash lets one see that ten failures concern one account, without saying which.
    subject = f"sign_in:{throttles.hashed(account)}"
    record_event(actor=VISITOR, action="sign_in_failed", subject=subject, detail={"step": step})
