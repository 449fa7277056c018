"""The categories of hours as they are seeded: dated rows, because law and agreements change.

The flags say what a minute counts as: paid by the employer, working time, training, aided by the State (empty where
nobody has confirmed it). Letters of our own trade, never of an authority: an outside obligation has one neutral name.
`confirmed` is false where nobody of the house has read the text or asked the ASP: the screens say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.payroll.models import HourCategory
from shared.people.models import ContractKind
from shared.people.reference import CEP_SINCE

SINCE = date(2020, 1, 1)
CUSTOM = "usage de la profession"


@dataclass(frozen=True)
class Seed:
    """One category: its flags, and where they come from."""

    code: str
    label: str
    source: str
    paid: bool = False
    effective: bool = False
    training: bool = False
    asp: bool | None = False
    confirmed: bool = True
    kind: ContractKind | None = None


CATEGORIES = (
    Seed("TRAV", "Travail", "C. trav. L. 3121-1", paid=True, effective=True, asp=True),
    Seed("ASP_INT", "Accompagnement", CUSTOM, paid=True, effective=True, asp=True, confirmed=False),
    Seed("FOR_INT", "Formation interne", "C. trav. L. 6321-2", paid=True, effective=True, training=True, asp=True),
    Seed("FOR_EXT", "Formation externe", "C. trav. L. 6321-2", paid=True, effective=True, training=True, asp=True),
    Seed("PMSMP", "Immersion", "C. trav. L. 5135-1", paid=True, asp=True),
    Seed("REU", "Réunion ou visite médicale", CUSTOM, paid=True, effective=True, asp=True, confirmed=False),
    Seed("CP", "Congé payé", "C. trav. L. 3141-3", paid=True, asp=True, confirmed=False),
    Seed("JF", "Jour férié chômé", "C. trav. L. 3133-3 (3 mois d’ancienneté)", paid=True, asp=True, confirmed=False),
    Seed("JF", "Jour férié chômé", "C. pénit. R. 412-62", asp=None, kind=ContractKind.CEP),
    Seed("RECUP", "Récupération", CUSTOM, paid=True, asp=True, confirmed=False),
    Seed("AA_P", "Absence autorisée payée", "C. trav. L. 3142-1", paid=True, asp=True, confirmed=False),
    Seed("AA_NP", "Absence autorisée non payée", CUSTOM, confirmed=False),
    Seed("OBL", "Contrainte extérieure", "paiement et aide selon la règle de la maison", asp=None, confirmed=False),
    Seed("AI", "Absence injustifiée", CUSTOM, confirmed=False),
    Seed("MAL", "Maladie", "C. trav. L. 1226-1\u202f; maintien à voir", asp=None, confirmed=False),
    Seed("AT", "Accident du travail", "C. trav. L. 1226-7\u202f; maintien à voir", asp=None, confirmed=False),
    Seed("MAT", "Maternité ou paternité", "C. trav. L. 1225-17, L. 1225-35", confirmed=False),
    Seed("RET", "Retard", CUSTOM, confirmed=False),
    Seed("DEP", "Départ anticipé", "usage de la maison\u00a0: compté comme un retard", confirmed=False),
    Seed("SUSP", "Contrat suspendu", "C. trav. L. 5132-15-1", confirmed=False),
)


def seed() -> None:
    """Inserts the categories that the database lacks, inside the caller's unit; edited rows stay as they are."""
    known = {(row.code, row.kind) for row in session.execute(select(HourCategory.code, HourCategory.kind))}
    session.add_all(
        HourCategory(
            code=each.code,
            kind=each.kind,
            label=each.label,
            paid=each.paid,
            effective=each.effective,
            training=each.training,
            asp=each.asp,
            valid_from=CEP_SINCE if each.kind is ContractKind.CEP else SINCE,
            source=each.source,
            confirmed=each.confirmed,
        )
        for each in CATEGORIES
        if (each.code, each.kind) not in known
    )
