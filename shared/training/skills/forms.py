"""What a tap on a level says."""

from __future__ import annotations

from wtforms import HiddenField

from shared.kernel.errors import InvalidInput
from shared.web.forms import RefusableForm


class LevelForm(RefusableForm):
    """One level, seen by who leads the team or, `own`, given by the person."""

    level = HiddenField("Niveau")
    own = HiddenField()

    def to_level(self) -> int:
        """Returns the level that was tapped; raises InvalidInput for what is no number."""
        try:
            return int(self.level.data or "")
        except ValueError:
            raise InvalidInput("level", "Choisissez un niveau de la liste.") from None

    @property
    def is_own(self) -> bool:
        """Whether the person speaks of themselves."""
        return bool(self.own.data)
