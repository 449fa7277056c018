"""Half past eight on a Monday in November."""

from tests.support.monday import at_work, inside

__all__ = ["at_work", "inside"]
