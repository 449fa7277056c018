from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import stripe

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till


def test_events_come_in_pages_newest_first(till: Till) -> None:
    for _ in range(4):
        till.paid_session()
    events = till.stripe.v1.events

    first = events.list({"limit": 5})
    second = events.list({"limit": 5, "starting_after": first.data[-1].id})
    third = events.list({"limit": 5, "starting_after": second.data[-1].id})

    assert [len(page.data) for page in (first, second, third)] == [5, 5, 2]
    assert [page.has_more for page in (first, second, third)] == [True, True, False]
    everything = [event.id for event in events.list({"limit": 5}).auto_paging_iter()]
    assert everything == [event.id for page in (first, second, third) for event in page.data]
    assert len(set(everything)) == 12
    back = events.list({"limit": 5, "ending_before": third.data[0].id})
    assert ([event.id for event in back.data], back.has_more) == (everything[5:10], True)
    newest = events.list({"limit": 5, "ending_before": everything[5]})
    assert ([event.id for event in newest.data], newest.has_more) == (everything[:5], False)
    assert events.list({"limit": 12}).has_more is False


def test_events_are_chosen_by_type_and_time(till: Till) -> None:
    till.paid_session()
    till.standin.controls.advance(3600)
    late = till.paid_session()

    events = till.stripe.v1.events
    completed = events.list({"types": ["checkout.session.completed", "checkout.session.expired"]})
    assert [event.type for event in completed] == ["checkout.session.completed"] * 2
    assert {event.type for event in events.list({"type": "charge.*"})} == {"charge.succeeded"}
    recent = events.list({"created": {"gte": late.created}, "type": "checkout.session.completed"})
    assert [event.data.object["id"] for event in recent] == [late.id]


def test_what_an_event_carries_is_the_object_as_it_was(till: Till) -> None:
    session = till.paid_session("sepa")
    till.standin.controls.settle(session.id)

    [completed] = till.stripe.v1.events.list({"type": "checkout.session.completed"})

    assert completed.data.object["payment_status"] == "unpaid"
    assert till.stripe.v1.events.retrieve(completed.id).to_dict() == completed.to_dict()


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_1_to_100_events(till: Till, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="limit"):
        till.stripe.v1.events.list({"limit": limit})


def test_a_cursor_that_names_nothing_is_refused(till: Till) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such object"):
        till.stripe.v1.events.list({"starting_after": "evt_nothing"})
