"""The documents of somebody: a list, a file to add, one to open, one to withdraw."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.people.documents.forms import DocumentForm, WithdrawDocumentForm
from shared.people.documents.queries import list_documents, open_document
from shared.people.documents.services import add_document, withdraw_document
from shared.people.models import DocumentKind
from shared.people.queries import find_path
from shared.people.views.blueprint import View, may_here, site_of_the_page

documents = Blueprint("documents", __name__, template_folder="../templates", url_prefix="/documents")


@documents.get("/<uuid:person>")
@requires(Permission.VIEW_DOCUMENTS)
def overview(person: UUID) -> View:
    """Shows the documents of somebody, those that were withdrawn with them."""
    return _page(person, DocumentForm(formdata=None))


@documents.post("/<uuid:person>")
@requires(Permission.MANAGE_DOCUMENTS)
def add(person: UUID) -> View:
    """Keeps a file."""
    form = DocumentForm()
    # A list that nobody was offered would stop the form before it says what is wrong.
    form.offer(DocumentKind)
    if form.validate():
        try:
            with atomic():
                add_document(
                    site_id=site_of_the_page().id,
                    person=person,
                    kind=form.chosen(),
                    title=form.title.data or "",
                    content=form.content(),
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Le document est ajouté.", "success")
            return redirect(url_for(".overview", person=person), 303)
    return _page(person, form), 422


@documents.post("/<uuid:person>/<uuid:document>/ouvrir")
@requires(Permission.VIEW_DOCUMENTS)
def open_file(person: UUID, document: UUID) -> Response:
    """Gives a document as a file whose name says nothing, and records who took it."""
    opened = open_document(site_id=site_of_the_page().id, person=person, document=document, actor=actor())
    name = f"document-{clock.today()}.{opened.media_type.extension}"
    answer = send_file(BytesIO(opened.content), opened.media_type.value, as_attachment=True, download_name=name)
    # In place of what `send_file` says: no copy stays on a shared computer.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@documents.post("/<uuid:person>/<uuid:document>/retirer")
@requires(Permission.MANAGE_DOCUMENTS)
def withdraw(person: UUID, document: UUID) -> View:
    """Notes that a document no longer counts, and why."""
    form = WithdrawDocumentForm()
    if form.validate():
        try:
            with atomic():
                withdraw_document(
                    site_id=site_of_the_page().id,
                    person=person,
                    document=document,
                    reason=form.why.data or "",
                    actor=actor(),
                )
        except InvalidInput as refusal:
            form.refuse(refusal)
        else:
            flash("Le document est retiré.", "success")
            return redirect(url_for(".overview", person=person), 303)
    return _page(person, DocumentForm(formdata=None), (document, form)), 422


def _page(person: UUID, form: DocumentForm, withdrawing: tuple[UUID, WithdrawDocumentForm] | None = None) -> str:
    site = site_of_the_page()
    path = find_path(site.id, person)
    form.offer(DocumentKind.kept_where(sensitive=site.sensitive))
    return render_template(
        "documents/person.html",
        person=path[-1],
        lines=[(each, _why(each.document, withdrawing)) for each in list_documents(site.id, person)],
        form=form,
        may_manage=may_here(Permission.MANAGE_DOCUMENTS),
    )


def _why(document: UUID, withdrawing: tuple[UUID, WithdrawDocumentForm] | None) -> WithdrawDocumentForm:
    """Returns the form of one line; many stand on the page, and a label must find its own field."""
    own = withdrawing[1] if withdrawing and withdrawing[0] == document else WithdrawDocumentForm(formdata=None)
    own.why.id = f"why-{document}"
    return own
