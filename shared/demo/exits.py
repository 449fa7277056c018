"""How invented people leave: the job and its proof for most of those who go to one, and the calls since."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache, partial
from io import BytesIO
from uuid import UUID

from shared.demo.agenda import Agenda
from shared.demo.passes import Holder
from shared.followup.contacts.queries import read_contact_rules, rule_for
from shared.followup.contacts.services import note_contact
from shared.followup.models import EmployerKind, ExitCategory, JobContract, Situation
from shared.followup.services import NO_JOB, Job, Proof, find_reason, record_exit
from shared.kernel import clock
from shared.kernel.weeks import months_later

JOBS = {
    1: Job(employer_kind=EmployerKind.ASSOCIATION, contract=JobContract.OPEN_ENDED),
    2: Job(employer_kind=EmployerKind.INSERTION, contract=JobContract.FIXED_TERM, months=6),
    3: Job(employer_kind=EmployerKind.COMPANY, employer="Les Ateliers du Tilleul", contract=JobContract.OPEN_ENDED),
    9: Job(
        employer_kind=EmployerKind.COMPANY, employer="Maison Cornouiller", contract=JobContract.FIXED_TERM, months=8
    ),
    10: Job(employer_kind=EmployerKind.TEMPING, contract=JobContract.TEMPORARY, months=3),
    11: Job(employer_kind=EmployerKind.PUBLIC, employer="Commune de l’Exemple", contract=JobContract.OTHER),
}
"""What is known of the job behind a reason; the others are none."""

TRAINING = 5
_CALLED_AFTER = 8
"""Days after its date on which an invented call is made, at the earliest."""


def leave_for_good(holder: Holder, agenda: Agenda) -> None:
    """Notes in the agenda the exit that the plan gives somebody, on the last day, and what follows it."""
    if holder.stay.reason is not None:
        agenda.note(clock.at_paris(holder.stay.ends, 17), partial(_leave, holder, holder.stay.reason, agenda))


def _leave(holder: Holder, reason: int, agenda: Agenda) -> None:
    job, left_on = JOBS.get(reason, NO_JOB), holder.stay.ends
    proved = (job or reason == TRAINING) and holder.number % 3
    title = "Attestation d’entrée" if reason == TRAINING else "Contrat de travail"
    departure = record_exit(
        site_id=holder.site.id,
        person=holder.person,
        reason=reason,
        job=job,
        proof=Proof(_page(), title) if proved else None,
        actor=holder.actor,
    )
    found = find_reason(reason, left_on)
    rule = rule_for(read_contact_rules(), sensitive=holder.site.sensitive, left_on=left_on)
    if rule is None or found.category is ExitCategory.WITHDRAWN:
        return
    for months in rule.months:
        late = timedelta(days=_CALLED_AFTER + (holder.number + months) % 17)
        call = partial(_call, holder, departure, months, reason)
        # A few last calls are still to be made.
        if months != rule.months[-1] or holder.number % 31:
            agenda.note(clock.at_paris(months_later(left_on, months) + late, 14), call)


def _call(holder: Holder, departure: UUID, months: int, reason: int) -> None:
    answers = (holder.number + months) % 5 > 0
    note_contact(
        site_id=holder.site.id,
        departure=departure,
        months=months,
        contacted_on=clock.today(),
        reached=answers,
        situation=_situation(reason, holder.number + months) if answers else Situation.UNKNOWN,
        actor=holder.actor,
    )


def _situation(reason: int, turn: int) -> Situation:
    """Returns where somebody is: mostly where they went, now and then elsewhere."""
    if turn % 4 == 0:
        return Situation.SEARCHING
    if reason == TRAINING:
        return Situation.TRAINING
    return Situation.JOB if reason in JOBS or turn % 4 == 1 else Situation.SEARCHING


@lru_cache(maxsize=1)
def _page() -> bytes:
    """Returns a PDF of one empty page: an invented proof says nothing."""
    # Loaded on first use: most processes never invent anything.
    import pikepdf

    file, pdf = BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(file)
    return file.getvalue()
