"""The team of a site: who works here, as a page and as a file."""

from __future__ import annotations

from flask import render_template, request

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.audit.services import record_event
from shared.db import atomic
from shared.files.tables import Column, Kind, Table
from shared.kernel import clock
from shared.people.models import NO_TERM
from shared.people.team import Colleague, Presence, list_colleagues, matching, ordered
from shared.people.views.blueprint import View, may_here, people, site_of_the_page
from shared.web.downloads import format_asked_for, send_table

SORTS = (("name", "Prénom"), ("end", "Fin de contrat"), ("matricule", "Matricule"))
COLUMNS = (
    Column("matricule", "Matricule"),
    Column("name", "Nom"),
    Column("job", "Poste"),
    Column("starts_on", "Début", Kind.DATE),
    Column("ends_on", "Fin", Kind.DATE),
    Column("weekly_minutes", "Minutes par semaine", Kind.MINUTES),
    Column("times", "Horaires"),
    Column("site", "Site"),
)


@people.get("")
@requires(Permission.VIEW_TEAM)
def team() -> View:
    """Shows who works here, until when, and what is to be seen to."""
    colleagues, found, others = _asked_for(full_names=may_here(Permission.GIVE_MATRICULE))
    return render_template(
        "people/team.html",
        colleagues=found,
        others=others,
        counts={presence: sum(each.presence is presence for each in colleagues) for presence in Presence},
        presence=request.args.get("qui", Presence.HERE.value),
        words=request.args.get("q", ""),
        sort=request.args.get("tri", "name"),
        sorts=SORTS,
        may_manage=may_here(Permission.MANAGE_CONTRACTS),
    )


@people.post("/fichier")
@requires(Permission.MANAGE_CONTRACTS)
def team_file() -> View:
    """Gives the people that the page shows as a file, and records who took it."""
    form, site = format_asked_for(), site_of_the_page()
    _, found, _ = _asked_for(full_names=True)
    rows = [
        (
            each.matricule,
            each.name,
            each.job,
            each.starts_on,
            each.ends_on if each.ends_on < NO_TERM else None,
            each.weekly_minutes,
            each.times,
            label,
        )
        for label in (site.neutral_label,)
        for each in found
    ]
    table = Table("Équipe", COLUMNS, rows)
    with atomic():
        record_event(
            actor=actor(),
            action="team.exported",
            subject=f"site:{site.public_id}",
            detail={"format": form, "rows": len(rows)},
        )
    return send_table(table, form, f"equipe-{site.neutral_slug}-{clock.today()}")


def _asked_for(*, full_names: bool) -> tuple[list[Colleague], list[Colleague], int]:
    """Returns the team, those of it that the address asks for, and how many others bear the words it seeks.

    Who seeks a name finds whoever ever worked here.
    """
    words, asked = request.args.get("q", "").strip(), request.args.get("qui", Presence.HERE.value)
    colleagues = list_colleagues(site_of_the_page().id, full_names=full_names, everybody=bool(words))
    presence = Presence(asked) if asked in set(Presence) else None
    found = matching(colleagues, presence=presence, words=words)
    others = len(matching(colleagues, presence=None, words=words)) - len(found) if words else 0
    return colleagues, ordered(found, request.args.get("tri", "name")), others
