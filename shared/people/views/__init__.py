"""The team's screens: who works here, somebody new, one person's contracts."""

from shared.people.views import contracts, hire, team
from shared.people.views.blueprint import people

__all__ = ["contracts", "hire", "people", "team"]
