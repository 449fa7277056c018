"""Judging a file that somebody sends by its content: a PDF that opens, or a picture made anew.

A picture loses what the camera wrote into it (where, when, by whom); a PDF is kept as it is, signatures included.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from shared.files.pictures import HugePictureError, open_upright
from shared.kernel.errors import InvalidInput
from shared.people.models import MediaType

LARGEST = 8 * 1024 * 1024
"""Bytes; a request may have a little more."""

SHARPEST = 3508
"""Pixels: the long side of an A4 page at 300 dots an inch."""

QUALITY = 85

_PDF, _PDF_BEGINS_WITHIN = b"%PDF-", 1024
_FORMATS = {"JPEG": MediaType.JPEG, "PNG": MediaType.PNG}

_TOO_HEAVY = f"Ce fichier est trop lourd\u00a0: {LARGEST // 1024**2} Mo au plus."
_UNKNOWN = "Ce fichier n’est ni un PDF ni une image lisible. Choisissez un PDF, une photo JPEG ou une image PNG."

_LOCKED = "Ce PDF demande un mot de passe\u00a0: enregistrez-le sans, puis envoyez-le."
_BROKEN = "Ce PDF est abîmé\u00a0: ouvrez-le, enregistrez-le de nouveau, puis envoyez-le."


class Content(NamedTuple):
    """What is kept of a file."""

    media_type: MediaType
    content: bytes


def judge_content(content: bytes) -> Content:
    """Returns what is kept of a file; raises InvalidInput (field `file`) where it is none that we keep."""
    if not content:
        raise InvalidInput("file", "Choisissez un fichier, qui ne soit pas vide.")
    if len(content) > LARGEST:
        raise InvalidInput("file", _TOO_HEAVY)
    if _PDF in content[:_PDF_BEGINS_WITHIN]:
        _open_pdf(content)
        return Content(MediaType.PDF, content)
    return _make_anew(content)


def _open_pdf(content: bytes) -> None:
    """Raises InvalidInput (field `file`) unless the PDF opens without a password and has a page."""
    # Loaded on first use: most processes never see a document.
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as opened:
            if not len(opened.pages):
                raise InvalidInput("file", "Ce PDF n’a aucune page.")
    except pikepdf.PasswordError as error:
        raise InvalidInput("file", _LOCKED) from error
    except pikepdf.PdfError as error:
        raise InvalidInput("file", _BROKEN) from error


def _make_anew(content: bytes) -> Content:
    try:
        picture, kind = open_upright(content, tuple(_FORMATS))
    except HugePictureError as error:
        raise InvalidInput("file", "Cette image est trop grande\u00a0: prenez-la moins grande.") from error
    except ValueError as error:
        raise InvalidInput("file", _UNKNOWN) from error
    picture.thumbnail((SHARPEST, SHARPEST))
    file = BytesIO()
    picture.save(file, kind, quality=QUALITY, optimize=True)
    if file.tell() > LARGEST:
        raise InvalidInput("file", _TOO_HEAVY)
    return Content(_FORMATS[kind], file.getvalue())
