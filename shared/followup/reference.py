"""The reasons of an exit, which exits the ASP counts and when those who left are called, as they are seeded.

`confirmed` is false: the codes come from the fields of the ASP's public dumps and from a tool that fed its extranet,
not from its notice; the shortest stay is that of the State's dashboards. Where the category is our own reading, the
source says so.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from shared.db import session
from shared.followup.models import DURABLE_MONTHS, ContactRule, ExitCategory, ExitReason, ExitRule, Rhythm
from shared.kernel.minutes import HOUR

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


LONG_JOB, SHORT_JOB = 9, 10
"""The two reasons whose difference is how long the job lasts."""

CONTACTS = (
    (Rhythm.USUAL, "3 6 12", "SPEC\u00a0: un contact de 3 à 6 mois après la sortie, puis à un an"),
    (Rhythm.LONG, "3 6 12 18 24", "Suivi de deux ans, rapport d’activité 2024"),
)

TO_TRAINING = 5
"""The one reason that counts as « job or training » and is no job."""

LEAST_DAYS = 81
"""More than 2.65 months, a day being 0.0328767 of one: how the dashboards compute « three months »."""


def seed() -> None:
    """Inserts the rows that the database lacks, inside the caller's unit; edited rows stay as they are."""
    if session.scalar(select(ExitRule.id).limit(1)) is None:
        session.add(
            ExitRule(
                least_days=LEAST_DAYS,
                least_minutes=HOUR,
                durable_months=DURABLE_MONTHS,
                source="Tableaux de bord du pilotage de l’inclusion (ACI, EI), à confirmer",
                confirmed=False,
                valid_from=SINCE,
            )
        )
    known = set(session.scalars(select(ExitReason.code)))
    session.add_all(
        ExitReason(**each._asdict(), in_denominator=each.category is not WITHDRAWN, confirmed=False, valid_from=SINCE)
        for each in REASONS
        if each.code not in known
    )
    followed = set(session.scalars(select(ContactRule.rhythm)))
    session.add_all(
        ContactRule(rhythm=rhythm, listed=listed, source=source, confirmed=False, valid_from=SINCE)
        for rhythm, listed, source in CONTACTS
        if rhythm not in followed
    )
