"""The impact report as a PDF to hand over: figures first, then what each of them means (PDF/A-3a, PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import current_app

from shared.files.pdf import typeset
from shared.kernel import clock
from shared.reporting.impact.disclosure import Audience, Shown, group_figures
from shared.reporting.impact.figures import Report
from shared.reporting.impact.indicators import VERSION
from shared.web.filters import date_long

if TYPE_CHECKING:
    from shared.config import Settings

_TEMPLATE = Path(__file__).parent.parent / "templates" / "typst" / "impact.typ"


def render_pdf(report: Report, audience: Audience, shown: Sequence[Shown]) -> bytes:
    """Returns the file; on one day, the same figures give the same bytes."""
    instant = datetime.combine(clock.today(), time(12), UTC)
    return typeset(_TEMPLATE, lay_out(report, audience, shown), instant)


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
