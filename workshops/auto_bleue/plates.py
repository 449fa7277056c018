"""French number plates, in the one way in which we write them, and what the odometer says.

Since 2009: AB-123-CD, without I, O, U, without SS in front or behind, numbers from 001. Before: 1234 AB 80, where the
end is the department. Source: arrêté du 9 février 2009, annexe 8.
"""

from __future__ import annotations

import re

from shared.kernel.errors import InvalidInput

_PRESENT = re.compile(r"([A-HJ-NP-TV-Z]{2})([0-9]{3})([A-HJ-NP-TV-Z]{2})")
_FORMER = re.compile(r"([1-9][0-9]{0,3})([A-Z]{1,3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])")


HIGHEST_MILEAGE_KM = 1_999_999


def parse_mileage(typed: str, *, field: str = "mileage") -> int:
    """Reads `84 000 km` as kilometres; raises InvalidInput on anything else."""
    bare = re.sub(r"[\s.\u00a0\u202f]|km$", "", typed.strip().lower())
    if not re.fullmatch(r"[0-9]{1,7}", bare) or int(bare) > HIGHEST_MILEAGE_KM:
        raise InvalidInput(field, "Écrivez le nombre de kilomètres du compteur, comme 84 000.")
    return int(bare)


def parse_plate(typed: str, *, field: str = "plate") -> str:
    """Reads a plate in any capitals and with any signs between; returns `AB-123-CD` or `1234 AB 80`.

    Raises InvalidInput on any other form.
    """
    bare = re.sub(r"[\s·.–_-]", "", typed).upper()
    present = _PRESENT.fullmatch(bare)
    if present and present[2] != "000" and "SS" not in {present[1], present[3]}:
        return "-".join(present.groups())
    if former := _FORMER.fullmatch(bare):
        return " ".join(former.groups())
    raise InvalidInput(field, "Cette plaque ne se lit pas. Écrivez-la comme AB-123-CD ou 1234 AB 80.")
