"""Asking for a price, giving it, changing it, saying yes and no: what binds is the revision that was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from shared.db import atomic, session
from shared.kernel import clock
from shared.kernel.errors import Conflict, InvalidInput, NotFound, Refused
from shared.kernel.identifiers import new_public_id
from shared.notifications.models import Mail
from shared.orders.links import secret_of
from shared.orders.models import (
    QUOTE_TRANSITIONS,
    AnswerMethod,
    Customer,
    Order,
    OrderStatus,
    Quote,
    QuoteAction,
    QuoteAnswer,
    QuoteLine,
    QuoteRevision,
    QuoteStatus,
)
from shared.orders.quotes.offer import Offer, OfferedLine
from shared.orders.quotes.services import (
    LINK,
    Answer,
    accept_quote,
    refuse_quote,
    request_quote,
    send_quote,
    withdraw_quote,
)
from shared.orders.quotes.verification import list_wrong_quotes
from shared.orders.services import register_customer
from shared.payments.balance import find_balance
from shared.workshop import find_site
from tests.integration.orders.test_deposits import FIRM
from tests.support import sales
from tests.support.client import Visitor
from tests.support.damage import damage
from tests.support.personas import FINANCE, NEIGHBOUR, client_of, supervisor_of

SITE = OfferedLine(label="Site vitrine", unit_cents=150_000, vat_code="normal")
YEAR = OfferedLine(label="Entretien, un an", unit_cents=48_000, vat_code="normal", optional=True)


def offer(*lines: OfferedLine, days: int = 30, deposit_bp: int = 3000) -> Offer:
    return Offer(lines=lines or (SITE, YEAR), valid_until=clock.today() + timedelta(days=days), deposit_bp=deposit_bp)


@pytest.fixture
def asked(app: Flask) -> Quote:
    """A request of a firm to the web agency."""
    with app.app_context(), atomic():
        sales.name_the_seller()
        return request_quote(
            public_id=new_public_id(),
            site_id=find_site("etapweb").id,
            customer=register_customer(details=FIRM, actor="test"),
            title="Un site qui me présente",
            answers=[("Que faites-vous\u202f?", "Des livraisons")],
            actor="test",
        )


def send(quote: Quote, wanted: Offer | None = None) -> QuoteRevision:
    site_id = find_site("etapweb").id
    return send_quote(quote=quote.public_id, site_id=site_id, offer=wanted or offer(), actor="user:x")


def yes(revision: QuoteRevision, *options: int, name: str = "Alix Bonnet") -> Answer:
    return Answer(revision=revision.public_id, name=name, options=options)


def page_of(app: Flask, quote: Quote) -> str:
    with app.app_context():
        return f"/devis/{secret_of(quote.public_id, LINK)}"


def test_whoever_accepts_orders_what_was_read_with_the_options_taken(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        revision = send(asked)
        order = accept_quote(quote_id=asked.id, answer=yes(revision, 2), actor="visitor")
        assert (order.status, order.pay_by) == (OrderStatus.CONFIRMED, None)
        assert (order.net_cents, order.gross_cents, order.deposit_cents) == (198_000, 237_600, 71_280)
        answer = session.scalars(select(QuoteAnswer)).one()
        assert (answer.name, answer.method, answer.options) == ("Alix Bonnet", AnswerMethod.LINK, [2])
        assert answer.sha256 == revision.sha256
        assert find_balance(order.id).due_now_cents == 71_280
        assert list(list_wrong_quotes()) == []
        kinds = session.scalars(select(Mail.kind).order_by(Mail.id)).all()
        assert kinds == ["quote_requested", "quote_sent", "order_confirmed"]


def test_without_the_option_the_order_is_smaller(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        order = accept_quote(quote_id=asked.id, answer=yes(send(asked)), actor="visitor")
        assert order.net_cents == 150_000


def test_a_revision_that_has_changed_since_is_not_accepted(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        first = send(asked)
        second = send(asked, offer(SITE, deposit_bp=0))
        assert (second.number, second.sha256 != first.sha256) == (2, True)
        with pytest.raises(Conflict, match="a changé depuis"):
            accept_quote(quote_id=asked.id, answer=yes(first), actor="visitor")
        order = accept_quote(quote_id=asked.id, answer=yes(second), actor="visitor")
        assert order.deposit_cents == 0


def test_an_accepted_quote_is_accepted_once(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        revision = send(asked)
        accept_quote(quote_id=asked.id, answer=yes(revision), actor="visitor")
    with app.app_context(), pytest.raises(Refused, match="déjà reçu sa réponse"), atomic():
        accept_quote(quote_id=asked.id, answer=yes(revision), actor="visitor")
    with app.app_context():
        assert len(session.scalars(select(Order)).all()) == 1


def test_after_its_last_day_a_quote_is_no_longer_accepted(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        revision = send(asked, offer(days=3))
    last = clock.now() + timedelta(days=3)
    with app.app_context(), clock.at(last + timedelta(days=1)):
        assert "Ce devis n’est plus valable" in app.test_client().get(page_of(app, asked)).text
        with pytest.raises(Refused, match="Demandez-nous un nouveau prix"), atomic():
            accept_quote(quote_id=asked.id, answer=yes(revision), actor="visitor")
    with app.app_context(), clock.at(last), atomic():
        assert accept_quote(quote_id=asked.id, answer=yes(revision), actor="visitor").id


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (offer(YEAR), "lines-0-label"),
        (offer(SITE, OfferedLine(label="", unit_cents=1, vat_code="normal")), "lines-1-label"),
        (offer(OfferedLine(label="Rien", unit_cents=0, vat_code="normal")), "lines-0-price"),
        (offer(OfferedLine(label="Rien", unit_cents=1, vat_code="normal", quantity_e4=0)), "lines-0-quantity"),
        (offer(days=-1), "valid_until"),
        (offer(days=400), "valid_until"),
        (offer(deposit_bp=10_000), "deposit"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused_at_its_field(
    app: Flask, asked: Quote, wrong: Offer, field: str
) -> None:
    with app.app_context(), pytest.raises(InvalidInput) as refusal, atomic():
        send(asked, wrong)
    assert refusal.value.field == field
    with app.app_context():
        assert session.scalars(select(QuoteRevision)).all() == []


def test_whoever_refuses_may_get_another_price(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        refuse_quote(quote_id=asked.id, answer=yes(send(asked)), actor="visitor")
        assert session.get_one(Quote, asked.id).status is QuoteStatus.REFUSED
        again = send(asked, offer(SITE))
        assert accept_quote(quote_id=asked.id, answer=yes(again), actor="visitor").net_cents == 150_000


def test_without_a_name_nothing_is_signed(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        revision = send(asked)
    visitor, path = Visitor(app, app.response_class), page_of(app, asked)
    answer = visitor.submit(path, action=f"{path}/accepter", name=" ")
    assert answer.status_code == 422
    assert "c’est votre signature" in answer.text
    with app.app_context(), pytest.raises(InvalidInput), atomic():
        accept_quote(quote_id=asked.id, answer=yes(revision, name="  "), actor="visitor")


def test_an_old_page_shows_the_new_version(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        old = send(asked)
        send(asked, offer(SITE))
    visitor = Visitor(app, app.response_class)
    path = page_of(app, asked)
    answer = visitor.submit(path, action=f"{path}/accepter", name="Alix Bonnet", revision=str(old.public_id))
    assert answer.location == path
    assert "Relisez cette nouvelle version" in visitor.get(path).text


@pytest.mark.parametrize("status", list(QuoteStatus))
@pytest.mark.parametrize("action", list(QuoteAction))
def test_every_status_knows_every_action(status: QuoteStatus, action: QuoteAction) -> None:
    final = {QuoteStatus.ACCEPTED, QuoteStatus.WITHDRAWN}
    answered = action in {QuoteAction.ACCEPT, QuoteAction.REFUSE}
    possible = status not in final and (not answered or status is QuoteStatus.SENT)
    assert QUOTE_TRANSITIONS.allows(status, action) is possible


def test_another_workshop_never_sees_it(app: Flask, asked: Quote) -> None:
    path = f"/etapweb/atelier/devis/{asked.public_id}"
    assert client_of(app, NEIGHBOUR).get(path).status_code in {403, 404}
    assert client_of(app, FINANCE).get(path.replace("etapweb", "auto-bleue")).status_code == 404
    with app.app_context(), pytest.raises(NotFound), atomic():
        withdraw_quote(quote=asked.public_id, site_id=find_site("auto-bleue").id, actor="user:x")


def test_staff_write_a_price_in_words_and_keep_what_was_wrong(app: Flask, asked: Quote) -> None:
    client, path = client_of(app, supervisor_of("etapweb")), f"/etapweb/atelier/devis/{asked.public_id}"
    wrong = client.submit(path, action=f"{path}/envoyer", **{"lines-0-label": "Site", "lines-0-price": "mille"})
    assert wrong.status_code == 422
    assert "Écrivez-le comme 12,50" in wrong.text
    assert 'value="mille"' in wrong.text
    more = client.submit(path, action=f"{path}/envoyer", button="add=site-vitrine")
    assert 'value="1\u202f500,00\u00a0€"' in more.text
    typed = {"lines-0-label": "Site", "lines-0-price": "1 500", "lines-0-quantity": "1,5", "deposit": "30 %"}
    sent = client.submit(path, action=f"{path}/envoyer", **typed)
    assert sent.status_code == 303
    with app.app_context():
        line = session.scalars(select(QuoteLine)).one()
        assert (line.quantity_e4, line.unit_cents) == (15_000, 150_000)


def test_an_answer_by_telephone_says_so(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        send(asked)
    client, path = client_of(app, supervisor_of("etapweb")), f"/etapweb/atelier/devis/{asked.public_id}"
    client.submit(path, action=f"{path}/reponse", button="reponse=oui", name="Alix Bonnet", method="telephone")
    with app.app_context():
        answer = session.scalars(select(QuoteAnswer)).one()
        assert (answer.accepted, answer.method) == (True, AnswerMethod.TELEPHONE)
        assert answer.noted_by.startswith("user:")
    page = client.get(path).text
    assert "par téléphone" in page
    assert "Voir la commande" in page


def test_verify_names_a_quote_that_was_changed_behind_our_back(app: Flask, asked: Quote) -> None:
    with app.app_context(), atomic():
        accept_quote(quote_id=asked.id, answer=yes(send(asked)), actor="visitor")
    with app.app_context():
        damage("UPDATE quote_lines SET unit_cents = 1000 WHERE position = 1")
        (sentence,) = list_wrong_quotes()
        assert "ce n’est plus ce qui a été envoyé" in sentence


def test_somebody_who_calls_gets_a_quote_from_their_card(app: Flask, asked: Quote) -> None:
    client = client_of(app, supervisor_of("etapweb"))
    with app.app_context():
        customer = session.scalars(select(Customer)).one()
        card = f"/etapweb/atelier/clients/{customer.public_id}"
        begin = f"/etapweb/atelier/devis/pour/{customer.public_id}"
    # Whoever has only asked for a price is known here by it.
    answer = client.submit(card, action=begin)
    assert "Donner un prix" in client.get(answer.location).text
    with app.app_context():
        assert len(session.scalars(select(Quote)).all()) == 2
