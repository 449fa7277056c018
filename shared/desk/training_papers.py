"""The papers of training: the sheet that was signed, and the certificate of what somebody has followed."""

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
from shared.kernel.minutes import show_minutes
from shared.people.views.blueprint import site_of_the_page
from shared.training.attendance.queries import Place, SheetPage, find_sheet
from shared.training.attendance.services import HEIGHT, WIDTH
from shared.training.cohorts.queries import CohortPage, MemberRow, find_board
from shared.training.models import AttendanceMark, TrainingAction, TrainingStatus
from shared.web.filters import date_long, datetime_fr
from shared.workshop import Site

training_papers = Blueprint("training_papers", __name__, url_prefix="/formation")


@training_papers.post("/seances/<uuid:training>/emargement")
@requires(Permission.VIEW_TRAINING)
def attendance_sheet(training: UUID) -> Response:
    """Gives the sheet of a closed session as a file, signatures included, and records who took it."""
    site = site_of_the_page()
    page = find_sheet(site.id, training, full_names=True)
    if page.training.status is not TrainingStatus.CLOSED:
        raise NotFound("Cette séance n’est pas close.")
    return give_paper(
        "attendance.typ",
        lambda seller: lay_out_sheet(page, seller),
        name=f"emargement-{page.training.day}-{page.training.half.value}.pdf",
        action="training.printed",
        subject=f"training:{training}",
        back=url_for(f"{request.blueprints[-1]}.attendance.sheet", training=training),
        day=page.training.day,
    )


@training_papers.post("/groupes/<uuid:cohort>/<uuid:person>/certificat")
@requires(Permission.MANAGE_TRAINING)
def completion(cohort: UUID, person: UUID) -> Response:
    """Gives the certificate of what somebody of a group has followed so far, and records who took it."""
    site = site_of_the_page()
    page = find_board(site.id, cohort, full_names=True)
    member = next((each for each in page.members if each.person == person), None)
    if member is None:
        raise NotFound("Cette personne n’est pas de ce groupe.")
    return give_paper(
        "completion.typ",
        lambda seller: lay_out_completion(site, page, member, seller),
        name=f"certificat-de-realisation-{clock.today()}.pdf",
        action="training.certified",
        subject=f"person:{person}",
        back=url_for(f"{request.blueprints[-1]}.cohorts.board", cohort=cohort),
        day=clock.today(),
    )


def lay_out_sheet(page: SheetPage, seller: SellerIdentity) -> dict[str, Any]:
    """Returns every text of the sheet, and each signature as a picture of lines."""
    training = page.training
    closed = next(step for step in page.steps if step.action is TrainingAction.CLOSE)
    given_by = [each for each in (training.provider, training.trainer) if each]
    return {
        "title": "Feuille d’émargement",
        "organisation": seller.name,
        "lines": _head(seller),
        "facts": [
            ["Formation", training.subject],
            ["Groupe", training.cohort.label if training.cohort else "–"],
            ["Demi-journée", f"{date_long(training.day)}, {training.half.label}"],
            ["Donnée par", ", ".join(given_by) or seller.name],
        ],
        "rows": [[place.name, _said(place)] for place in page.places],
        "drawings": [_picture(place) for place in page.places],
        "note": (
            f"Close le {datetime_fr(closed.happened_at)}. Chaque personne a touché son nom et signé sur l’écran de "
            f"l’atelier. Empreinte de la feuille (SHA-256)\u00a0: {closed.sha256}."
        ),
        "footer": f"Établi le {date_long(clock.today())}.",
    }


def lay_out_completion(site: Site, page: CohortPage, member: MemberRow, seller: SellerIdentity) -> dict[str, Any]:
    """Returns every text of the certificate; that of a sensitive site says nowhere where somebody was."""
    cohort = page.cohort
    until = min(day for day in (member.left_on, cohort.last_day, clock.today()) if day)
    where = "" if site.sensitive else f", à {site.label} (département {site.department})"
    signed = f"{member.came} sur {member.sheets}" if member.sheets else "feuilles de l’organisme"
    return {
        "title": "Certificat de réalisation",
        "organisation": seller.name,
        "lines": _head(seller),
        "intro": (
            f"{seller.name} atteste que {member.name} a suivi, du {date_long(cohort.first_day)} au {date_long(until)}, "
            f"l’action de formation qui suit{where}."
        ),
        "facts": [
            ["Titre préparé", cohort.title.full_label],
            ["Nature de l’action", "Action de formation (C. trav. L. 6313-1)"],
            ["Organisme de formation", cohort.provider or seller.name],
            ["Heures suivies", member.counter.words],
            ["Demi-journées signées", signed],
            ["Périodes en entreprise", str(member.placements)],
        ],
        "note": (
            "Les heures sont celles des feuilles du jour, qui reprennent les feuilles d’émargement. Celles-ci sont "
            f"gardées et peuvent être demandées. Prévu\u00a0: {show_minutes(cohort.training_minutes)}."
        ),
        "footer": f"Établi le {date_long(clock.today())}.",
    }


def _head(seller: SellerIdentity) -> list[str]:
    return [f"{seller.name}, {seller.legal_form}", f"{seller.street}, {seller.postcode} {seller.city}"]


def _said(place: Place) -> str:
    if place.mark is AttendanceMark.ABSENT:
        return "absent"
    when = f"le {datetime_fr(place.marked_at)}" if place.marked_at else ""
    how = "feuille de l’organisme, noté" if place.mark is AttendanceMark.ON_PAPER else "a signé"
    late = f", {place.late_minutes} min de retard" if place.late_minutes else ""
    return f"{how} {when}{late}"


def _picture(place: Place) -> str:
    """Returns a signature as an SVG, empty for none."""
    if not place.drawing:
        return ""
    lines = "".join(
        f'<polyline points="{" ".join(f"{column},{row}" for column, row in stroke)}"/>' for stroke in place.drawing
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'fill="none" stroke="#22324a" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )
