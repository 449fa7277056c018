"""The hours' screens: the day sheet and a person's day, the week, the month and its payroll file."""

from shared.payroll import listeners
from shared.payroll.views import day, month, week, week_entry
from shared.payroll.views.blueprint import payroll

__all__ = ["day", "listeners", "month", "payroll", "week", "week_entry"]
