"""What the stand-in remembers: its objects, what it has promised to do later, and the news it has to tell."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from shared.payments.standin import errors, objects
from shared.payments.standin.objects import Json

Deed = Callable[["Ledger", str], None]
"""Something that happens by itself at its time, to the object whose identifier it is given."""

NO_REQUEST: Json = {"id": None, "idempotency_key": None}


class Ledger:
    """Holds the state of the stand-in; whoever reads or changes it does so inside a `turn`, one at a time.

    `now` gives epoch seconds. `deeds` names what may be promised with `later`. `publish` receives the news of a turn,
    in the order in which it happened. With a `file`, the state survives a restart.
    """

    def __init__(
        self,
        *,
        address: str,
        now: Callable[[], float],
        delay_seconds: int,
        deeds: Mapping[str, Deed],
        publish: Callable[[list[Json]], None],
        file: Path | None = None,
    ) -> None:
        self.address = address
        self.delay_seconds = delay_seconds
        self.things: dict[str, Json] = {}
        self.baskets: dict[str, Json] = {}
        self.answers: dict[str, Json] = {}
        self._promises: list[Json] = []
        self._ahead_seconds = 0
        self._now = now
        self._deeds = deeds
        self._publish = publish
        self._file = file
        self._lock = threading.RLock()
        self._request = NO_REQUEST
        self._news: list[Json] = []
        self._changed = False
        if file is not None and file.exists():
            self._load(file)

    @contextmanager
    def turn(self, request: Json = NO_REQUEST) -> Iterator[None]:
        """Gives the ledger to one caller: first does what is due, at the end tells the news and keeps the state.

        `request` says which API request causes the events of this turn.
        """
        with self._lock:
            self._keep_promises()
            self._tell()
            self._request = request
            try:
                yield
            finally:
                self._tell()
                self._request = NO_REQUEST
                self._save()

    def catch_up(self) -> None:
        """Does what is due, and nothing else."""
        with self.turn():
            pass

    def now(self) -> int:
        """Returns the stand-in's present instant in epoch seconds."""
        return int(self._now()) + self._ahead_seconds

    def advance(self, seconds: int) -> None:
        """Moves the stand-in's clock forward; what falls due happens at once."""
        self._ahead_seconds += seconds
        self._changed = True
        self._keep_promises()

    def add(self, thing: Json) -> Json:
        """Remembers a new object and returns it."""
        self.things[thing["id"]] = thing
        self._changed = True
        return thing

    def change(self, thing: Json, **values: object) -> None:
        """Gives new values to fields of a remembered object."""
        thing.update(values)
        self._changed = True

    def find(self, kind: str, identifier: str, param: str = "id") -> Json:
        """Returns the object of this kind; raises Stripe's `resource_missing` when there is none."""
        thing = self.things.get(identifier)
        if thing is None or thing["object"] != kind:
            raise errors.no_such(kind, identifier, param)
        return thing

    def list_all(self, kind: str) -> list[Json]:
        """Returns all objects of this kind, the newest first."""
        return [thing for thing in reversed(self.things.values()) if thing["object"] == kind]

    def later(self, at: int, deed: str, identifier: str) -> None:
        """Promises that `deed` happens to an object at an instant in epoch seconds."""
        self._promises.append({"at": at, "deed": deed, "id": identifier})
        self._changed = True

    def mark_heard(self, event_id: str) -> None:
        """Notes that the shop has answered 2xx to an event: it will not be told again after a restart."""
        self.change(self.find("event", event_id), pending_webhooks=0)

    def remember_answer(self, key: str, answer: Json) -> None:
        """Keeps the answer given for an idempotency key."""
        self.answers[key] = answer
        self._changed = True

    def emit(self, kind: str, subject: Json) -> Json:
        """Makes the event that `kind` happened to `subject`, as it is now; it is told at the end of the turn."""
        event = objects.event(kind, deepcopy(subject), created=self.now(), request=self._request)
        self._news.append(event)
        return self.add(event)

    def _keep_promises(self) -> None:
        due = [promise for promise in self._promises if promise["at"] <= self.now()]
        self._promises = [promise for promise in self._promises if promise["at"] > self.now()]
        for promise in sorted(due, key=lambda one: int(one["at"])):
            self._deeds[promise["deed"]](self, promise["id"])

    def _tell(self) -> None:
        if self._news:
            news, self._news = self._news, []
            self._publish(news)

    def _save(self) -> None:
        if self._file is None or not self._changed:
            return
        state = {
            "things": self.things,
            "baskets": self.baskets,
            "answers": self.answers,
            "promises": self._promises,
            "ahead_seconds": self._ahead_seconds,
        }
        draft = self._file.with_name(f"{self._file.name}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(state, stream, ensure_ascii=False)
        draft.replace(self._file)
        self._changed = False

    def _load(self, file: Path) -> None:
        state = json.loads(file.read_text(encoding="utf-8"))
        self.things, self.baskets, self.answers = state["things"], state["baskets"], state["answers"]
        self._promises, self._ahead_seconds = state["promises"], state["ahead_seconds"]
