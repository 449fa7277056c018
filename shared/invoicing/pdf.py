"""The document as one PDF file: readable, accessible (PDF/UA-1), archivable (PDF/A-3a), its XML inside (Factur-X).

The same document gives the same bytes, so that a file made again can be compared with the one that was sent.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from lxml import etree

from shared.invoicing.document import InvoiceDocument
from shared.invoicing.page import lay_out

if TYPE_CHECKING:
    import pikepdf
    import typst

ATTACHMENT = "factur-x.xml"

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
_TEMPLATES = _HERE / "templates" / "typst"
_one_at_a_time = Lock()
# The letters of Europe, which the shipped fonts and Typst's own draw; PDF/A refuses a page with an undrawable one.
_UNDRAWABLE = re.compile("[^\n\x20-\x7e\xa0-\u024f\u0300-\u036f\u0370-\u04ff\u1e00-\u1eff\u2010-\u203a\u20ac\u2212]")

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
    import typst

    instant = datetime.combine(document.issue_date, time(12), UTC)
    page = lay_out(document)
    try:
        pdf = _compile(page, xml, instant)
    except typst.TypstError:
        pdf = _compile(drawable(page), xml, instant)
    return _declare_facturx(pdf)


def extract_xml(pdf: bytes) -> bytes:
    """Returns the XML attached to a Factur-X file; raises KeyError when there is none."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        return opened.attachments[ATTACHMENT].get_file().read_bytes()


def drawable(value: Any) -> Any:
    """Returns the texts of a page with a question mark for each character that no font draws."""
    if isinstance(value, dict):
        return {name: drawable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [drawable(part) for part in value]
    return _UNDRAWABLE.sub("?", value) if isinstance(value, str) else value


def _compile(page: dict[str, Any], xml: bytes, instant: datetime) -> bytes:
    with _one_at_a_time:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"page": json.dumps(page), "xml": xml.decode()},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=instant,
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats come as one file per page
    return pdf


@cache
def _compiler() -> typst.Compiler:
    """Returns the compiler of this process, kept because it remembers fonts and template; made late, after any fork."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(
        input=str(_TEMPLATES / "invoice.typ"), root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True
    )


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
