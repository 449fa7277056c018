"""`ateliers user`: the first accounts of an installation, and closing one in a hurry."""

from __future__ import annotations

from typing import TextIO

import click

from shared.accounts.models import User
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email, list_users
from shared.accounts.services import (
    create_user,
    disable_user,
    grant_role,
    remove_second_factor,
    replace_password,
    revoke_role,
)
from shared.cli.frame import actor, in_house, site_named
from shared.db import atomic
from shared.kernel.errors import NotFound
from shared.people.accounts import find_person_by_matricule, tie_account, untie_account


@click.group()
def user() -> None:
    """Look after the accounts."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="How the person is called on the screens.")
@click.option("--role", "roles", type=click.Choice([role.value for role in Role]), multiple=True, help="Repeatable.")
@click.option("--site", metavar="SLUG", help="Where the roles are held; all sites when a role allows it.")
@click.option("--password-file", type=click.File(), help="Where the password is (- for stdin); else it is asked for.")
@in_house
def create(email: str, name: str, roles: tuple[str, ...], site: str | None, password_file: TextIO | None) -> None:
    """Create an account."""
    password = password_file.read().strip() if password_file else _ask_for_password()
    with atomic():
        place = site_named(site) if site else None
        made = create_user(email=email, display_name=name, password=password, actor=actor())
        for role in roles:
            grant_role(user=made, role=Role(role), site=place, actor=actor())
    click.echo(f"{made.email} a un compte.")


@user.command("list")
@in_house
def list_accounts() -> None:
    """List the accounts with what they hold."""
    for each in list_users():
        state = "actif" if each.active else "fermé"
        click.echo("\t".join([each.email, each.display_name, state, _grants_of(each)]))


@user.command()
@click.argument("email")
@in_house
def disable(email: str) -> None:
    """Close an account and end its sessions."""
    with atomic():
        disable_user(user=_user_named(email), actor=actor())
    click.echo(f"{email} ne peut plus se connecter.")


@user.command()
@click.argument("email")
@click.option("--password-file", type=click.File(), help="Where the password is (- for stdin); else it is asked for.")
@in_house
def password(email: str, password_file: TextIO | None) -> None:
    """Give an account another password, for somebody who forgot it."""
    new = password_file.read().strip() if password_file else _ask_for_password()
    with atomic():
        replace_password(user=_user_named(email), new=new, actor=actor())
    click.echo(f"{email} a un nouveau mot de passe.")


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--site", metavar="SLUG", help="Where the role is held; all sites when the role allows it.")
@in_house
def grant(email: str, role: str, site: str | None) -> None:
    """Give an account one more role."""
    with atomic():
        place = site_named(site) if site else None
        grant_role(user=_user_named(email), role=Role(role), site=place, actor=actor())
    click.echo(f"{email} a le rôle {role}.")


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--site", metavar="SLUG", help="Where the role was held.")
@in_house
def revoke(email: str, role: str, site: str | None) -> None:
    """Take a role back, from the next page on."""
    with atomic():
        place = site_named(site) if site else None
        revoke_role(user=_user_named(email), role=Role(role), site=place, actor=actor())
    click.echo(f"{email} n’a plus le rôle {role}.")


@user.command()
@click.argument("email")
@click.argument("matricule")
@in_house
def tie(email: str, matricule: str) -> None:
    """Let the account of an insertion employee open the own hours."""
    with atomic():
        tie_account(person=find_person_by_matricule(matricule), user=_user_named(email), actor=actor())
    click.echo(f"{email} voit maintenant ses propres heures.")


@user.command()
@click.argument("email")
@in_house
def untie(email: str) -> None:
    """Take that back."""
    with atomic():
        untie_account(user=_user_named(email), actor=actor())
    click.echo(f"{email} ne voit plus d’heures.")


@user.command("remove-code")
@click.argument("email")
@in_house
def remove_code(email: str) -> None:
    """Remove the second factor of somebody who lost the telephone and the recovery codes."""
    with atomic():
        remove_second_factor(user=_user_named(email), actor=actor())
    click.echo(f"{email} se connecte sans code, ou en active un nouveau s’il est exigé.")


def _user_named(email: str) -> User:
    found = find_user_by_email(email)
    if found is None:
        raise NotFound("Aucun compte n’a cette adresse.")
    return found


def _ask_for_password() -> str:
    typed: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Le même, une seconde fois")
    return typed


def _grants_of(each: User) -> str:
    return ", ".join(sorted(f"{held.role.value}@{held.site_slug or 'all'}" for held in each.held))
