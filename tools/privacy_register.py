"""Writes docs/privacy-register.md from the models' `personal(…)` marks. `python -m tools.privacy_register`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from sqlalchemy import MetaData, Table

from shared.db import Base
from workshops.app import import_models

TARGET = Path(__file__).parents[1] / "docs" / "privacy-register.md"
PERSONS = ("customers", "people", "users")
"""The tables of which each row is somebody."""

OPENING = """\
# Registre des données personnelles

Ce fichier est écrit par `python -m tools.privacy_register` d’après le code\u00a0: chaque colonne qui dit quelque chose
d’une personne y figure avec sa raison d’être. Ne le corrigez pas à la main\u00a0: corrigez la colonne, puis relancez
l’outil. Un test refuse un registre qui n’est plus à jour, et une colonne au nom personnel qui n’y est pas.

Niveaux\u00a0: 0\u00a0commande ou facture · 1\u00a0travail · 2\u00a0social · 3\u00a0santé et justice.

Le niveau\u00a03 est dans le coffre\u00a0: une table à part, chiffrée par AES-256-GCM avec sa propre clé, ouverte pour
un motif dit d’avance, chaque ouverture notée avant la lecture. Il peut être désactivé (`ATELIERS_VAULT=off`)\u00a0: les
chiffres qui en viennent ne sont alors pas disponibles. Aucun écran ne l’ouvre encore\u00a0: n’inscrivez personne sur un
site sensible avant qu’ils existent. La sortie tait un motif confidentiel, seul le coffre le garde. Les durées de
conservation, l’effacement et la copie remise à la personne viendront aussi.

## Ce que nous gardons, et pourquoi
"""

LINKED = """
## Ce qui appartient à quelqu’un

Chaque ligne de ces tables mène, par ses clés, à une personne\u00a0: ce sont elles qu’il faut suivre pour remettre une
copie ou pour effacer.
"""


def main() -> None:
    """Writes the document anew."""
    TARGET.write_text(document(), encoding="utf-8")
    print(f"written: {TARGET}")


def document() -> str:
    """Returns the register as it should stand."""
    import_models()
    return "".join(f"{line}\n" for line in (OPENING, *_columns(Base.metadata), LINKED, *_links(Base.metadata)))


def _columns(metadata: MetaData) -> Iterator[str]:
    yield from ("| table | colonne | pourquoi | niveau |", "|---|---|---|---|")
    for table in _by_name(metadata):
        for column in table.columns:
            if why := column.info.get("personal"):
                yield f"| `{table.name}` | `{column.name}` | {why} | {column.info['level']} |"


def _links(metadata: MetaData) -> Iterator[str]:
    yield from ("| table | mène à |", "|---|---|")
    for table in _by_name(metadata):
        if table.name not in PERSONS and (persons := sorted(_persons_behind(table))):
            yield f"| `{table.name}` | {', '.join(f'`{person}`' for person in persons)} |"


def _persons_behind(table: Table) -> set[str]:
    """Returns the tables of persons that the keys of a row lead to, over other tables if need be."""
    behind = {key.column.table for key in table.foreign_keys} - {table}
    return set(chain.from_iterable({each.name} if each.name in PERSONS else _persons_behind(each) for each in behind))


def _by_name(metadata: MetaData) -> list[Table]:
    return sorted(metadata.tables.values(), key=lambda table: table.name)


if __name__ == "__main__":
    main()
