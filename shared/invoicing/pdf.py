"""The document as one PDF file: readable, accessible (PDF/UA-1), archivable (PDF/A-3a), its XML inside (Factur-X).

The same document gives the same bytes, so that a file made again can be compared with the one that was sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from shared.files.pdf import typeset
from shared.invoicing.document import InvoiceDocument
from shared.invoicing.page import lay_out

if TYPE_CHECKING:
    import pikepdf

ATTACHMENT = "factur-x.xml"

_TEMPLATE = Path(__file__).parent / "templates" / "typst" / "invoice.typ"

_FACTURX_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_NAMESPACES = {
    "fx": _FACTURX_NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_FACTURX_PROPERTIES = (
    ("DocumentFileName", ATTACHMENT, "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE", "type of the document"),
    ("Version", "1.0", "version of the Factur-X schema"),
    ("ConformanceLevel", "EN 16931", "profile of the embedded Factur-X data"),
)


def render_pdf(document: InvoiceDocument, xml: bytes) -> bytes:
    """Returns the PDF of the document with `xml`, as `facturx.build_xml` made it, attached."""
    instant = datetime.combine(document.issue_date, time(12), UTC)
    return _declare_facturx(typeset(_TEMPLATE, lay_out(document), instant, xml=xml.decode()))


def extract_xml(pdf: bytes) -> bytes:
    """Returns the XML attached to a Factur-X file; raises KeyError when there is none."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        return opened.attachments[ATTACHMENT].get_file().read_bytes()


def _declare_facturx(pdf: bytes) -> bytes:
    """Adds to the metadata what makes a PDF/A-3 a Factur-X, which Typst cannot write (typst#5667)."""
    import pikepdf

    declared = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        metadata = opened.Root.Metadata
        metadata.write(_with_facturx(metadata.read_bytes()))
        _unpack_ambiguous_streams(opened)
        # Packed again, or packed into streams of objects, they might end in the same way once more.
        without = pikepdf.ObjectStreamMode.disable
        opened.save(declared, deterministic_id=True, compress_streams=False, object_stream_mode=without)
    return declared.getvalue()


def _unpack_ambiguous_streams(opened: pikepdf.Pdf) -> None:
    """Stores plainly each stream whose last byte is a carriage return, about one in 256.

    Before the line that ends a stream it reads as a part of that line's end, and the length seems wrong by one.
    Source: ISO 19005-3, 6.1.7.1.
    """
    import pikepdf

    for each in opened.objects:
        if isinstance(each, pikepdf.Stream) and each.read_raw_bytes().endswith(b"\r"):
            each.write(each.read_bytes())


def _with_facturx(xmp: bytes) -> bytes:
    """Returns the XMP packet with the Factur-X properties and, in the PDF/A extension schemas, their description."""
    root = etree.fromstring(xmp)
    declaration = etree.fromstring(_DECLARATION)
    schemas = root.find(".//pdfaExtension:schemas/rdf:Bag", _NAMESPACES)
    rdf = root.find(".//rdf:RDF", _NAMESPACES)
    schemas.append(declaration[0])
    rdf.append(declaration[0])
    packet = etree.tostring(root, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{packet}<?xpacket end="r"?>'.encode()


def _describe_facturx() -> str:
    """Returns the schema description and the properties, side by side, each ready to be moved to its place."""
    prefixes = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    described = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        for name, _, description in _FACTURX_PROPERTIES
    )
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value, _ in _FACTURX_PROPERTIES)
    return (
        f'<both {prefixes}><rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_FACTURX_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
        f'<rdf:Description rdf:about="">{values}</rdf:Description></both>'
    )


_DECLARATION = _describe_facturx()
