"""What a password must be, and whether one is right."""

from __future__ import annotations

import unicodedata

from flask import current_app
from flask_security import hash_password

from shared.accounts import demonstration
from shared.accounts.models import User
from shared.kernel.errors import InvalidInput
from shared.kernel.text import folded

LEAST_LENGTH = 12
LEAST_VARIETY = 5
LEAST_NAME = 4
COMMON = ("motdepasse", "password", "azerty", "qwerty", "123456", "bonjour", "soleil")


def check_new_password(password: str, *, email: str, field: str = "password") -> None:
    """Refuses with InvalidInput a password that others would guess. Source: ANSSI-PG-078 (long, not contorted)."""
    bare = folded(password).replace(" ", "")
    name = folded(email.partition("@")[0])
    if len(password) < LEAST_LENGTH:
        raise InvalidInput(field, f"Il faut au moins {LEAST_LENGTH} caractères. Trois mots sans lien font l’affaire.")
    if len(set(bare)) < LEAST_VARIETY:
        raise InvalidInput(field, "Ce mot de passe se devine\u00a0: il répète les mêmes caractères.")
    if len(name) >= LEAST_NAME and name in bare:
        raise InvalidInput(field, "Le mot de passe ne doit pas reprendre l’adresse de courriel.")
    if any(word in bare for word in COMMON) or (password == demonstration.PASSWORD and not is_demonstration()):
        raise InvalidInput(field, "Ce mot de passe est trop courant. Choisissez-en un autre.")


def hash_of(password: str) -> str:
    """Returns the argon2 hash under which a password is kept, peppered with the key of the installation."""
    return str(hash_password(_normal(password)))


def is_password_of(user: User | None, password: str) -> bool:
    """Tells whether `password` opens the account of `user`; takes the same time when there is no such user."""
    if user is None or user.password is None:
        hash_of(password)
        return False
    right = bool(user.verify_and_update_password(_normal(password)))
    return right and user.active and (is_demonstration() or not _is_published(user, password))


def is_demonstration() -> bool:
    """Tells whether the application runs on invented data, where the published accounts are welcome."""
    return bool(current_app.extensions["ateliers_settings"].demonstration)


def _is_published(user: User, password: str) -> bool:
    return password == demonstration.PASSWORD or user.email.endswith(demonstration.DOMAIN)


def _normal(password: str) -> str:
    # One keyboard writes é as one character, another as two.
    return unicodedata.normalize("NFKC", password)
