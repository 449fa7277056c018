"""The paper of somebody's contract, to be signed: the employer, the person, the days, the hours and the pay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from shared.accounts.permissions import Permission, requires
from shared.db import session
from shared.desk.printing import give_paper
from shared.invoicing.models import SellerIdentity
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.minutes import HOUR, show_minutes
from shared.kernel.money import divide_half_up, euros
from shared.people.contracts.judging import trial_end
from shared.people.contracts.queries import list_facts
from shared.people.models import Half, Person
from shared.people.queries import TeamMember, find_path
from shared.people.timetable import WEEKDAYS, show_half
from shared.people.views.blueprint import site_of_the_page
from shared.web.filters import date_long
from shared.workshop import Site

papers = Blueprint("papers", __name__, url_prefix="/equipe")

WEEKS_OF_A_YEAR, MONTHS_OF_A_YEAR = 52, 12


@papers.post("/<uuid:person>/contrats/<uuid:contract>/papier")
@requires(Permission.MANAGE_CONTRACTS)
def contract(person: UUID, contract: UUID) -> Response:
    """Gives the contract as a file to print and sign, and records who took it."""
    site = site_of_the_page()
    path = find_path(site.id, person)
    segment = next((each for each in path if each.contract == contract), None)
    if segment is None or site.sensitive:
        raise NotFound("Ce contrat n’est pas de cet atelier.")
    return give_paper(
        "contract.typ",
        lambda seller: lay_out(site, path, segment, seller),
        name=f"contrat-{segment.starts_on}.pdf",
        action="contract.printed",
        subject=f"contract:{contract}",
        back=url_for(f"{request.blueprints[-1]}.people.person", person=person),
        day=segment.starts_on,
    )


def lay_out(site: Site, path: list[TeamMember], segment: TeamMember, seller: SellerIdentity) -> dict[str, Any]:
    """Returns every text of the page; what nobody has said is a line to be written on."""
    person = session.get_one(Person, segment.person_id)
    facts = list_facts([segment.contract_id])[segment.contract_id]
    number = path.index(segment)
    days = f"du {date_long(segment.starts_on)} au {date_long(segment.ends_on)} compris"
    return {
        "title": _title(segment, number),
        "organisation": seller.name,
        "employer": [
            f"{seller.name}, {seller.legal_form}",
            f"{seller.street}, {seller.postcode} {seller.city}",
            f"SIRET {seller.siret}",
        ],
        "employee": [segment.full_name, f"né(e) le {date_long(person.born_on)}" if person.born_on else ""],
        "facts": [
            ["Poste", segment.job],
            ["Lieu", f"{site.neutral_label} (département {site.department})"],
            ["Durée", days if segment.has_term else f"sans fin, à partir du {date_long(segment.starts_on)}"],
            ["Essai", _trial(segment) if number == 0 else "aucun"],
            ["Durée du travail", f"{show_minutes(segment.weekly_minutes)} par semaine"],
            ["Salaire brut", _pay(facts.hourly_cents, segment.weekly_minutes)],
            ["Congés payés", "2,5 jours ouvrables par mois de travail (C. trav. L. 3141-3)"],
        ],
        "week": [
            [name.capitalize(), *(_half(segment, weekday, half) for half in Half)]
            for weekday, name in enumerate(WEEKDAYS)
            if any((weekday, half) in segment.slots for half in Half)
        ],
        "clauses": _clauses(segment),
        "footer": f"Modèle à faire relire avant de signer. Établi le {date_long(clock.today())}.",
    }


def _title(segment: TeamMember, number: int) -> str:
    if not segment.has_term:
        return "Contrat à durée indéterminée d’inclusion"
    return (
        "Contrat à durée déterminée d’insertion" if number == 0 else f"Avenant n°\u00a0{number} au contrat d’insertion"
    )


def _trial(segment: TeamMember) -> str:
    if not segment.has_term:
        return "selon la convention collective"
    return f"jusqu’au {date_long(trial_end(segment.starts_on, segment.ends_on))} au plus tard (C. trav. L. 1242-10)"


def _pay(hourly_cents: int | None, weekly_minutes: int) -> str:
    if hourly_cents is None:
        return "……………………… de l’heure"
    monthly = divide_half_up(hourly_cents * weekly_minutes * WEEKS_OF_A_YEAR, MONTHS_OF_A_YEAR * HOUR)
    return f"{euros(hourly_cents)} de l’heure, soit {euros(monthly)} par mois"


def _half(segment: TeamMember, weekday: int, half: Half) -> str:
    slot = segment.slots.get((weekday, half))
    return show_half(slot) if slot else "–"


def _clauses(segment: TeamMember) -> list[str]:
    about = (
        "Ce contrat est conclu dans un atelier et chantier d’insertion (C. trav. L. 5132-15-1). Un encadrant technique "
        "apprend le métier à la personne\u00a0; un conseiller l’accompagne vers un emploi ou une formation."
    )
    leaving = (
        "La personne peut demander à suspendre le contrat pour une immersion ou pour essayer un autre emploi, et le "
        "rompre avant sa fin pour un CDI, un CDD d’au moins six mois ou une formation qui mène à un titre."
    )
    ending = "Il se renouvelle dans la limite de vingt-quatre mois en tout, sauf dérogation."
    return [about, leaving, ending] if segment.has_term else [about]
