"""The certificate of what somebody was seen doing alone, on two days at least: a page to print and to sign."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.pdf import typeset
from shared.invoicing.composition import find_seller
from shared.invoicing.models import SellerIdentity
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refused
from shared.people.views.blueprint import site_of_the_page
from shared.training.skills.queries import SkillStory, Story, read_story
from shared.training.skills.services import skills_of
from shared.web.filters import date_long
from shared.workshop import Site

certificates = Blueprint("certificates", __name__, url_prefix="/competences")

_TEMPLATE = Path(__file__).parent / "templates" / "typst" / "certificate.typ"


@certificates.post("/<uuid:person>/attestation")
@requires(Permission.CERTIFY_SKILLS)
def certificate(person: UUID) -> Response:
    """Gives the certificate as a file to print and sign, and records who took it."""
    site = site_of_the_page()
    story = read_story(site.id, person, skills_of(site), full_names=True)
    if not story.certified:
        raise NotFound("Aucune compétence n’a été vue deux jours au niveau «\u00a0Seul\u00a0».")
    try:
        page = lay_out(site, story, find_seller(clock.today()))
    except Refused:
        flash(
            "Dites d’abord qui est l’association\u00a0: la page «\u00a0Règles des factures\u00a0» a son identité.",
            "warning",
        )
        return redirect(url_for(f"{request.blueprints[-1]}.skills.history", person=person), 303)
    content = typeset(_TEMPLATE, page, datetime.combine(clock.today(), time(12), UTC))
    with atomic():
        record_event(actor=actor(), action="skills.certified", subject=f"person:{person}")
    return send_file(
        BytesIO(content), "application/pdf", as_attachment=True, download_name=f"attestation-{clock.today()}.pdf"
    )


def lay_out(site: Site, story: Story, seller: SellerIdentity) -> dict[str, Any]:
    """Returns every text of the page; that of a sensitive site says nowhere where somebody worked."""
    where = "" if site.sensitive else f", à {site.label} (département {site.department})"
    return {
        "title": "Attestation de compétences",
        "organisation": seller.name,
        "lines": [f"{seller.name}, {seller.legal_form}", f"{seller.street}, {seller.postcode} {seller.city}"],
        "intro": (
            f"{seller.name} atteste que {story.name} a été vu(e) au poste de travail{where} faire seul(e) ce qui suit, "
            "deux jours différents au moins."
        ),
        "skills": [_line(each) for each in story.certified],
        "note": (
            "Ces observations ont été faites en travaillant. Un code RNCP dit quel titre, et quel bloc, une compétence "
            "aide à préparer\u00a0: cette page n’en donne aucun."
        ),
        "footer": f"Établi le {date_long(clock.today())}.",
    }


def _line(skill: SkillStory) -> list[str]:
    days = skill.days_alone
    return [skill.label, skill.block or "–", skill.best.label, str(len(days)), f"{days[0]:%d/%m/%Y}"]
