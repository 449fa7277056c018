"""The hosted payment page, in French, on which a customer or a test pays, is declined, or turns back."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from shared.payments.standin import errors
from shared.payments.standin.http_io import Request, Response, see_other
from shared.payments.standin.ledger import Ledger
from shared.payments.standin.objects import Json
from shared.payments.standin.payments import Choice, pay
from shared.payments.standin.sessions import find

PAY_PATH = "/c/pay/"
STYLE_PATH = "/c/standin.css"

_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
_STYLE = (_HERE / "standin.css").read_bytes()

_WAYS_TO_PAY = {Choice.CARD: "Payer par carte", Choice.SEPA: "Prélèvement SEPA"}
_MISHAPS = {Choice.DECLINED: "Carte refusée", Choice.SEPA_FAILED: "Prélèvement SEPA rejeté"}
_REFUSED = (
    '<p class="alarm" role="alert">Votre carte a été refusée. Rien n’a été débité\u00a0: '
    "vous pouvez essayer à nouveau ou choisir un autre moyen de paiement.</p>"
)


def answer(ledger: Ledger, request: Request) -> Response:
    """Answers a visit of the payment page, or a button pressed on it."""
    if request.path == STYLE_PATH:
        return Response(_STYLE, headers={"Content-Type": "text/css; charset=utf-8"})
    with ledger.turn():
        try:
            session = find(ledger, request.path.removeprefix(PAY_PATH))
        except errors.ApiError:
            sentence = "Cette adresse ne mène à aucun paiement. Revenez à la boutique pour recommencer."
            return _notice("Page de paiement inconnue", sentence, None, HTTPStatus.NOT_FOUND)
        if session["status"] != "open":
            return _closed(session, HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK)
        if request.method == "POST":
            return _press(ledger, session, request)
        return _offer(ledger, session)


def _press(ledger: Ledger, session: Json, request: Request) -> Response:
    try:
        pay(ledger, session["id"], Choice(request.params.get("choice", "")))
    except (errors.ApiError, ValueError):
        return _offer(ledger, session, HTTPStatus.BAD_REQUEST)
    if session["status"] == "open":
        return see_other(request.path)
    return see_other(_return_address(session))


def _return_address(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _offer(ledger: Ledger, session: Json, status: int = HTTPStatus.OK) -> Response:
    minutes = max(1, (session["expires_at"] - ledger.now()) // 60)
    content = f"""
      <section class="sheet" aria-labelledby="order">
        <h1 id="order">Payer votre commande</h1>
        <p class="total">{_euros(session["amount_total"])}</p>
        <table class="lines">
          <tbody>{"".join(_line(line) for line in ledger.baskets[session["id"]]["lines"])}</tbody>
          <tfoot><tr><th scope="row">Total</th><td>{_euros(session["amount_total"])}</td></tr></tfoot>
        </table>
      </section>
      <section class="sheet" aria-labelledby="means">
        <h2 id="means">Moyen de paiement</h2>
        {_REFUSED if _was_refused(ledger, session) else ""}
        <p class="soft">{_customer(session)}Aucun numéro de carte ni de compte n’est demandé.</p>
        <form class="choices" method="post">
          {_buttons(session, _WAYS_TO_PAY)}
          <p class="soft">Pour essayer un refus\u00a0:</p>
          {_buttons(session, _MISHAPS)}
        </form>
        {_way_back(session)}
        <p class="soft">Cette page se ferme dans {_duration(minutes)}.</p>
      </section>"""
    return _page("Payer votre commande", content, "till pair", status=status, leads_to=session["success_url"])


def _closed(session: Json, status: int) -> Response:
    if session["status"] == "expired":
        sentence = "Le délai de paiement est passé et rien n’a été débité. Revenez à la boutique pour recommencer."
        return _notice("Ce paiement a expiré", sentence, session["cancel_url"], status)
    if session["payment_status"] == "paid":
        sentence = "Cette commande est payée. Rien ne sera débité une seconde fois."
        return _notice("C’est déjà payé", sentence, _return_address(session), status)
    sentence = "Le prélèvement est demandé à la banque. La boutique vous écrit dès que la banque a répondu."
    return _notice("Prélèvement demandé", sentence, _return_address(session), status)


def _notice(title: str, sentence: str, address: str | None, status: int) -> Response:
    link = f'<a class="button card" href="{escape(address)}">Revenir à la boutique</a>' if address else ""
    content = f'<section class="sheet note"><h1>{title}</h1><p>{sentence}</p>{link}</section>'
    return _page(title, content, "till", status=status)


def _page(title: str, content: str, layout: str, *, status: int, leads_to: str = "") -> Response:
    """Returns the whole page; the browser may send its form to us and follow us to the shop, and nothing else."""
    shop = urlsplit(leads_to)
    forms_to = f"'self' {shop.scheme}://{shop.netloc}" if leads_to else "'none'"
    policy = f"default-src 'none'; style-src 'self'; img-src data:; form-action {forms_to}; base-uri 'none'"
    html = _PAGE.substitute(title=title, content=content, layout=layout)
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(html.encode(), status, headers)


def _line(line: Json) -> str:
    each = f"<small>{line['quantity']} × {_euros(line['price']['unit_amount'])}</small>" if line["quantity"] > 1 else ""
    return f'<tr><th scope="row">{escape(line["description"])}{each}</th><td>{_euros(line["amount_total"])}</td></tr>'


def _buttons(session: Json, labels: dict[Choice, str]) -> str:
    return "".join(
        f'<button class="button {choice}" name="choice" value="{choice}">{label}</button>'
        for choice, label in labels.items()
        if choice.method in session["payment_method_types"]
    )


def _way_back(session: Json) -> str:
    if session["cancel_url"] is None:
        return ""
    return f'<a class="button plain" href="{escape(session["cancel_url"])}">Annuler et revenir à la boutique</a>'


def _customer(session: Json) -> str:
    email = session["customer_email"]
    return f"{escape(email)}<br>" if email else ""


def _was_refused(ledger: Ledger, session: Json) -> bool:
    intent = ledger.things.get(session["payment_intent"] or "")
    return intent is not None and intent["last_payment_error"] is not None


def _duration(minutes: int) -> str:
    hours = minutes // 60
    if hours > 1:
        return f"{hours}\u00a0heures"
    return f"{minutes}\u00a0minutes" if minutes > 1 else "une minute"


def _euros(cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", "\u202f")
    return f"{whole},{cents % 100:02}\u00a0€"
