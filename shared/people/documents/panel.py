"""What a person's page shows of documents: those that count, each to be opened, and the way to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from shared.accounts.permissions import Permission
from shared.people.documents.queries import DocumentLine, list_documents
from shared.people.panels import Panel
from shared.people.views.blueprint import may_here, site_of_the_page
from shared.workshop import here


@dataclass(frozen=True)
class DocumentsOfSomebody:
    """The documents that count, with where each is opened, and the page of all of them."""

    lines: Sequence[tuple[DocumentLine, str]]
    url: str
    may_manage: bool


def document_panel(person: UUID) -> Panel | None:
    """Returns the documents of somebody for who may open them. One statement."""
    place = here()
    if place is None or not may_here(Permission.VIEW_DOCUMENTS):
        return None
    pages = f"{place.staff_name}.documents"
    lines = [
        (each, url_for(f"{pages}.open_file", person=person, document=each.document))
        for each in list_documents(site_of_the_page().id, person)
        if not each.withdrawn
    ]
    url = url_for(f"{pages}.overview", person=person)
    return Panel("documents/_panel.html", DocumentsOfSomebody(lines, url, may_here(Permission.MANAGE_DOCUMENTS)))
