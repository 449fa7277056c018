"""The exams' screens."""

from shared.training.views import exam, planning, registering, results
from shared.training.views.blueprint import NAVIGATION, exams

__all__ = ["NAVIGATION", "exam", "exams", "planning", "registering", "results"]
