from __future__ import annotations

import json
import stat
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.payments.standin.server import StandIn, serve

if TYPE_CHECKING:
    from tests.unit.payments.standin.conftest import Till

WEBHOOKS: Any = {"webhook_url": "http://127.0.0.1:9/", "webhook_secrets": ["whsec_x"]}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shop.example"])  # noqa: S104 - refused
def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        serve(host, 0, **WEBHOOKS)


@pytest.mark.parametrize("address", ["http://192.0.2.7/hook", "https://shop.example/hook", "ftp://127.0.0.1/"])
def test_it_speaks_to_this_machine_only(address: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        serve("127.0.0.1", 0, webhook_url=address, webhook_secrets=["whsec_x"])


def test_a_restart_forgets_neither_open_sessions_nor_unheard_events(
    open_till: Callable[..., Till], tmp_path: Path
) -> None:
    file = tmp_path / "standin.json"
    with StandIn(by_hand=True, state_file=file) as before:
        earlier = open_till(state_file=file)
        waiting, paid = earlier.open_session(), earlier.paid_session()
        assert before.controls.list_deliveries() == []

    later = open_till(state_file=file, by_hand=False)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert later.standin.controls.wait_until_idle()
    assert later.shop.last("checkout.session.completed")["id"] == paid.id
    later.standin.controls.pay(waiting.id)
    assert later.sessions.retrieve(waiting.id, {"expand": ["line_items"]}).line_items.data[0].amount_total == 2500
    assert later.standin.controls.wait_until_idle()
    assert later.shop.types.count("checkout.session.completed") == 2


def _ask(till: Till, act: str, form: dict[str, Any] | None) -> tuple[int, Any]:
    data = None if form is None else urllib.parse.urlencode(form).encode()
    try:
        with urllib.request.urlopen(f"{till.standin.url}/_standin/{act}", data) as answer:  # noqa: S310 - our own
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)


def test_the_demonstration_pulls_the_same_levers_over_http(till: Till) -> None:
    session = till.open_session()

    assert _ask(till, "pay", {"session_id": session.id, "choice": "sepa"}) == (200, {"result": None})
    assert _ask(till, "settle", {"session_id": session.id, "outcome": "succeeded"}) == (200, {"result": None})
    assert _ask(till, "deliver", {}) == (200, {"result": 6})
    assert _ask(till, "wait_until_idle", {"timeout": 5}) == (200, {"result": True})
    status, told = _ask(till, "dispute", {"charge_id": till.charge_of(session).id})
    assert status == 200
    assert _ask(till, "close_dispute", {"dispute_id": told["result"], "outcome": "won"}) == (200, {"result": None})
    assert _ask(till, "forge", {"kind": "tampered"}) == (200, {"result": 200})
    assert _ask(till, "advance", {"seconds": 60}) == (200, {"result": None})
    assert len(_ask(till, "list_deliveries", None)[1]["result"]) == 7


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("pay", {}),
        ("pay", {"session_id": "cs_test_nothing"}),
        ("forge", {"kind": "polite"}),
        ("advance", {"seconds": "-5"}),
        ("send_webhooks_to", {"address": "http://192.0.2.7/", "secrets[0]": "whsec_x"}),
        ("_ledger", {}),
        ("deliver", None),
    ],
)
def test_a_lever_pulled_wrongly_is_refused(till: Till, act: str, form: dict[str, Any] | None) -> None:
    status, told = _ask(till, act, form)

    assert status in {400, 404}
    assert told["error"]["message"]


@pytest.mark.parametrize("form", ["a[b=1", "a=1&a[b]=2", "line_items[0][0]=x"])
def test_a_form_that_cannot_be_read_is_refused(till: Till, form: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - our own
        f"{till.standin.url}/v1/checkout/sessions", form.encode(), {"Authorization": "Bearer sk_test_x"}
    )

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request)  # noqa: S310 - our own

    with refusal.value as answer:
        assert answer.code == 400
        assert json.load(answer)["error"]["type"] == "invalid_request_error"
