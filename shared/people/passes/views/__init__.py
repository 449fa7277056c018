"""The pages of the PASS IAE: the team's, one person's, the import of a workbook, and the rules."""

from shared.people.passes.views import importing, overview, person
from shared.people.passes.views.blueprint import passes
from shared.people.passes.views.rules import pass_rules

__all__ = ["importing", "overview", "pass_rules", "passes", "person"]
