"""Documents of a person: added by their content, opened under the eyes of the audit, withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from lxml import html
from PIL import Image
from sqlalchemy import select

from shared.audit.models import AuditEvent
from shared.db import atomic, session
from shared.kernel.errors import InvalidInput
from shared.people.documents.contents import LARGEST, judge_content
from shared.people.documents.services import add_document, withdraw_document
from shared.people.models import DocumentKind, DocumentWithdrawal, PersonDocument
from tests.support.client import Visitor
from tests.support.documents import a_pdf, a_photo, person_of, send_file_to
from tests.support.office import hire
from tests.support.personas import ADMINISTRATOR, CIP, DIRECTION, FINANCE, NEIGHBOUR, SUPERVISOR, Persona
from tests.support.queries import statements
from tests.support.team import site_id

Inside = Callable[..., Any]
SignIn = Callable[[Persona], Visitor]
STAFF = "/auto-bleue/atelier"


@pytest.fixture
def ada(inside: Inside) -> UUID:
    """A mechanic of the garage."""
    return inside(lambda: person_of(hire()))  # type: ignore[no-any-return]


def page_of(person: UUID) -> str:
    return f"{STAFF}/documents/{person}"


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def stored() -> list[PersonDocument]:
    return list(session.scalars(select(PersonDocument).order_by(PersonDocument.id)))


def keep(person: UUID, said: str = "Preuve", kind: DocumentKind = DocumentKind.OTHER, slug: str = "auto-bleue") -> UUID:
    with atomic():
        return add_document(
            site_id=site_id(slug), person=person, kind=kind, content=a_pdf(said=said), title=said, actor="test"
        ).public_id


def events() -> list[str]:
    told = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [f"{each.action} {each.subject}" for each in told if each.action.startswith("document.")]


def test_a_signed_contract_is_added_and_opened(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    adviser = sign_in(CIP)
    assert "Aucun document n’est gardé ici" in words(adviser.get(page_of(ada)).text)

    pdf = a_pdf()
    answer = send_file_to(adviser, page_of(ada), pdf, kind="contract", title="Contrat de septembre")

    assert answer.status_code == 303
    for path in (page_of(ada), f"{STAFF}/equipe/{ada}"):
        shown = words(adviser.get(path).text)
        assert "Contrat signé : Contrat de septembre" in shown
        assert "ajouté le 16/11/2026 par Cip" in shown
    (document,) = inside(lambda: [each.public_id for each in stored()])
    opened = adviser.submit(page_of(ada), action=f"{page_of(ada)}/{document}/ouvrir")
    assert opened.data == pdf
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["Content-Disposition"] == "attachment; filename=document-2026-11-16.pdf"
    assert opened.headers["Cache-Control"] == "no-store"
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert inside(events) == [f"document.added document:{document}", f"document.opened document:{document}"]


def test_a_photo_loses_the_place_where_it_was_taken(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    adviser = sign_in(CIP)

    # Its name says nothing: the content does.
    answer = send_file_to(adviser, page_of(ada), a_photo((4000, 1000)), "contrat.pdf", kind="identity")

    assert answer.status_code == 303
    media_type, title, content = inside(lambda: [(e.media_type, e.title, e.content) for e in stored()])[0]
    assert (media_type, title) == ("image/jpeg", "Identité ou titre de séjour")
    with Image.open(BytesIO(content)) as kept:
        assert kept.size == (3508, 877)
        assert not kept.getexif()
    assert b"Camille" not in content


@pytest.mark.parametrize(
    "sent",
    [
        (b"", "other", "Choisissez un fichier"),
        (b"bonjour", "other", "ni un PDF ni une image lisible"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "other", "ni un PDF ni une image lisible"),
        (a_photo(form="WEBP"), "other", "ni un PDF ni une image lisible"),
        (a_photo()[:400], "other", "ni un PDF ni une image lisible"),
        (b"%PDF-1.7 et rien", "other", "Ce PDF est abîmé"),
        (a_pdf(pages=0), "other", "aucune page"),
        (a_pdf(password="clé"), "other", "mot de passe"),
        (a_pdf(), "", "Choisissez une sorte de document"),
        (a_pdf(), "recipe", "Choisissez une sorte de document"),
    ],
)
def test_what_is_no_document_is_refused_in_words(
    sign_in: SignIn, inside: Inside, ada: UUID, sent: tuple[bytes, str, str]
) -> None:
    content, kind, sentence = sent
    answer = send_file_to(sign_in(CIP), page_of(ada), content, kind=kind, title="Une attestation")

    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    (error,) = page.xpath("//p[@class='field-error']")
    assert sentence in " ".join(error.text_content().split())
    assert page.xpath("//input[@name='title']/@value") == ["Une attestation"]
    assert inside(stored) == []


def test_a_file_that_is_too_heavy_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidInput, match="trop lourd"):
        judge_content(a_pdf() + bytes(LARGEST))


def test_the_same_file_is_kept_once(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    adviser, pdf = sign_in(CIP), a_pdf()
    assert send_file_to(adviser, page_of(ada), pdf, kind="other").status_code == 303
    assert "déjà parmi les documents" in send_file_to(adviser, page_of(ada), pdf, kind="title").text
    assert len(inside(stored)) == 1


def test_a_document_is_withdrawn_with_a_reason_and_no_longer_opens(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    document, adviser = inside(keep, ada), sign_in(CIP)
    withdraw, opening = (f"{page_of(ada)}/{document}/{verb}" for verb in ("retirer", "ouvrir"))

    refused = adviser.submit(page_of(ada), action=withdraw, why="")
    assert refused.status_code == 422
    assert "Écrivez pourquoi" in refused.text
    token = html.fromstring(refused.text).xpath("//main//input[@name='csrf_token']/@value")[0]
    assert adviser.submit(page_of(ada), action=withdraw, why="Ce n’est pas sa page").status_code == 303

    assert "Retiré Ce n’est pas sa page" in words(adviser.get(page_of(ada)).text)
    assert "Preuve" not in words(adviser.get(f"{STAFF}/equipe/{ada}").text)
    assert adviser.post(opening, data={"csrf_token": token}).status_code == 404
    assert adviser.post(withdraw, data={"csrf_token": token, "why": "encore"}).status_code == 409
    assert len(inside(lambda: session.scalars(select(DocumentWithdrawal)).all())) == 1
    assert "pas sa page" not in str(inside(lambda: [each.detail for each in session.scalars(select(AuditEvent))]))
    # What was withdrawn may come back as another row.
    inside(keep, ada)
    assert len(inside(stored)) == 2


@pytest.mark.parametrize("persona", [SUPERVISOR, FINANCE, ADMINISTRATOR, NEIGHBOUR], ids=str)
def test_others_neither_see_nor_open_them(sign_in: SignIn, inside: Inside, ada: UUID, persona: Persona) -> None:
    inside(keep, ada)
    visitor = sign_in(persona)
    assert visitor.get(page_of(ada)).status_code == 403
    if persona is SUPERVISOR:
        assert "Preuve" not in visitor.get(f"{STAFF}/equipe/{ada}").text


def test_the_direction_opens_them_too(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    document = inside(keep, ada)
    opened = sign_in(DIRECTION).submit(page_of(ada), action=f"{page_of(ada)}/{document}/ouvrir")
    assert opened.status_code == 200


def test_another_site_does_not_see_what_this_one_keeps(sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    document = inside(keep, ada)
    direction, bruno = sign_in(DIRECTION), inside(lambda: person_of(hire("Bruno", "Mésange", slug="gourmand")))
    assert direction.get(f"/gourmand/atelier/documents/{ada}").status_code == 404
    token = html.fromstring(direction.get(page_of(ada)).text).xpath("//main//input[@name='csrf_token']/@value")[0]
    for path in (f"/gourmand/atelier/documents/{bruno}/{document}", f"/gourmand/atelier/documents/{ada}/{document}"):
        assert direction.post(f"{path}/ouvrir", data={"csrf_token": token}).status_code == 404


def test_a_sensitive_site_keeps_nothing_that_tells_the_contract(sign_in: SignIn, inside: Inside) -> None:
    person = inside(lambda: person_of(hire(slug="valorilot")))
    direction, page = sign_in(DIRECTION), f"/site-v/atelier/documents/{person}"
    offered = html.fromstring(direction.get(page).text).xpath("//select[@name='kind']/option/@value")
    assert offered == ["", "exit", "title", "identity", "other"]
    assert "Choisissez une sorte de document" in send_file_to(direction, page, a_pdf(), kind="contract").text
    assert send_file_to(direction, page, a_pdf(), kind="exit").status_code == 303


def test_the_page_asks_as_often_for_many(app: Flask, sign_in: SignIn, inside: Inside, ada: UUID) -> None:
    adviser = sign_in(CIP)

    def count() -> int:
        with statements(app) as sent:
            adviser.get(page_of(ada))
        assert not [each for each in sent if "person_documents.content" in str(each)]
        return len(sent)

    before = count()
    for number in range(12):
        inside(keep, ada, f"Preuve {number}")
    assert count() == before <= 5


def test_a_row_is_never_changed(inside: Inside, ada: UUID) -> None:
    inside(keep, ada)

    def change() -> None:
        with atomic():
            stored()[0].title = "Autre chose"

    with pytest.raises(Exception, match="append-only"):
        inside(change)

    def withdraw_elsewhere() -> None:
        with atomic():
            document = stored()[0].public_id
            withdraw_document(site_id=site_id("gourmand"), person=ada, document=document, reason="x", actor="test")

    with pytest.raises(Exception, match="pas de contrat ici"):
        inside(withdraw_elsewhere)
