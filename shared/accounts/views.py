"""The door: sign-in, second factor, password, and the link by mail for customers without account."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from shared.accounts import customers, entrance, second_factor, services, sessions
from shared.accounts.access import actor
from shared.accounts.destinations import home_of, safe_path
from shared.accounts.entrance import Step
from shared.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    ConfirmedSetUpForm,
    LinkForm,
    RemoveForm,
    SetUpForm,
    SignInForm,
)
from shared.accounts.models import User
from shared.accounts.permissions import Permission, public, requires
from shared.accounts.throttles import TooManyTries
from shared.db import atomic
from shared.kernel.errors import InvalidInput, Refused
from shared.web.navigation import NavEntry

accounts = Blueprint("accounts", __name__, template_folder="templates")

NAVIGATION = (NavEntry("Mon compte", "accounts.own_account", "user", Permission.VIEW_OWN_ACCOUNT),)

WRONG_PAIR = "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez."
WRONG_CODE = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."
NOT_YOURS = "Ce n’est pas votre mot de passe actuel."
TOO_LATE = "Trop de temps a passé. Recommencez avec votre mot de passe."


@accounts.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Asks for address and password."""
    wanted = safe_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted or home_of(sessions.signed_in_user()))
    form = SignInForm()
    if not form.validate_on_submit():
        return _page("sign_in", form)
    try:
        with atomic():
            outcome = entrance.give_password(
                email=form.email.data, password=form.password.data, address=request.remote_addr
            )
    except TooManyTries as refusal:
        return _page("sign_in", form, refusal=refusal)
    if outcome is None:
        form.form_errors.append(WRONG_PAIR)
        return _page("sign_in", form)
    user, step = outcome
    if step is Step.ENTER:
        return _let_in(user, wanted)
    sessions.wait_for_code(user, wanted)
    return redirect(url_for(".give_code" if step is Step.GIVE_CODE else ".set_up_at_sign_in"))


@accounts.route("/connexion/code", methods=["GET", "POST"])
@public
def give_code() -> Response:
    """Asks for the code of the telephone, after the password."""
    user = sessions.waiting_user()
    if user is None or not user.has_second_factor:
        return _back_to_sign_in()
    form = CodeForm()
    if not form.validate_on_submit():
        return _page("code", form)
    try:
        with atomic():
            accepted = entrance.give_code(user=user, typed=form.code.data)
    except TooManyTries as refusal:
        return _page("code", form, refusal=refusal)
    if not accepted:
        form.code.errors = [WRONG_CODE]
        return _page("code", form)
    return _let_in(user, sessions.waiting_destination())


@accounts.route("/connexion/double-authentification", methods=["GET", "POST"])
@public
def set_up_at_sign_in() -> Response:
    """Sets up the second factor of somebody who may not come in without one."""
    user = sessions.waiting_user()
    if user is None or user.has_second_factor:
        return _back_to_sign_in()
    form, secret = SetUpForm(), _secret_being_learnt()
    if not form.validate_on_submit():
        return _set_up_page(form, secret, user)
    try:
        with atomic():
            recovery_codes = services.set_second_factor(
                user=user, secret=secret, code=form.code.data, actor=f"user:{user.public_id}"
            )
            entrance.record_entrance(user, factor="code")
    except InvalidInput as refusal:
        form.code.errors = [refusal.sentence]
        return _set_up_page(form, secret, user)
    destination = sessions.waiting_destination() or home_of(user)
    sessions.open_session(user)
    return _recovery_codes_page(recovery_codes, destination)


@accounts.post("/deconnexion")
@public
def sign_out() -> Response:
    """Ends the session, with or without account."""
    sessions.close_session()
    flash("Vous êtes déconnecté. À bientôt\u202f!", "success")
    return redirect(url_for(".sign_in"))


@accounts.get("/mon-compte")
@requires(Permission.VIEW_OWN_ACCOUNT)
def own_account() -> Response:
    """Shows who one is here, and what protects the account."""
    user = sessions.signed_in_user()
    home = home_of(user)
    return make_response(render_template("accounts/own_account.html", user=user, home=home))


@accounts.route("/mon-compte/mot-de-passe", methods=["GET", "POST"])
@requires(Permission.VIEW_OWN_ACCOUNT)
def change_password() -> Response:
    """Changes the password and ends the sessions on other screens."""
    form, user = ChangePasswordForm(), sessions.signed_in_user()
    if not form.validate_on_submit():
        return _page("change_password", form)
    try:
        with atomic():
            changed = services.change_password(user=user, present=form.present.data, new=form.new.data, actor=actor())
    except TooManyTries as refusal:
        return _page("change_password", form, refusal=refusal)
    except InvalidInput as refusal:
        form.new.errors = [refusal.sentence]
        return _page("change_password", form)
    if not changed:
        form.present.errors = [NOT_YOURS]
        return _page("change_password", form)
    sessions.open_session(user)
    flash("Votre mot de passe a changé. Vos autres écrans sont déconnectés.", "success")
    return redirect(url_for(".own_account"))


@accounts.route("/mon-compte/double-authentification", methods=["GET", "POST"])
@requires(Permission.VIEW_OWN_ACCOUNT)
def set_up() -> Response:
    """Sets up the second factor of somebody who is in."""
    user = sessions.signed_in_user()
    if user.has_second_factor:
        return redirect(url_for(".remove_second_factor"))
    form, secret = ConfirmedSetUpForm(), _secret_being_learnt()
    if not form.validate_on_submit():
        return _set_up_page(form, secret, user)
    recovery_codes: list[str] = []
    try:
        with atomic():
            if entrance.confirm_password(user=user, password=form.password.data):
                recovery_codes = services.set_second_factor(
                    user=user, secret=secret, code=form.code.data, actor=actor()
                )
    except (InvalidInput, TooManyTries) as refusal:
        form.code.errors = [refusal.sentence]
        return _set_up_page(form, secret, user)
    if not recovery_codes:
        form.password.errors = [NOT_YOURS]
        return _set_up_page(form, secret, user)
    session.pop("secret_being_learnt")
    return _recovery_codes_page(recovery_codes, url_for(".own_account"))


@accounts.route("/mon-compte/double-authentification/retrait", methods=["GET", "POST"])
@requires(Permission.VIEW_OWN_ACCOUNT)
def remove_second_factor() -> Response:
    """Removes the second factor, to replace a telephone or to do without."""
    user = sessions.signed_in_user()
    if not user.has_second_factor:
        return redirect(url_for(".set_up"))
    form = RemoveForm()
    if not form.validate_on_submit():
        return _page("remove_second_factor", form)
    try:
        with atomic():
            removed = services.give_up_second_factor(
                user=user, password=form.password.data, code=form.code.data, actor=actor()
            )
    except TooManyTries as refusal:
        return _page("remove_second_factor", form, refusal=refusal)
    if not removed:
        form.form_errors.append("Le mot de passe ou le code n’est pas le bon.")
        return _page("remove_second_factor", form)
    sessions.close_session()
    flash("La double authentification est retirée. Reconnectez-vous.", "success")
    return redirect(url_for(".sign_in"))


@accounts.route("/mon-espace/lien", methods=["GET", "POST"])
@public
def ask_link() -> Response:
    """Sends a link to a customer without account; the answer is the same for every address."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _page("ask_link", form)
    try:
        with atomic():
            customers.send_link(email=form.email.data, address=request.remote_addr, actor=actor())
    except TooManyTries as refusal:
        return _page("ask_link", form, refusal=refusal)
    return redirect(url_for(".link_sent"))


@accounts.get("/mon-espace/lien/envoye")
@public
def link_sent() -> str:
    """Says that the link is on its way."""
    return render_template("accounts/link_sent.html", minutes=customers.VALID_MINUTES)


@accounts.route("/mon-espace/lien/<secret>", methods=["GET", "POST"])
@public
def open_link(secret: str) -> Response:
    """Opens the customer space; a GET only shows the button, because mail scanners follow links."""
    if request.method == "POST":
        try:
            with atomic():
                email = customers.use_link(secret=secret)
        except Refused as refusal:
            return make_response(render_template("accounts/link_over.html", sentence=refusal.sentence), HTTPStatus.GONE)
        sessions.open_customer_session(email)
        return redirect(url_for("portal.my_orders"))
    if not customers.is_open(secret):
        return make_response(render_template("accounts/link_over.html", sentence=customers.LINK_OVER), HTTPStatus.GONE)
    return make_response(render_template("accounts/open_link.html"))


def _let_in(user: User, wanted: str | None) -> Response:
    sessions.open_session(user)
    return redirect(wanted or home_of(user))


def _back_to_sign_in() -> Response:
    flash(TOO_LATE, "info")
    return redirect(url_for(".sign_in"))


def _secret_being_learnt() -> str:
    """Returns the secret that the telephone is learning: the same until its first code is typed."""
    if "secret_being_learnt" not in session:
        session["secret_being_learnt"] = second_factor.new_secret()
    secret: str = session["secret_being_learnt"]
    return secret


def _page(name: str, form: FlaskForm, *, refusal: TooManyTries | None = None) -> Response:
    status = HTTPStatus.OK
    if refusal is not None:
        form.form_errors.append(refusal.sentence)
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return make_response(render_template(f"accounts/{name}.html", form=form), status)


def _set_up_page(form: SetUpForm, secret: str, user: User) -> Response:
    page = render_template(
        "accounts/set_up.html",
        form=form,
        picture=second_factor.picture(secret, user),
        key=second_factor.manual_key(secret),
    )
    return _for_these_eyes(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _recovery_codes_page(recovery_codes: list[str], destination: str) -> Response:
    page = render_template("accounts/recovery_codes.html", recovery_codes=recovery_codes, destination=destination)
    return _for_these_eyes(page, HTTPStatus.OK)


def _for_these_eyes(page: str, status: HTTPStatus) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
