"""Opening a picture that somebody sends: upright, bounded, and without what the camera wrote into it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000


class PictureError(ValueError):
    """It can't be read as a picture of these formats."""


class HugePictureError(PictureError):
    """It has more pixels than we unpack."""


def open_upright(content: bytes, formats: Sequence[str]) -> tuple[Image, str]:
    """Returns a picture, turned as it was taken, and its format as Pillow names it; where, when and by whom are gone.

    Raises PictureError, HugePictureError.
    """
    # Loaded on first use: most processes never see a picture.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # A picture that would fill the memory when unpacked is refused like any other that cannot be read.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=tuple(formats)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise HugePictureError
                return ImageOps.exif_transpose(opened).convert("RGB"), opened.format or ""
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise HugePictureError from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise PictureError from error
