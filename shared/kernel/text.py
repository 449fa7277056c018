"""Small helpers on text that more than one feature needs."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Returns `text` lower-cased without accents: the key under which French names sort and are searched."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def one_line(text: str | None) -> str:
    """Returns what somebody typed as one line: spaces single, control characters gone (PostgreSQL refuses some)."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text or "").split())
