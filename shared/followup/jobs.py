"""What the direction is told of deadlines that nobody sees to, once for each; a mail counts them and names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from shared.accounts.permissions import Role
from shared.accounts.queries import list_holders
from shared.db import atomic, session
from shared.followup.deadlines.finding import Deadline, list_deadlines, patience_days
from shared.followup.models import DeadlineNotice
from shared.jobs.daily import daily
from shared.kernel import clock
from shared.notifications.services import write_mail
from shared.workshop import places_by_site

MORNING = 8


@daily("followup.tell_forgotten", "Signaler les échéances sans personne", hour=MORNING)
def tell_forgotten(*, day: str) -> None:
    """Writes to the direction of the sites where a deadline has waited too long, and was not told of yet."""
    with atomic():
        places = places_by_site()
        ordinary = [site_id for site_id, place in places.items() if not place.site.sensitive]
        waiting = [each for each in list_deadlines(places, ordinary) if each.is_forgotten]
        known = _read_told(waiting)
        news = [each for each in waiting if _key(each) not in known]
        told: set[tuple[str, str, date]] = set()
        for user in list_holders({Role.DIRECTION}) if news else ():
            own = [each for each in news if user.holds_at({Role.DIRECTION}, each.site_id)]
            if own:
                _write(user.email, own, f"deadlines_forgotten:{day}:{user.public_id}")
                told |= {_key(each) for each in own}
        now = clock.now()
        session.add_all(
            DeadlineNotice(kind=each.kind, subject=each.subject, since=each.alone_since, told_at=now)
            for each in news
            if _key(each) in told
        )


def _write(recipient: str, own: Sequence[Deadline], unique_key: str) -> None:
    days, count = patience_days(), len(own)
    words = "échéance attend" if count == 1 else "échéances attendent"
    write_mail(
        recipient=recipient,
        subject=f"{count} {words} depuis {days} jours ou plus",
        template="deadlines_forgotten",
        kind="deadlines_forgotten",
        unique_key=unique_key,
        count=count,
        days=days,
    )


def _read_told(waiting: Sequence[Deadline]) -> set[tuple[str, str, date]]:
    """Returns which of these waits were told of. One statement."""
    rows = session.execute(
        select(DeadlineNotice.kind, DeadlineNotice.subject, DeadlineNotice.since).where(
            DeadlineNotice.subject.in_([each.subject for each in waiting])
        )
    )
    return {(kind.value, str(subject), since) for kind, subject, since in rows}


def _key(each: Deadline) -> tuple[str, str, date]:
    return each.kind.value, str(each.subject), each.alone_since or date.max
