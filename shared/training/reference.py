"""The titles as they are seeded: code, level, last day of registration and blocks, each with its source.

`confirmed` is false where the page of France compétences itself has not been read by us: the screens say so, and nobody
is blocked by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shared.db import session
from shared.training.models import Title, TitleBlock
from shared.training.placements import reference as placements

_DIRECTORY = "Répertoire national des certifications professionnelles (France compétences)"
_NOT_READ = "Intitulé à confirmer sur la fiche de France compétences"


@dataclass(frozen=True)
class Seed:
    """One title; its blocks are in order, BC01 first."""

    rncp: str
    label: str
    level: int
    blocks: Sequence[str] = ()
    valid_until: date | None = None
    source: str = _DIRECTORY
    confirmed: bool = True


TITLES = (
    Seed(
        "RNCP38663",
        "Employé polyvalent en restauration",
        3,
        blocks=(
            "Préparer et dresser des entrées et des desserts",
            "Préparer et dresser des plats chauds et des produits de snacking",
            "Accueillir, conseiller et servir la clientèle",
            "Réaliser la plonge et le nettoyage des locaux et des matériels",
        ),
        valid_until=date(2029, 6, 4),
    ),
    Seed(
        "RNCP37674",
        "Développeur web et web mobile",
        5,
        blocks=(
            "Développer la partie front-end d’une application web ou web mobile sécurisée",
            "Développer la partie back-end d’une application web ou web mobile sécurisée",
        ),
        source=_NOT_READ,
        confirmed=False,
    ),
    Seed("RNCP38101", "Mécanicien de maintenance automobile", 3, valid_until=date(2028, 10, 18)),
)


def seed() -> None:
    """Inserts the titles, blocks and limits that the database lacks, inside the caller's unit; edited rows stay."""
    placements.seed()
    known = {title.rncp: title for title in session.scalars(select(Title))}
    held = {(row.title_id, row.code) for row in session.execute(select(TitleBlock.title_id, TitleBlock.code))}
    for each in TITLES:
        title = known.get(each.rncp) or Title(
            rncp=each.rncp,
            label=each.label,
            level=each.level,
            valid_until=each.valid_until,
            source=each.source,
            confirmed=each.confirmed,
        )
        session.add(title)
        session.flush()
        session.add_all(
            TitleBlock(
                title_id=title.id,
                code=f"BC{position:02d}",
                label=label,
                position=position,
                source=_NOT_READ,
                confirmed=False,
            )
            for position, label in enumerate(each.blocks, start=1)
            if (title.id, f"BC{position:02d}") not in held
        )
