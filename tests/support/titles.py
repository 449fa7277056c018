"""Tables of titles that an administrator sends, and what the pages answer."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import html
from sqlalchemy import select

from shared.db import session
from shared.training.models import Title, TitleBlock
from tests.support.client import Visitor
from tests.support.workbooks import workbook

TITLES = "/gestion/titres"
IMPORT = f"{TITLES}/importer"
HEADER = ["Code RNCP", "Intitulé", "Niveau", "Enregistré jusqu’au", "Bloc", "Intitulé du bloc", "Ordre"]


def look(administrator: Visitor, *rows: Sequence[object], header: Sequence[object] = HEADER) -> Any:
    """Sends a workbook and returns the page that answers."""
    return send(administrator, workbook({"Titres": [header, *rows]}))


def send(administrator: Visitor, file: BytesIO, name: str = "titres.xlsx") -> Any:
    token = html.fromstring(administrator.get(IMPORT).text).xpath("//main//input[@name='csrf_token']/@value")[0]
    return administrator.post(IMPORT, data={"csrf_token": token, "file": (file, name)})


def confirm(administrator: Visitor, answer: Any, **changed: str) -> Any:
    (form,) = html.fromstring(answer.text).xpath(f"//form[@action='{IMPORT}/enregistrer']")
    return administrator.post(form.action, data=dict(form.form_values()) | changed)


def shown(answer: Any) -> str:
    """Returns what the page says, on one line."""
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def faults(answer: Any) -> list[tuple[str, ...]]:
    """Returns row, column and sentence of what is wrong."""
    return [
        tuple(cell.text_content().strip().removeprefix("Ligne ") for cell in row)
        for row in html.fromstring(answer.text).xpath("//caption[.='À corriger dans le fichier']/..//tbody/tr")
    ]


def errors(answer: Any) -> list[str]:
    return [each.text_content() for each in html.fromstring(answer.text).find_class("field-error")]


def state() -> list[tuple[object, ...]]:
    """Returns every title and block as it is stored."""
    titles = select(Title.rncp, Title.label, Title.level, Title.valid_until, Title.source, Title.confirmed)
    blocks = select(TitleBlock.code, TitleBlock.label, TitleBlock.position, TitleBlock.source, TitleBlock.confirmed)
    return [
        *map(tuple, session.execute(titles.order_by(Title.id))),
        *map(tuple, session.execute(blocks.order_by(TitleBlock.id))),
    ]
