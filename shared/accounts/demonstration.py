"""The accounts of the demonstration: known to everybody, hence refused in production."""

from __future__ import annotations

from dataclasses import dataclass

from shared.accounts.permissions import Role

PASSWORD = "visite-des-ateliers"  # noqa: S105 (published on purpose)
DOMAIN = "@example.org"


@dataclass(frozen=True)
class Account:
    """Somebody invented who signs in to the demonstration."""

    email: str
    display_name: str
    role: Role


ACCOUNTS = (
    Account(f"encadrant{DOMAIN}", "Alix Encadrant", Role.SUPERVISOR),
    Account(f"cip{DOMAIN}", "Sasha Conseil", Role.CIP),
    Account(f"finance{DOMAIN}", "Lou Finance", Role.FINANCE),
    Account(f"direction{DOMAIN}", "Maxime Direction", Role.DIRECTION),
    Account(f"admin{DOMAIN}", "Dominique Admin", Role.ADMINISTRATOR),
    Account(f"salarie{DOMAIN}", "Charlie Salarié", Role.EMPLOYEE),
    Account(f"client{DOMAIN}", "Morgan Client", Role.CUSTOMER),
    Account(f"mairie{DOMAIN}", "Mairie d’Exempleville", Role.CUSTOMER),
)
