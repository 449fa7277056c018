"""What can go wrong in the trade, said in French to the person who did it."""

from __future__ import annotations


class TradeError(Exception):
    """Says in one French sentence why the trade refuses; nothing has been written when it is raised."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InvalidInput(TradeError):
    """Refuses what was typed; `field` is the form field beside which the sentence belongs."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Refused(TradeError):
    """Refuses a well-formed wish that the present state does not allow."""


class Conflict(TradeError):
    """Refuses a change made on an older version than the one stored (HTTP 409)."""


class NotFound(TradeError):
    """Says that the thing asked for does not exist, or not for this person (HTTP 404)."""
