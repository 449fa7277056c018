"""Files that somebody may send: a PDF of one page, a photo as a telephone makes it."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
from lxml import html
from PIL import ExifTags, Image
from sqlalchemy import select

from shared.db import session
from shared.people.models import Contract, Person
from tests.support.client import Visitor


def a_pdf(password: str = "", pages: int = 1, said: str = "Preuve") -> bytes:
    """Returns a PDF with so many empty pages; `said` is its title, so that two are not the same."""
    file, pdf = BytesIO(), pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    pdf.docinfo["/Title"] = said
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    pdf.save(file, encryption=locked, deterministic_id=not password)
    return file.getvalue()


def a_photo(size: tuple[int, int] = (1200, 800), form: str = "JPEG") -> bytes:
    """Returns a photo with the place and the telephone in it."""
    file, exif = BytesIO(), Image.Exif()
    exif[ExifTags.Base.Make] = "Téléphone de Camille"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    Image.new("RGB", size, "steelblue").save(file, form, exif=exif)
    return file.getvalue()


def person_of(contract: UUID) -> UUID:
    """Returns whose contract it is."""
    whose = select(Person.public_id).join(Contract, Contract.person_id == Person.id)
    return session.scalars(whose.where(Contract.public_id == contract)).one()


def send_file_to(
    visitor: Visitor, path: str, content: bytes, name: str = "scan.pdf", *, to: str = "", **fields: str
) -> Any:
    """Sends a file with the fields of a form and the token of its page, `to` another address if one is given."""
    sent: dict[str, Any] = {"csrf_token": token_of(visitor, path)} | fields
    if content:
        sent["file"] = (BytesIO(content), name)
    return visitor.post(to or path, data=sent, content_type="multipart/form-data")


def token_of(visitor: Visitor, path: str) -> str:
    """Returns the token of a page with a form."""
    return str(html.fromstring(visitor.get(path).text).xpath("//main//input[@name='csrf_token']/@value")[0])
