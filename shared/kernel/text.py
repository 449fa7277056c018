"""Small helpers on text that more than one feature needs."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Returns `text` lower-cased without accents: the key under which French names sort and are searched."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
