"""A month's way to payroll, each step in its own unit."""

from __future__ import annotations

from shared.db import atomic
from shared.kernel.weeks import Month
from shared.payroll import months
from shared.workshop import find_site

OCTOBER = Month(2026, 10)


def approve(month: Month = OCTOBER, slug: str = "auto-bleue") -> None:
    """The workshop says that the month is complete."""
    with atomic():
        months.approve_month(site=find_site(slug), month=month, actor="test")


def check(month: Month = OCTOBER, slug: str = "auto-bleue") -> None:
    """The adviser has looked at it."""
    with atomic():
        months.check_month(site=find_site(slug), month=month, actor="test")


def close(month: Month = OCTOBER, slug: str = "auto-bleue") -> int:
    """Finance locks it."""
    with atomic():
        return months.close_month(site=find_site(slug), month=month, actor="test")


def reopen_month(reason: str = "Arrêt reçu en retard", month: Month = OCTOBER, slug: str = "auto-bleue") -> None:
    """The adviser gives it back."""
    with atomic():
        months.reopen_month(site=find_site(slug), month=month, reason=reason, actor="test")
