"""Invented follow-up of the present: days to watch of a few people, and an adviser who sees to most of what is due."""

from __future__ import annotations

import random
from datetime import date, timedelta

from shared.accounts.demonstration import ACCOUNTS
from shared.accounts.permissions import Role
from shared.accounts.queries import find_user_by_email
from shared.followup.deadlines.days import DaysToWatch, note_days
from shared.followup.deadlines.finding import list_deadlines
from shared.followup.deadlines.services import take_deadline
from shared.kernel import clock
from shared.people.queries import list_team
from shared.workshop import DemoSpan, find_site, places_by_site, registry

AT_WORK = 9

_ONE_IN = 5
"""One person in so many has days to watch; one deadline in so many waits for somebody."""


def follow_the_present(span: DemoSpan, actor: str) -> None:
    """Notes days of people who are here today, and takes most of what is due, on the first load; inside a unit."""
    if not span.begins:
        return
    with clock.at(clock.at_paris(span.today, AT_WORK)):
        for place in registry().places:
            if place.demonstrate:
                _note_days(find_site(place.slug).id, span.today, actor)
        _take_most(actor)


def _note_days(site_id: int, today: date, actor: str) -> None:
    for number, member in enumerate(list_team(site_id, today)):
        if number % _ONE_IN == 0:
            chance = random.Random(f"{site_id} days {number}")
            visit = today + timedelta(days=chance.randint(5, 90))
            permit = today + timedelta(days=chance.randint(20, 300)) if number else None
            days = DaysToWatch(permit, visit)
            note_days(site_id=site_id, person=member.person, days=days, actor=actor)


def _take_most(actor: str) -> None:
    adviser = find_user_by_email(next(each.email for each in ACCOUNTS if each.role is Role.CIP))
    places = places_by_site()
    ordinary = [site_id for site_id, place in places.items() if not place.site.sensitive]
    due = [each for each in list_deadlines(places, ordinary, places) if each.is_due]
    for number, each in enumerate(due):
        if adviser and number % _ONE_IN:
            take_deadline(kind=each.kind, subject=each.subject, owner_id=adviser.id, actor=actor)
