"""Making the files of an invoice, after the commit."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from shared.db import atomic, session, stop_reading
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.models import FileKind, Invoice, InvoiceFile
from shared.jobs.services import handles
from shared.kernel import clock

MAKE_FILES = "invoicing.make_files"


@handles(MAKE_FILES, "Fabriquer les fichiers d’une facture")
def make_files(*, invoice_id: int) -> None:
    """Makes the XML and the PDF of an invoice and stores them with their digests; a second call changes nothing."""
    # The engines of XML and PDF weigh much: only a worker that makes files loads them.
    from shared.invoicing.facturx import build_xml  # noqa: PLC0415
    from shared.invoicing.pdf import render_pdf  # noqa: PLC0415

    text = session.scalars(select(Invoice.document).where(Invoice.id == invoice_id)).one()
    stop_reading()
    document = InvoiceDocument.from_json(text)
    xml = build_xml(document)
    pdf = render_pdf(document, xml)
    with atomic():
        made = set(session.scalars(select(InvoiceFile.kind).where(InvoiceFile.invoice_id == invoice_id)))
        for kind, content in ((FileKind.XML, xml), (FileKind.PDF, pdf)):
            if kind not in made:
                session.add(
                    InvoiceFile(
                        invoice_id=invoice_id,
                        kind=kind,
                        content=content,
                        sha256=hashlib.sha256(content).hexdigest(),
                        made_at=clock.now(),
                    )
                )
