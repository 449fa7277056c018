"""The reasons of an exit as they are seeded: the list of the ASP, each with its category.

`confirmed` is false: the codes come from the fields of the ASP's public dumps and from a tool that fed its extranet,
not from its notice. Where the category is our own reading, the source says so.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.followup.models import ExitCategory, ExitReason

SINCE = date(2020, 1, 1)

_LISTED = "Motifs de sortie de l’Extranet IAE (ASP)"
_OUR_READING = "Motifs de sortie de l’Extranet IAE (ASP), catégorie à confirmer"

DURABLE, TRANSITION, POSITIVE = ExitCategory.DURABLE, ExitCategory.TRANSITION, ExitCategory.POSITIVE
OTHER, WITHDRAWN = ExitCategory.OTHER, ExitCategory.WITHDRAWN


class Seed(NamedTuple):
    """One reason."""

    code: int
    label: str
    category: ExitCategory
    job_or_training: bool = False
    confidential: bool = False
    source: str = _LISTED


REASONS = (
    Seed(1, "CDI dans la structure ou une filiale", DURABLE, job_or_training=True),
    Seed(2, "Contrat à durée déterminée dans une autre structure d’insertion", POSITIVE, job_or_training=True),
    Seed(3, "CDI sans aide publique, chez un autre employeur", DURABLE, job_or_training=True),
    Seed(4, "Création ou reprise d’une entreprise", DURABLE, job_or_training=True),
    Seed(5, "Entrée en formation qualifiante ou préqualifiante", POSITIVE, job_or_training=True),
    Seed(6, "Inactif", OTHER),
    Seed(7, "Au chômage", OTHER),
    Seed(8, "Sans nouvelle", OTHER),
    Seed(9, "CDD ou intérim de 6 mois ou plus", DURABLE, job_or_training=True),
    Seed(10, "CDD ou intérim de moins de 6 mois", TRANSITION, job_or_training=True),
    Seed(11, "Fonction publique (stage ou titularisation)", DURABLE, job_or_training=True),
    Seed(12, "Autre sortie reconnue comme positive", POSITIVE),
    Seed(13, "CDI aidé, chez un autre employeur", DURABLE, job_or_training=True),
    Seed(14, "Contrat aidé à durée déterminée, hors insertion", TRANSITION, job_or_training=True),
    Seed(15, "Retraite", POSITIVE, source=_OUR_READING),
    Seed(16, "Congé de longue durée", WITHDRAWN, confidential=True, source=_OUR_READING),
    Seed(17, "Décès", WITHDRAWN, source=_OUR_READING),
    Seed(18, "Décision administrative ou de justice", WITHDRAWN, confidential=True, source=_OUR_READING),
    Seed(19, "Rupture pour faute grave", WITHDRAWN, source=_OUR_READING),
    Seed(20, "Transfert chez un autre employeur", WITHDRAWN, source=_OUR_READING),
    Seed(21, "Rupture pendant l’essai, par l’employeur", WITHDRAWN, source=_OUR_READING),
    Seed(22, "Rupture pendant l’essai, par le salarié", WITHDRAWN, source=_OUR_READING),
)


def seed() -> None:
    """Inserts the reasons that the database lacks, inside the caller's unit; edited rows stay as they are."""
    known = set(session.scalars(select(ExitReason.code)))
    session.add_all(
        ExitReason(**each._asdict(), confirmed=False, valid_from=SINCE) for each in REASONS if each.code not in known
    )
