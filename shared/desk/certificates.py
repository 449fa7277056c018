"""The certificate of what somebody was seen doing alone, on two days at least: a page to print and to sign."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.permissions import Permission, requires
from shared.desk.printing import give_paper
from shared.invoicing.models import SellerIdentity
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.people.views.blueprint import site_of_the_page
from shared.training.skills.queries import SkillStory, Story, read_story
from shared.training.skills.services import skills_of
from shared.web.filters import date_long
from shared.workshop import Site

certificates = Blueprint("certificates", __name__, url_prefix="/competences")


@certificates.post("/<uuid:person>/attestation")
@requires(Permission.CERTIFY_SKILLS)
def certificate(person: UUID) -> Response:
    """Gives the certificate as a file to print and sign, and records who took it."""
    site = site_of_the_page()
    story = read_story(site.id, person, skills_of(site), full_names=True)
    if not story.certified:
        raise NotFound("Aucune compétence n’a été vue deux jours au niveau «\u00a0Seul\u00a0».")
    return give_paper(
        "certificate.typ",
        lambda seller: lay_out(site, story, seller),
        name=f"attestation-{clock.today()}.pdf",
        action="skills.certified",
        subject=f"person:{person}",
        back=url_for(f"{request.blueprints[-1]}.skills.history", person=person),
        day=clock.today(),
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
