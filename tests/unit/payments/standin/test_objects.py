from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import stripe
from stripe import checkout

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till

ONLY_SOMETIMES = {"Session": {"line_items"}, "Charge": {"level3"}, "Event": {"account", "context"}}
"""Fields that Stripe itself sends on demand, or to some merchants, only."""


@pytest.mark.parametrize(
    "kind",
    [
        checkout.Session,
        stripe.LineItem,
        stripe.PaymentIntent,
        stripe.Charge,
        stripe.Refund,
        stripe.Dispute,
        stripe.Event,
    ],
    ids=lambda kind: kind.__name__,
)
def test_every_field_that_the_library_documents_is_there(till: Till, kind: type[Any]) -> None:
    session = till.paid_session()
    refund = till.stripe.v1.refunds.create({"payment_intent": session.payment_intent, "amount": 500})
    dispute = till.standin.controls.dispute(refund.charge)
    shown = {
        checkout.Session: session,
        stripe.LineItem: till.sessions.line_items.list(session.id).data[0],
        stripe.PaymentIntent: till.stripe.v1.payment_intents.retrieve(session.payment_intent),
        stripe.Charge: till.stripe.v1.charges.retrieve(refund.charge),
        stripe.Refund: till.stripe.v1.refunds.retrieve(refund.id),
        stripe.Dispute: till.stripe.v1.disputes.retrieve(dispute),
        stripe.Event: till.stripe.v1.events.list().data[0],
    }[kind]

    documented = {name for name in kind.__annotations__ if name.islower()}
    assert isinstance(shown, kind)
    assert documented - set(shown.to_dict()) == ONLY_SOMETIMES.get(kind.__name__, set())
    assert set(shown.to_dict()) <= documented
