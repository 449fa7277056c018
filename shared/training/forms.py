"""What is asked of an exam: its days, its jury, who is registered, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Self
from uuid import UUID

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from shared.kernel.text import one_line
from shared.training.models import REASON_LENGTH, ExamKind, ExamOutcome, ExamSession, Title, TitleBlock
from shared.training.outcomes import Verdict
from shared.training.services import WORDS_LENGTH, ExamPlan
from shared.web.fields import DayField
from shared.web.forms import RefusableForm
from shared.workshop import Site

NO_SUCH = UUID(int=0)
"""What nothing is called: the service answers to it at its field."""

NOT_LONGER = Length(max=WORDS_LENGTH, message=f"{WORDS_LENGTH} lettres au plus.")

KINDS = {
    ExamKind.WHOLE: "Session titre\u00a0: tout le titre en une fois",
    ExamKind.BLOCKS: "Session CCP\u00a0: certains blocs seulement",
}


class DaysForm(RefusableForm):
    """When and where an exam takes place; `place` and `centre` are left out for a sensitive site."""

    first_day = DayField("Premier jour", validators=[InputRequired("Choisissez le premier jour.")])
    last_day = DayField("Dernier jour", validators=[InputRequired("Choisissez le dernier jour.")])
    place = StringField(
        "Lieu", filters=[one_line], validators=[Length(max=WORDS_LENGTH, message="120 lettres au plus.")]
    )
    centre = StringField(
        "Centre certificateur",
        filters=[one_line],
        validators=[Length(max=WORDS_LENGTH, message="120 lettres au plus.")],
    )

    @classmethod
    def at(cls, site: Site, **more: Any) -> Self:
        """Returns the form for a site: a sensitive one is not asked where people go."""
        form = cls(**more)
        if site.sensitive:
            del form.place
            del form.centre
        return form

    def show(self, exam: ExamSession) -> None:
        """Fills in what was planned."""
        self.first_day.data, self.last_day.data = exam.first_day, exam.last_day
        if "place" in self:
            self.place.data, self.centre.data = exam.place or "", exam.centre or ""

    def to_plan(self, title: UUID, kind: ExamKind = ExamKind.WHOLE, blocks: Collection[UUID] = ()) -> ExamPlan | None:
        """Returns what was typed, None where something is missing."""
        if not self.validate():
            return None
        return ExamPlan(
            title=title,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            kind=kind,
            blocks=blocks,
            place=self.place.data if "place" in self else "",
            centre=self.centre.data if "centre" in self else "",
        )


class PlanForm(DaysForm):
    """A new exam: for which title, and whether for all of it."""

    title = HiddenField()
    kind = RadioField(
        "Ce qui est examiné",
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
        default=ExamKind.WHOLE.value,
        validate_choice=False,
    )
    blocks = SelectMultipleField("Les blocs, pour une session CCP", validate_choice=False)

    def offer(self, blocks: Sequence[TitleBlock]) -> None:
        """Offers the blocks of the title; a title without known blocks is examined as a whole."""
        self.blocks.choices = [(str(block.public_id), f"{block.code} {block.label}") for block in blocks]
        if not blocks:
            self.kind.choices = [SelectChoice(ExamKind.WHOLE.value, KINDS[ExamKind.WHOLE])]

    def wanted(self) -> ExamPlan | None:
        """Returns what was typed, None where something is missing."""
        if self.kind.data not in set(ExamKind):
            self.validate()
            self.kind.errors = ["Choisissez ce qui est examiné."]
            return None
        return self.to_plan(read_id(self.title.data), ExamKind(self.kind.data), read_ids(self.blocks.data))


class PeopleForm(RefusableForm):
    """Who is registered."""

    people = SelectMultipleField("Qui s’inscrit\u202f?", validate_choice=False)


class ResitForm(DaysForm):
    """A session for missing blocks, and who sits it."""

    people = SelectMultipleField("Qui repasse\u202f?", validate_choice=False)


class JurorForm(RefusableForm):
    """Somebody of the jury."""

    name = StringField(
        "Nom du juré",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez le nom de la personne."),
            NOT_LONGER,
        ],
    )
    capacity = StringField(
        "Métier ou qualité",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez son métier ou sa qualité."),
            NOT_LONGER,
        ],
    )


class OutcomeForm(RefusableForm):
    """What came of one candidate's exam; `seen` is what the page said before."""

    person = HiddenField()
    seen = HiddenField()
    outcome = SelectField("Ce qui est vrai", validate_choice=False)
    blocks = SelectMultipleField("Blocs obtenus", validate_choice=False)
    congratulated = BooleanField("Félicitations du jury")
    reason = StringField("Pourquoi le résultat change", filters=[one_line])

    def to_verdict(self) -> Verdict | None:
        """Returns what was chosen, None when that is no outcome; what is too long the service says."""
        if self.outcome.data not in set(ExamOutcome):
            self.outcome.errors = ["Choisissez un résultat de la liste."]
            return None
        return Verdict(
            outcome=ExamOutcome(self.outcome.data),
            blocks=read_ids(self.blocks.data),
            congratulated=self.congratulated.data,
            reason=self.reason.data or "",
            seen=ExamOutcome(self.seen.data) if self.seen.data in set(ExamOutcome) else None,
        )

    @property
    def longest_reason(self) -> int:
        """How long a reason may be."""
        return REASON_LENGTH


class ReasonForm(RefusableForm):
    """Why something that was closed or agreed on is undone."""

    reason = StringField("Pourquoi", filters=[one_line], validators=[InputRequired("Dites pourquoi.")])


def asked_title(titles: Sequence[Title], prepared: Sequence[str]) -> Title | None:
    """Returns the title that the address names, or the only one that is prepared here."""
    asked = read_id(request.args.get("titre") or request.form.get("title"))
    named = [title for title in titles if title.public_id == asked]
    own = [title for title in titles if title.rncp in prepared]
    if named:
        return named[0]
    return own[0] if len(own) == 1 and "titre" not in request.args else None


def read_id(text: Any) -> UUID:
    """Returns the public id that a form carries; one that nothing has for anything else."""
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return NO_SUCH


def read_ids(texts: Collection[str] | None) -> list[UUID]:
    """Returns the public ids that a list of checkboxes carries."""
    return [read_id(text) for text in texts or ()]
