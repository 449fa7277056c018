"""The pages of the PASS IAE: the team's, one person's, and the import of a workbook."""

from shared.people.passes.views import importing, overview, person
from shared.people.passes.views.blueprint import passes

__all__ = ["importing", "overview", "passes", "person"]
