"""Making a photo fit for a page: small, upright, and without what the camera wrote into it (where, when, by whom)."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import NamedTuple

from shared.kernel.errors import InvalidInput

WIDEST = 640
MOST_PIXELS = 60_000_000
QUALITY = 72
MEDIA_TYPE = "image/webp"

_NO_PICTURE = "Ce fichier n’est pas une photo lisible. Prenez une image JPEG, PNG ou WebP."

_TOO_LARGE = "Cette photo est trop grande. Prenez-la moins grande."


class Picture(NamedTuple):
    """A picture as WebP, with its size in pixels."""

    content: bytes
    width: int
    height: int


def shrink(content: bytes) -> Picture:
    """Returns the photo at most `WIDEST` wide and high; raises InvalidInput (field `photo`) when it is none."""
    # Loaded on first use: most processes never see a photo.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # A picture that would fill the memory when unpacked is refused like any other that cannot be read.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise InvalidInput("photo", _TOO_LARGE)
                picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise InvalidInput("photo", _TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput("photo", _NO_PICTURE) from error
    picture.thumbnail((WIDEST, WIDEST))
    file = BytesIO()
    picture.save(file, "WEBP", quality=QUALITY)
    return Picture(file.getvalue(), picture.width, picture.height)
