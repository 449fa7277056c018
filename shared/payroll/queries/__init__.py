"""The day, the week and the month of a site's team as the pages show them, each in a fixed number of statements."""

from shared.payroll.queries.day import DayPage, find_day, holes_of
from shared.payroll.queries.month import MonthPage, find_month
from shared.payroll.queries.period import find_period, list_open_days
from shared.payroll.queries.week import WeekPage, find_week

__all__ = [
    "DayPage",
    "MonthPage",
    "WeekPage",
    "find_day",
    "find_month",
    "find_period",
    "find_week",
    "holes_of",
    "list_open_days",
]
