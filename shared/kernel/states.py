"""A status is a table of transitions: what is not in the table cannot happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from shared.kernel.errors import Refused

State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)


@dataclass(frozen=True)
class Transitions(Generic[State, Action]):
    """The moves of one status: (state, action) -> next state. `sentence` tells a person why a move is refused."""

    states: type[State]
    actions: type[Action]
    moves: Mapping[tuple[State, Action], State]
    sentence: str = "Cette action n’est plus possible ici."

    def after(self, state: State, action: Action) -> State:
        """Returns the state that `action` leads to; raises Refused when the table has no such move."""
        try:
            return self.moves[(state, action)]
        except KeyError:
            raise Refused(self.sentence) from None

    def allows(self, state: State, action: Action) -> bool:
        """Tells whether `action` is possible in `state`."""
        return (state, action) in self.moves

    def possible(self, state: State) -> tuple[Action, ...]:
        """Returns the actions possible in `state`, in the order of their enumeration."""
        return tuple(action for action in self.actions if (state, action) in self.moves)
