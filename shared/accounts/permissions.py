"""Who may do what: one table from roles to permissions. Denied unless written here or in a workshop's manifest.

Each permission has a level: 0 public, 1 work, 2 social, 3 health and justice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """A function in the house; a grant gives it to a user, for one site or for all."""

    SUPERVISOR = "supervisor"
    CIP = "cip"
    FINANCE = "finance"
    DIRECTION = "direction"
    ADMINISTRATOR = "administrator"
    EMPLOYEE = "employee"
    CUSTOMER = "customer"

    @property
    def label(self) -> str:
        """The French name of the function."""
        return _ROLE_LABELS[self]

    @property
    def covers_all_sites(self) -> bool:
        """Whether a grant of this role is for the whole house unless it says otherwise."""
        return self in {Role.FINANCE, Role.DIRECTION, Role.ADMINISTRATOR, Role.CUSTOMER}

    @property
    def needs_second_factor(self) -> bool:
        """Whether this role signs in with a second factor in production."""
        return self in {Role.CIP, Role.FINANCE, Role.DIRECTION, Role.ADMINISTRATOR}


_ROLE_LABELS = {
    Role.SUPERVISOR: "Encadrant technique",
    Role.CIP: "Conseiller en insertion",
    Role.FINANCE: "Finance",
    Role.DIRECTION: "Direction",
    Role.ADMINISTRATOR: "Administration",
    Role.EMPLOYEE: "Salarié en insertion",
    Role.CUSTOMER: "Client",
}


class Permission(StrEnum):
    """What an endpoint asks for."""

    VIEW_DESK = "view_desk"
    VIEW_OWN_ACCOUNT = "view_own_account"
    VIEW_OWN_ORDERS = "view_own_orders"
    VIEW_TEAM = "view_team"
    MANAGE_CONTRACTS = "manage_contracts"
    OVERRIDE_CONTRACT_RULES = "override_contract_rules"
    GIVE_MATRICULE = "give_matricule"
    RECORD_EXITS = "record_exits"
    VIEW_DOCUMENTS = "view_documents"
    MANAGE_DOCUMENTS = "manage_documents"
    VIEW_PASSES = "view_passes"
    MANAGE_PASSES = "manage_passes"
    VIEW_SKILLS = "view_skills"
    OBSERVE_SKILLS = "observe_skills"
    CERTIFY_SKILLS = "certify_skills"
    VIEW_TRAINING = "view_training"
    KEEP_ATTENDANCE = "keep_attendance"
    MANAGE_TRAINING = "manage_training"
    SAY_OWN_SKILLS = "say_own_skills"
    VIEW_EXAM_DATES = "view_exam_dates"
    VIEW_EXAMS = "view_exams"
    MANAGE_EXAMS = "manage_exams"
    VIEW_OWN_HOURS = "view_own_hours"
    VIEW_HOURS = "view_hours"
    EDIT_HOURS = "edit_hours"
    CHECK_HOURS = "check_hours"
    EXPORT_PAYROLL = "export_payroll"
    VIEW_DEADLINES = "view_deadlines"
    FOLLOW_PEOPLE = "follow_people"
    VIEW_TEAM_FIGURES = "view_team_figures"
    VIEW_ORDERS = "view_orders"
    MOVE_ORDERS = "move_orders"
    MANAGE_CUSTOMERS = "manage_customers"
    MAKE_QUOTES = "make_quotes"
    MANAGE_CATALOGUE = "manage_catalogue"
    TAKE_PAYMENTS = "take_payments"
    REFUND_PAYMENTS = "refund_payments"
    VIEW_REVENUE = "view_revenue"
    EXPORT_REVENUE = "export_revenue"
    VIEW_JOURNAL = "view_journal"
    VIEW_IMPACT = "view_impact"
    VIEW_IMPACT_LINES = "view_impact_lines"
    COUNT_MEASURES = "count_measures"
    VIEW_BILLING_RULES = "view_billing_rules"
    MANAGE_BILLING_RULES = "manage_billing_rules"
    VIEW_RULES = "view_rules"
    MANAGE_RULES = "manage_rules"
    MANAGE_EXIT_RULES = "manage_exit_rules"
    VIEW_OPERATIONS = "view_operations"

    @property
    def level(self) -> int:
        """How sensitive what it opens is: 0 to 3."""
        return _LEVELS.get(self, 1)


_LEVELS = {
    Permission.VIEW_OWN_ACCOUNT: 0,
    Permission.VIEW_OWN_ORDERS: 0,
    Permission.FOLLOW_PEOPLE: 2,
    Permission.RECORD_EXITS: 2,
    Permission.VIEW_DOCUMENTS: 2,
    Permission.MANAGE_DOCUMENTS: 2,
    Permission.VIEW_PASSES: 2,
    Permission.MANAGE_PASSES: 2,
    Permission.VIEW_EXAMS: 2,
    Permission.MANAGE_EXAMS: 2,
    Permission.OVERRIDE_CONTRACT_RULES: 2,
    Permission.VIEW_IMPACT_LINES: 2,
    Permission.COUNT_MEASURES: 3,
}

_STAFF = frozenset({Permission.VIEW_DESK, Permission.VIEW_OWN_ACCOUNT})

ROLE_PERMISSIONS: Mapping[Role, frozenset[StrEnum]] = {
    Role.SUPERVISOR: _STAFF
    | {
        Permission.VIEW_TEAM,
        Permission.VIEW_SKILLS,
        Permission.OBSERVE_SKILLS,
        Permission.VIEW_TRAINING,
        Permission.KEEP_ATTENDANCE,
        Permission.VIEW_EXAM_DATES,
        Permission.VIEW_HOURS,
        Permission.EDIT_HOURS,
        Permission.VIEW_ORDERS,
        Permission.MOVE_ORDERS,
        Permission.MANAGE_CUSTOMERS,
        Permission.MAKE_QUOTES,
        Permission.MANAGE_CATALOGUE,
        Permission.TAKE_PAYMENTS,
    },
    Role.CIP: _STAFF
    | {
        Permission.VIEW_TEAM,
        Permission.VIEW_DEADLINES,
        Permission.FOLLOW_PEOPLE,
        Permission.MANAGE_CONTRACTS,
        Permission.GIVE_MATRICULE,
        Permission.RECORD_EXITS,
        Permission.VIEW_DOCUMENTS,
        Permission.MANAGE_DOCUMENTS,
        Permission.VIEW_PASSES,
        Permission.MANAGE_PASSES,
        Permission.VIEW_SKILLS,
        Permission.CERTIFY_SKILLS,
        Permission.VIEW_TRAINING,
        Permission.KEEP_ATTENDANCE,
        Permission.MANAGE_TRAINING,
        Permission.VIEW_EXAM_DATES,
        Permission.VIEW_EXAMS,
        Permission.MANAGE_EXAMS,
        Permission.VIEW_HOURS,
        Permission.CHECK_HOURS,
        Permission.VIEW_RULES,
        Permission.VIEW_IMPACT,
        Permission.VIEW_IMPACT_LINES,
    },
    Role.FINANCE: _STAFF
    | {
        Permission.VIEW_TEAM,
        Permission.GIVE_MATRICULE,
        Permission.VIEW_HOURS,
        Permission.CHECK_HOURS,
        Permission.VIEW_RULES,
        Permission.EXPORT_PAYROLL,
        Permission.VIEW_ORDERS,
        Permission.MANAGE_CUSTOMERS,
        Permission.MAKE_QUOTES,
        Permission.MANAGE_CATALOGUE,
        Permission.TAKE_PAYMENTS,
        Permission.REFUND_PAYMENTS,
        Permission.VIEW_REVENUE,
        Permission.VIEW_JOURNAL,
        Permission.VIEW_IMPACT,
        Permission.EXPORT_REVENUE,
        Permission.VIEW_BILLING_RULES,
        Permission.MANAGE_BILLING_RULES,
    },
    Role.DIRECTION: _STAFF
    | {
        Permission.VIEW_TEAM,
        Permission.VIEW_DEADLINES,
        Permission.MANAGE_CONTRACTS,
        Permission.OVERRIDE_CONTRACT_RULES,
        Permission.GIVE_MATRICULE,
        Permission.RECORD_EXITS,
        Permission.VIEW_DOCUMENTS,
        Permission.MANAGE_DOCUMENTS,
        Permission.VIEW_PASSES,
        Permission.MANAGE_PASSES,
        Permission.VIEW_SKILLS,
        Permission.CERTIFY_SKILLS,
        Permission.VIEW_TRAINING,
        Permission.MANAGE_TRAINING,
        Permission.VIEW_EXAM_DATES,
        Permission.VIEW_EXAMS,
        Permission.MANAGE_EXAMS,
        Permission.VIEW_HOURS,
        Permission.CHECK_HOURS,
        Permission.VIEW_RULES,
        Permission.MANAGE_EXIT_RULES,
        Permission.VIEW_TEAM_FIGURES,
        Permission.VIEW_ORDERS,
        Permission.VIEW_REVENUE,
        Permission.EXPORT_REVENUE,
        Permission.VIEW_BILLING_RULES,
        Permission.VIEW_IMPACT,
        Permission.VIEW_IMPACT_LINES,
        Permission.COUNT_MEASURES,
    },
    Role.ADMINISTRATOR: _STAFF
    | {
        Permission.VIEW_RULES,
        Permission.MANAGE_RULES,
        Permission.MANAGE_EXIT_RULES,
        Permission.VIEW_BILLING_RULES,
        Permission.MANAGE_BILLING_RULES,
        Permission.VIEW_OPERATIONS,
    },
    Role.EMPLOYEE: _STAFF | {Permission.VIEW_OWN_HOURS, Permission.SAY_OWN_SKILLS},
    Role.CUSTOMER: frozenset({Permission.VIEW_OWN_ACCOUNT, Permission.VIEW_OWN_ORDERS}),
}


def permissions_by_role(additions: Iterable[Mapping[StrEnum, frozenset[StrEnum]]]) -> dict[Role, frozenset[StrEnum]]:
    """Returns the whole table: ours, and what each workshop's manifest adds (permission -> roles).

    Raises ValueError when a workshop's permission bears the value of another: equal text would open both doors.
    """
    table = dict(ROLE_PERMISSIONS)
    taken = {permission.value for permission in Permission}
    for addition in additions:
        for permission, roles in addition.items():
            if permission.value in taken:
                raise ValueError(f"two permissions bear the value {permission.value!r}")
            taken.add(permission.value)
            table |= {role: table[role] | {permission} for role in map(Role, roles)}
    return table


def requires(permission: StrEnum) -> Callable[[View], View]:
    """Names the permission that a view asks for; the guard in `access` checks it before the view runs."""

    def mark(view: View) -> View:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Opens a view to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
