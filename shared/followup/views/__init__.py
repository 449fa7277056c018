"""The exits' screens."""

from shared.followup.views import exits, sheet
from shared.followup.views.blueprint import NAVIGATION, followup

__all__ = ["NAVIGATION", "exits", "followup", "sheet"]
