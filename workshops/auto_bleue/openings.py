"""When the garage can take a vehicle in: its planning, its closures, who is there, and what is booked already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from uuid import UUID

from sqlalchemy import select

from shared.db import session
from shared.orders.closures.queries import list_closed_days
from shared.orders.models import CatalogueItem, Order, OrderStatus
from shared.payroll.ledger import presence_of
from shared.payroll.store import read_sheets
from shared.people.queries import list_contracts
from shared.workshop import find_site
from workshops.auto_bleue.catalogue import SITE
from workshops.auto_bleue.models import Appointment, Planning, ServiceNeed
from workshops.auto_bleue.queries import clock_words
from workshops.auto_bleue.slots import STEP, Bay, Busy, free_starts, minutes_needed

LONGEST_SEARCH = 120
"""Days ahead in which open ones are looked for: a garage that is closed for longer offers fewer."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a service needs: a kind of bay, and minutes of it."""

    bay: Bay
    minutes: int


def hold_slots() -> None:
    """Makes whoever else takes or moves a slot wait until the unit ends."""
    session.scalars(select(Planning.id).order_by(Planning.id).limit(1).with_for_update()).one()


def find_service_need(item_id: int) -> ServiceNeed:
    """Returns what a service needs. One statement."""
    return session.get(ServiceNeed, item_id) or unsaid_need(item_id)


def unsaid_need(item_id: int) -> ServiceNeed:
    """Returns the need of a service that nobody has said anything of: a mechanic's bay."""
    return ServiceNeed(item_id=item_id, bay=Bay.MECHANICS, fits_parts=False)


def list_service_needs() -> dict[int, ServiceNeed]:
    """Returns what services need of which somebody has said so, by the item's key. One statement."""
    return {need.item_id: need for need in session.scalars(select(ServiceNeed))}


def find_planning(day: date) -> Planning:
    """Returns the planning in force on a day; the first one for days before it. One statement."""
    dated = select(Planning).where(Planning.valid_from <= day).order_by(Planning.valid_from.desc()).limit(1)
    found = session.scalar(dated) or session.scalar(select(Planning).order_by(Planning.valid_from).limit(1))
    if found is None:
        message = "the garage has no planning"
        raise LookupError(message)
    return found


def need_of(item: CatalogueItem, options: Iterable[CatalogueItem], planning: Planning) -> Need:
    """Returns what a service of the catalogue needs with its options, whose standard times add up."""
    standard = item.standard_minutes + sum(option.standard_minutes for option in options)
    return Need(bay=find_service_need(item.id).bay, minutes=minutes_needed(standard, planning.learner_percent))


def list_open_days(today: date, planning: Planning | None = None) -> tuple[date, ...]:
    """Returns the next days on which a vehicle can be brought in, the first one tomorrow at the earliest."""
    planning = planning or find_planning(today)
    horizon = today + timedelta(days=LONGEST_SEARCH)
    closed = list_closed_days(SITE, today, horizon)
    open_days = (day for day in working_days_after(today, planning.weekdays) if day not in closed)
    within = (day for day in islice(open_days, planning.days_offered) if day <= horizon)
    return tuple(within)


def list_free_slots(
    item: CatalogueItem, today: date, options: Iterable[CatalogueItem] = ()
) -> dict[date, tuple[int, ...]]:
    """Returns by open day the moments at which a vehicle can be brought in for a service. Seven statements."""
    planning = find_planning(today)
    return list_free_slots_for(need_of(item, options, planning), planning, today)


def list_free_slots_for(
    need: Need, planning: Planning, today: date, *, but: int | None = None, only: date | None = None
) -> dict[date, tuple[int, ...]]:
    """Returns the same for a need, on every open day or on the one that is asked for. Five statements.

    `but` is an order whose own appointment does not count.
    """
    days = [day for day in list_open_days(today, planning) if only in {None, day}]
    if not days:
        return {}
    busy = _busy(days, but)
    people = _people(days) if planning.counts_people else {}
    return {
        day: free_starts(
            planning.hours,
            bay=need.bay,
            bays=planning.bays(need.bay),
            minutes=need.minutes,
            busy=busy[day],
            people=people.get(day, {}) if planning.counts_people else None,
        )
        for day in days
    }


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A vehicle that is expected, as the garage's page shows it."""

    order: UUID
    starts_at: int
    ends_at: int
    bay: Bay
    plate: str
    vehicle: str
    status: OrderStatus

    @property
    def hours(self) -> str:
        """From when to when."""
        return f"{clock_words(self.starts_at)} – {clock_words(self.ends_at)}"


def list_expected(first: date, last: date) -> dict[date, list[Expected]]:
    """Returns the vehicles expected from `first` to `last`, both included, by day and hour. One statement."""
    columns = (
        *(Appointment.day, Order.public_id, Appointment.starts_at, Appointment.ends_at),
        *(Appointment.bay, Appointment.plate, Appointment.vehicle, Order.status),
    )
    rows = select(*columns).join(Order, Order.id == Appointment.order_id)
    coming = rows.where(Appointment.day.between(first, last), Order.status != OrderStatus.CANCELLED)
    days: dict[date, list[Expected]] = {}
    for row in session.execute(coming.order_by(Appointment.day, Appointment.starts_at, Appointment.id)):
        days.setdefault(row.day, []).append(
            Expected(
                order=row.public_id,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                bay=row.bay,
                plate=row.plate,
                vehicle=row.vehicle,
                status=row.status,
            )
        )
    return days


def list_plannings_to_come(today: date) -> Sequence[Planning]:
    """Returns the changes of the planning that are decided already, the next first."""
    return session.scalars(select(Planning).where(Planning.valid_from > today).order_by(Planning.valid_from)).all()


def _busy(days: Sequence[date], but: int | None) -> Mapping[date, list[Busy]]:
    """Returns what occupies the garage: every appointment whose order has not been called off, `but` left out."""
    taken: dict[date, list[Busy]] = defaultdict(list)
    columns = (Appointment.day, Appointment.bay, Appointment.starts_at, Appointment.ends_at)
    rows = select(*columns).join(Order, Order.id == Appointment.order_id)
    standing = rows.where(Appointment.day.in_(days), Order.status != OrderStatus.CANCELLED, Order.id != (but or 0))
    for day, bay, starts_at, ends_at in session.execute(standing):
        taken[day].append(Busy(bay=bay, starts_at=starts_at, ends_at=ends_at))
    return taken


def _people(days: Sequence[date]) -> Mapping[date, Mapping[int, int]]:
    """Returns by day and half-hour how many are planned to be there, less those who are known to be away."""
    site_id = find_site(SITE).id
    team, sheets = list_contracts(site_id, days[0], days[-1]), read_sheets(site_id, days[0], days[-1])
    there: dict[date, Counter[int]] = defaultdict(Counter)
    for day in days:
        lines = sheets[day].lines if day in sheets else {}
        for member in team:
            entries = lines[member.contract_id].entries if member.contract_id in lines else {}
            for slot in member.slots_of(day):
                if slot.half in entries and not presence_of(entries[slot.half]):
                    continue
                # Whole half-hours: who comes at a quarter past is there from half past on.
                there[day].update(range(-(-slot.starts_at // STEP) * STEP, slot.ends_at - STEP + 1, STEP))
    return there


def working_days_after(today: date, weekdays: str) -> Iterator[date]:
    """Yields the days of the week on which the garage is open and that are no public holidays."""
    for offset in count(1):
        day = today + timedelta(days=offset)
        if str(day.weekday()) in weekdays and day not in _public_holidays(day.year):
            yield day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Loaded on first use: the calendars of the whole world take a moment.
    from holidays import country_holidays

    return frozenset(country_holidays("FR", years=year))
