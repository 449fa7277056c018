"""Where somebody says themselves what they know how to do: one tap for each skill of their workshop."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from shared.accounts.access import actor
from shared.accounts.permissions import Permission, requires
from shared.db import atomic
from shared.kernel import clock
from shared.kernel.errors import InvalidInput, NotFound
from shared.training.models import SkillLevel
from shared.training.skills.forms import LevelForm
from shared.training.skills.queries import OwnPlace, find_own_place, read_own
from shared.training.skills.services import observe_skill
from shared.web.navigation import NavEntry
from shared.workshop import Skill, registry

own_skills = Blueprint("own_skills", __name__, url_prefix="/mes-competences", template_folder="../templates")

NAVIGATION = (NavEntry("Mes compétences", "own_skills.overview", "award", Permission.SAY_OWN_SKILLS),)

View = str | Response | tuple[str, int]


@own_skills.get("")
@requires(Permission.SAY_OWN_SKILLS)
def overview() -> str:
    """Shows the skills of one's workshop, what one has said of each, and then what was seen."""
    return _page(find_own_place(current_user.id))


@own_skills.post("/<code>")
@requires(Permission.SAY_OWN_SKILLS)
def say(code: str) -> View:
    """Notes what somebody says of a skill today, and comes back to it."""
    place, form = find_own_place(current_user.id), LevelForm()
    if place is None or code not in {skill.code for skill in _skills_at(place)}:
        raise NotFound("Cette compétence n’est pas de votre atelier.")
    try:
        with atomic():
            observe_skill(
                site_id=place.site_id,
                person=place.person,
                skill=code,
                level=form.to_level(),
                observed_on=clock.today(),
                own=True,
                actor=actor(),
            )
    except InvalidInput:
        return _page(place, refused=code), 422
    return redirect(url_for(".overview", _anchor=code), 303)


def _page(place: OwnPlace | None, *, refused: str = "") -> str:
    cells = read_own(place, _skills_at(place)) if place else []
    return render_template(
        "training/own_skills.html",
        place=place,
        cells=cells,
        said=sum(cell.own is not None for cell in cells),
        levels=list(SkillLevel),
        refused=refused,
    )


def _skills_at(place: OwnPlace) -> tuple[Skill, ...]:
    return next((each.skills for each in registry().places if each.slug == place.site_slug), ())
