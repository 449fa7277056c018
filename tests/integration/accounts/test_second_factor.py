"""The code of the telephone: setting it up, giving it at sign-in, doing without the telephone, removing it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shared.accounts.queries import find_user_by_email
from shared.kernel import clock
from tests.support.client import Visitor
from tests.support.personas import FINANCE, Persona
from tests.support.telephone import KEY, Telephone

SignIn = Callable[[Persona], Visitor]
CODE_LIFE = timedelta(seconds=30)
RECOVERY_CODE = re.compile(r"<code>([0-9a-f]{4}(?:-[0-9a-f]{4}){2})</code>")
WRONG_CODE = "Ce code n’est pas le bon"


def learn(visitor: Visitor, path: str) -> Telephone:
    return Telephone(visitor.application, visitor.get(path).text)


def set_up(visitor: Visitor, password: str) -> tuple[Telephone, list[str]]:
    path = "/mon-compte/double-authentification"
    telephone = learn(visitor, path)
    page = visitor.submit(path, code=telephone.code(), password=password)
    assert page.status_code == 200
    return telephone, RECOVERY_CODE.findall(page.text)


def give_password(app: Flask, persona: Persona) -> Visitor:
    visitor = Visitor(app, app.response_class)
    visitor.submit("/connexion", email=persona.email, password=persona.password)
    return visitor


def is_in(visitor: FlaskClient) -> bool:
    return visitor.get("/mon-compte").status_code == 200


@pytest.fixture
def owner(sign_in: SignIn) -> Visitor:
    """Finance, signed in."""
    return sign_in(FINANCE)


def test_set_up_asks_for_the_code_at_the_next_sign_in(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    assert "Activée" in owner.get("/mon-compte").text
    visitor = give_password(app, FINANCE)
    assert not is_in(visitor)
    with clock.at(clock.now() + CODE_LIFE):
        answer = visitor.submit("/connexion/code", code=telephone.code())
        assert (answer.status_code, answer.location) == (302, "/bureau")
        assert is_in(visitor)


def test_set_up_page_is_kept_nowhere_and_shows_the_same_key_again(owner: Visitor) -> None:
    first, again = (owner.get("/mon-compte/double-authentification") for _ in range(2))
    assert first.headers["Cache-Control"] == "no-store"
    assert 'src="data:image/svg+xml' in first.text
    assert KEY.findall(first.text) == KEY.findall(again.text)


def test_wrong_first_code_changes_nothing(owner: Visitor) -> None:
    answer = owner.submit("/mon-compte/double-authentification", code="000000", password=FINANCE.password)
    assert answer.status_code == 422
    assert WRONG_CODE in answer.text
    assert "Non activée" in owner.get("/mon-compte").text


def test_set_up_needs_the_password_of_the_owner(owner: Visitor) -> None:
    telephone = learn(owner, "/mon-compte/double-authentification")
    answer = owner.submit("/mon-compte/double-authentification", code=telephone.code(), password="pas le sien")
    assert answer.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in answer.text
    assert "Non activée" in owner.get("/mon-compte").text


def test_wrong_code_does_not_let_in(app: Flask, owner: Visitor) -> None:
    set_up(owner, FINANCE.password)
    visitor = give_password(app, FINANCE)
    answer = visitor.submit("/connexion/code", code="000000")
    assert answer.status_code == 422
    assert WRONG_CODE in answer.text
    assert not is_in(visitor)


def test_code_works_once(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    with clock.at(clock.now() + CODE_LIFE):
        code = telephone.code()
        first, second = give_password(app, FINANCE), give_password(app, FINANCE)
        assert first.submit("/connexion/code", code=code).status_code == 302
        assert second.submit("/connexion/code", code=code).status_code == 422
        assert not is_in(second)


def test_code_of_the_set_up_does_not_sign_in(app: Flask, owner: Visitor) -> None:
    now = clock.now()
    with clock.at(now):
        telephone, _ = set_up(owner, FINANCE.password)
        assert give_password(app, FINANCE).submit("/connexion/code", code=telephone.code()).status_code == 422


def test_old_code_does_not_let_in(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    now = clock.now()
    with clock.at(now + timedelta(minutes=5)):
        visitor = give_password(app, FINANCE)
        assert visitor.submit("/connexion/code", code=telephone.code(now + timedelta(minutes=3))).status_code == 422


def test_sixth_code_is_not_even_looked_at(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    with clock.at(clock.now() + CODE_LIFE):
        visitor = give_password(app, FINANCE)
        for _ in range(5):
            assert visitor.submit("/connexion/code", code="000000").status_code == 422
        answer = visitor.submit("/connexion/code", code=telephone.code())
        assert answer.status_code == 429
        assert "Trop d’essais." in answer.text
        assert not is_in(visitor)


def test_password_does_not_wait_for_ever(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    visitor = give_password(app, FINANCE)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert visitor.post("/connexion/code", data={"code": telephone.code()}).status_code == 400
        assert visitor.get("/connexion/code").location == "/connexion"


def test_code_page_without_password_leads_back(client: Visitor) -> None:
    for path in ("/connexion/code", "/connexion/double-authentification"):
        assert client.get(path).location == "/connexion"


def test_recovery_code_replaces_the_telephone_once(app: Flask, owner: Visitor) -> None:
    _, recovery_codes = set_up(owner, FINANCE.password)
    assert len(set(recovery_codes)) == 8
    typed = recovery_codes[3].upper().replace("-", " ")
    assert give_password(app, FINANCE).submit("/connexion/code", code=typed).status_code == 302
    assert give_password(app, FINANCE).submit("/connexion/code", code=typed).status_code == 422
    assert give_password(app, FINANCE).submit("/connexion/code", code=recovery_codes[4]).status_code == 302


def test_secrets_are_stored_unreadable(app: Flask, owner: Visitor) -> None:
    key = KEY.search(owner.get("/mon-compte/double-authentification").text)
    assert key
    _, recovery_codes = set_up(owner, FINANCE.password)
    with app.app_context():
        user = find_user_by_email(FINANCE.email)
        assert user is not None
        assert user.totp_secret is not None
        assert key[1].replace("-", "") not in user.totp_secret
        stored = " ".join(user.recovery_codes)
        assert not any(code in stored or code.replace("-", "") in stored for code in recovery_codes)


def test_removing_it_needs_password_and_code_and_ends_all_sessions(app: Flask, owner: Visitor) -> None:
    telephone, _ = set_up(owner, FINANCE.password)
    path = "/mon-compte/double-authentification/retrait"
    with clock.at(clock.now() + CODE_LIFE):
        elsewhere = give_password(app, FINANCE)
        elsewhere.submit("/connexion/code", code=telephone.code())
    with clock.at(clock.now() + 2 * CODE_LIFE):
        assert owner.submit(path, password="pas le sien", code=telephone.code()).status_code == 422
        assert owner.submit(path, password=FINANCE.password, code="000000").status_code == 422
        assert is_in(owner)
        assert owner.submit(path, password=FINANCE.password, code=telephone.code()).location == "/connexion"
    assert not is_in(owner)
    assert not is_in(elsewhere)
    assert is_in(give_password(app, FINANCE))
