"""The impact report as a PDF to hand over: figures first, then what each of them means (PDF/A-3a, PDF/UA-1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

from shared.invoicing.pdf import FONTS, drawable
from shared.kernel import clock
from shared.reporting.impact.disclosure import Audience, Shown, group_figures
from shared.reporting.impact.figures import Report
from shared.reporting.impact.indicators import VERSION
from shared.web.filters import date_long

if TYPE_CHECKING:
    import typst

    from shared.config import Settings

_TEMPLATES = Path(__file__).parent.parent / "templates" / "typst"
_one_at_a_time = Lock()


def render_pdf(report: Report, audience: Audience, shown: Sequence[Shown]) -> bytes:
    """Returns the file; on one day, the same figures give the same bytes."""
    page = drawable(lay_out(report, audience, shown))
    with _one_at_a_time:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"page": json.dumps(page)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=datetime.combine(clock.today(), time(12), UTC),
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - only image formats come as one file per page
    return pdf


def lay_out(report: Report, audience: Audience, shown: Sequence[Shown]) -> dict[str, Any]:
    """Returns every text of the page, ready to be placed; what several indicators share is defined once."""
    settings = cast("Settings", current_app.extensions["ateliers_settings"])
    definitions: dict[tuple[str, str], list[str]] = {}
    for each in shown:
        named = definitions.setdefault((each.indicator.definition, each.indicator.source), [])
        named.append(each.indicator.label)
    return {
        "title": f"Rapport d’impact {report.year}",
        "organisation": settings.organisation,
        "period": f"Du 1er janvier au {date_long(report.last_day)}",
        "audience": audience.label,
        "groups": [
            {
                "label": label,
                "rows": [[each.indicator.label, each.text, each.fraction] for each in figures],
            }
            for label, figures in group_figures(shown)
        ],
        "definitions": [
            {"labels": labels, "text": text, "source": source} for (text, source), labels in definitions.items()
        ],
        "gaps": list(report.gaps) if audience is Audience.INTERNAL else [],
        "footer": f"Établi le {date_long(clock.today())}. Définitions, version {VERSION}.",
    }


@cache
def _compiler() -> typst.Compiler:
    """Returns the compiler of this process, kept because it remembers fonts and template; made late, after any fork."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(
        input=str(_TEMPLATES / "impact.typ"), root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True
    )
