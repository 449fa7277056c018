"""Names as people type them: of somebody, of a job."""

from __future__ import annotations

from shared.kernel.errors import InvalidInput
from shared.people.models import NAME_LENGTH


def bare_name(field: str, text: str) -> str:
    """Returns a name on one line; raises InvalidInput for `field` when it is empty or too long."""
    bare = " ".join(text.split())
    if not bare:
        raise InvalidInput(field, "Il manque ce nom.")
    if len(bare) > NAME_LENGTH:
        raise InvalidInput(field, f"Ce nom dépasse {NAME_LENGTH} caractères.")
    return bare
