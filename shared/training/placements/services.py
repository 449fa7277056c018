"""Agreeing on an immersion, going on with it, calling it off. Acts belong to the caller's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from shared.audit.services import record_event
from shared.db import session
from shared.kernel.errors import InvalidInput, NotFound, Refused
from shared.kernel.text import one_line
from shared.orders.identifiers import parse_siret
from shared.people.models import Person
from shared.people.queries import find_path
from shared.training.models import REASON_LENGTH, Placement, PlacementAim
from shared.training.placements.judging import Immersion, judge_placement
from shared.training.placements.rules.queries import read_placement_limits
from shared.training.services import WORDS_LENGTH, read_reason
from shared.workshop import Site


@dataclass(frozen=True, kw_only=True)
class PlacementWish:
    """An immersion to agree on: both days included; `renews` is the one that it goes on with."""

    host: str
    siret: str
    town: str
    aim: PlacementAim
    first_day: date
    last_day: date
    tutor: str = ""
    objectives: str = ""
    renews: UUID | None = None


def agree_placement(*, site_id: int, person: UUID, wish: PlacementWish, actor: str) -> UUID:
    """Notes an immersion of somebody who is employed at the site all its days; returns its public id.

    Raises NotFound, Refused at a sensitive site, InvalidInput (fields `host`, `siret`, `town`, `tutor`, `aim`,
    `objectives`, `first_day`, `last_day`) with the article that a refusal rests on.
    """
    if session.get_one(Site, site_id).sensitive:
        raise Refused("Les immersions ne se notent pas ici.")
    siret = _check_words(wish)
    path = find_path(site_id, person)
    employed = [each for each in path if each.starts_on <= wish.last_day and each.ends_on >= wish.first_day]
    days = sum((min(each.ends_on, wish.last_day) - max(each.starts_on, wish.first_day)).days + 1 for each in employed)
    if wish.first_day <= wish.last_day and days <= (wish.last_day - wish.first_day).days:
        raise InvalidInput("last_day", "Le contrat ne couvre pas tous ces jours.")
    # Held, so that two screens never agree on the same days.
    session.get_one(Person, path[0].person_id, with_for_update=True)
    stored = list_agreed(path[0].person_id)
    places = {each.public_id: number for number, each in enumerate(stored)}
    if wish.renews is not None and wish.renews not in places:
        raise InvalidInput("first_day", "L’immersion à renouveler n’existe plus.")
    before = [_immersion(each, {row.id: number for number, row in enumerate(stored)}) for each in stored]
    renews = places[wish.renews] if wish.renews is not None else None
    judge_placement(
        Immersion(siret=siret, aim=wish.aim, first_day=wish.first_day, last_day=wish.last_day, renews=renews),
        before,
        read_placement_limits(wish.first_day),
    )
    placement = Placement(
        site_id=site_id,
        person_id=path[0].person_id,
        renews_id=stored[renews].id if renews is not None else None,
        host=one_line(wish.host),
        siret=siret,
        town=one_line(wish.town),
        tutor=one_line(wish.tutor) or None,
        aim=wish.aim,
        objectives=one_line(wish.objectives) or None,
        first_day=wish.first_day,
        last_day=wish.last_day,
        noted_by=actor,
    )
    session.add(placement)
    session.flush()
    record_event(actor=actor, action="placement.agreed", subject=f"placement:{placement.public_id}")
    return placement.public_id


def call_off_placement(*, site_id: int, placement: UUID, reason: str, actor: str) -> None:
    """Notes that an immersion does not take place, and why; its days count no more.

    Raises NotFound, Refused for one that was called off before, InvalidInput (field `reason`).
    """
    reason = read_reason(reason)
    found = session.scalar(
        select(Placement).where(Placement.site_id == site_id, Placement.public_id == placement).with_for_update()
    )
    if found is None:
        raise NotFound("Cette immersion n’existe pas ici.")
    if found.called_off:
        raise Refused("Cette immersion est déjà annulée.")
    if session.scalar(select(Placement.id).where(Placement.renews_id == found.id, Placement.called_off.is_(None))):
        raise Refused("Cette immersion est renouvelée\u00a0: annulez d’abord son renouvellement.")
    found.called_off = reason
    session.flush()
    record_event(actor=actor, action="placement.called_off", subject=f"placement:{placement}")


def list_agreed(person_id: int) -> list[Placement]:
    """Returns the immersions of somebody that were not called off, the first first. One statement."""
    return list(
        session.scalars(
            select(Placement)
            .where(Placement.person_id == person_id, Placement.called_off.is_(None))
            .order_by(Placement.first_day, Placement.id)
        )
    )


def _immersion(row: Placement, places: dict[int, int]) -> Immersion:
    return Immersion(
        siret=row.siret,
        aim=row.aim,
        first_day=row.first_day,
        last_day=row.last_day,
        renews=places.get(row.renews_id) if row.renews_id else None,
    )


def _check_words(wish: PlacementWish) -> str:
    """Returns the SIRET in fourteen digits."""
    for field, asked in (("host", "Écrivez le nom de l’entreprise."), ("town", "Écrivez la commune.")):
        if not one_line(getattr(wish, field)):
            raise InvalidInput(field, asked)
    for field in ("host", "town", "tutor"):
        if len(one_line(getattr(wish, field))) > WORDS_LENGTH:
            raise InvalidInput(field, f"{WORDS_LENGTH} lettres au plus.")
    if len(one_line(wish.objectives)) > REASON_LENGTH:
        raise InvalidInput("objectives", f"{REASON_LENGTH} lettres au plus.")
    return parse_siret(wish.siret)
