"""Pages that exist in the demonstration only: the mails, which are shown here instead of being sent."""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template

from shared.accounts.permissions import public
from shared.notifications.queries import find_mail, list_mails

MOST_MAILS = 100

demonstration = Blueprint("demonstration", __name__, url_prefix="/demonstration", template_folder="templates")

_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:!?)]")


class Part(NamedTuple):
    """A piece of a mail's text; `url` is empty unless the piece is a link."""

    text: str
    url: str


@demonstration.get("/courriels")
@public
def mails() -> str:
    """Lists the mails that would have left."""
    return render_template("demonstration/mails.html", mails=list_mails(most=MOST_MAILS))


@demonstration.get("/courriels/<uuid:public_id>")
@public
def mail(public_id: UUID) -> str:
    """Shows one mail with its links."""
    found = find_mail(public_id)
    return render_template("demonstration/mail.html", mail=found, parts=parts_of(found.body))


def parts_of(body: str) -> list[Part]:
    """Cuts a mail's text into plain pieces and links."""
    parts: list[Part] = []
    end = 0
    for match in _LINK.finditer(body):
        parts += [Part(body[end : match.start()], ""), Part(match[0], match[0])]
        end = match.end()
    return [part for part in (*parts, Part(body[end:], "")) if part.text]
