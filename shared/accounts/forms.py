"""The forms of the door: sign-in, code, password, link by mail."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

MOST_EMAIL = 200
MOST_PASSWORD = 200
MOST_CODE = 40

_EMAIL = r"^\s*[^\s@]+@[^\s@]+\.[^\s@.]+\s*$"


def _email() -> EmailField:
    return EmailField(
        "Adresse de courriel",
        validators=[
            InputRequired("Écrivez votre adresse de courriel."),
            Regexp(_EMAIL, message="Il manque quelque chose à cette adresse. Elle ressemble à nom@exemple.fr."),
            Length(max=MOST_EMAIL, message="Cette adresse est trop longue."),
        ],
    )


def _password(label: str, missing: str) -> PasswordField:
    return PasswordField(
        label,
        validators=[
            InputRequired(missing),
            Length(max=MOST_PASSWORD, message=f"Un mot de passe a {MOST_PASSWORD} caractères au plus."),
        ],
    )


def _code(label: str) -> StringField:
    return StringField(
        label,
        validators=[
            InputRequired("Écrivez le code."),
            Length(max=MOST_CODE, message="Ce code est trop long."),
        ],
    )


class SignInForm(FlaskForm):
    """Who it is."""

    email = _email()
    password = _password("Mot de passe", "Écrivez votre mot de passe.")


class CodeForm(FlaskForm):
    """The code of the telephone, or a recovery code."""

    code = _code("Code")


class SetUpForm(FlaskForm):
    """The first code of a telephone."""

    code = _code("Code à six chiffres")


class ConfirmedSetUpForm(SetUpForm):
    """The same from somebody who is in: a screen left alone must not let a stranger lock the owner out."""

    password = _password("Votre mot de passe", "Écrivez votre mot de passe.")


class RemoveForm(FlaskForm):
    """What proves that the owner of the account removes the second factor."""

    password = _password("Mot de passe", "Écrivez votre mot de passe.")
    code = _code("Code")


class ChangePasswordForm(FlaskForm):
    """The present password, and the new one twice."""

    present = _password("Mot de passe actuel", "Écrivez votre mot de passe actuel.")
    new = _password("Nouveau mot de passe", "Écrivez un nouveau mot de passe.")
    again = PasswordField(
        "Nouveau mot de passe, une seconde fois",
        validators=[EqualTo("new", message="Les deux nouveaux mots de passe ne sont pas les mêmes.")],
    )


class LinkForm(FlaskForm):
    """Where to send the link."""

    email = _email()
