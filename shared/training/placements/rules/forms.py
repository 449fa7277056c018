"""What is asked of a limit of immersions."""

from __future__ import annotations

from shared.training.placements.rules.services import MOST_AMOUNT
from shared.web.fields import WholeField
from shared.web.forms import RuleForm


class PlacementLimitForm(RuleForm):
    """The amount of a limit, in its unit."""

    amount = WholeField("Limite", least=0, most=MOST_AMOUNT)
