"""Pages of the house as PDF files: readable, accessible (PDF/UA-1), archivable (PDF/A-3a).

The same page of the same instant gives the same bytes. A template gets its texts ready and only places them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

_FONTS = Path(__file__).parent / "fonts"
_one_at_a_time = Lock()
# The letters of Europe, which the shipped fonts and Typst's own draw; PDF/A refuses a page with an undrawable one.
_UNDRAWABLE = re.compile("[^\n\x20-\x7e\xa0-\u024f\u0300-\u036f\u0370-\u04ff\u1e00-\u1eff\u2010-\u203a\u20ac\u2212]")


def typeset(template: Path, page: Mapping[str, Any], instant: datetime, **inputs: str) -> bytes:
    """Returns the PDF of a page: `page` and other `inputs` are what the template reads, `instant` is when it was made.

    A character that no font draws becomes a question mark.
    """
    import typst

    try:
        return _compile(template, page, instant, inputs)
    except typst.TypstError:
        return _compile(template, _drawable(page), instant, inputs)


def _compile(template: Path, page: Mapping[str, Any], instant: datetime, inputs: Mapping[str, str]) -> bytes:
    with _one_at_a_time:
        pdf = _compiler(template).compile(
            format="pdf",
            sys_inputs={"page": json.dumps(page), **inputs},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=instant,
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats come as one file per page
    return pdf


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Returns the compiler of a template, kept because it remembers fonts and template; made late, after any fork."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])
    return typst.Compiler(input=str(template), root=str(template.parent), font_paths=fonts, ignore_system_fonts=True)


def _drawable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _drawable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_drawable(part) for part in value]
    return _UNDRAWABLE.sub("?", value) if isinstance(value, str) else value
