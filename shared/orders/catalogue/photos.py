"""Making a photo fit for a page: small, upright, and without what the camera wrote into it (where, when, by whom)."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from shared.files.pictures import HugePictureError, open_upright
from shared.kernel.errors import InvalidInput

WIDEST = 640
QUALITY = 72
MEDIA_TYPE = "image/webp"

_FORMATS = ("JPEG", "PNG", "WEBP")
_NO_PICTURE = "Ce fichier n’est pas une photo lisible. Prenez une image JPEG, PNG ou WebP."
_TOO_LARGE = "Cette photo est trop grande. Prenez-la moins grande."


class Picture(NamedTuple):
    """A picture as WebP, with its size in pixels."""

    content: bytes
    width: int
    height: int


def shrink(content: bytes) -> Picture:
    """Returns the photo at most `WIDEST` wide and high; raises InvalidInput (field `photo`) when it is none."""
    try:
        picture, _ = open_upright(content, _FORMATS)
    except HugePictureError as error:
        raise InvalidInput("photo", _TOO_LARGE) from error
    except ValueError as error:
        raise InvalidInput("photo", _NO_PICTURE) from error
    picture.thumbnail((WIDEST, WIDEST))
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY)
    return Picture(file.getvalue(), picture.width, picture.height)
