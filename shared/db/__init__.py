"""The database: one Base, units of work, column types, numbered series, triggers. Nothing else commits.

Only this package knows flask_sqlalchemy.
"""

from shared.db.base import Base, IntegerId, database, session
from shared.db.sequences import next_number
from shared.db.types import E4, Bp, Cents, Instant, Micros, Minutes, Pk, PublicId, ShortText, choice, personal
from shared.db.units import UnitError, atomic, begin, commit_request, in_unit, on_commit, stop_reading, unit_memory

__all__ = [
    "E4",
    "Base",
    "Bp",
    "Cents",
    "Instant",
    "IntegerId",
    "Micros",
    "Minutes",
    "Pk",
    "PublicId",
    "ShortText",
    "UnitError",
    "atomic",
    "begin",
    "choice",
    "commit_request",
    "database",
    "in_unit",
    "next_number",
    "on_commit",
    "personal",
    "session",
    "stop_reading",
    "unit_memory",
]
