"""What the pages of a PASS IAE send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.people.passes.arithmetic import ProlongationTerms, show_number
from shared.people.passes.holding import WHY_LENGTH
from shared.people.passes.queries import PassCard, SuspensionRow
from shared.people.passes.words import Denial, ProlongationReason, SuspensionReason
from shared.web.fields import DayField, WholeField
from shared.web.forms import RefusableForm, RuleForm

MOST_DAYS = 3650
"""More than that is a typing mistake."""


class _Labelled(Protocol):
    """A member of an enumeration with its French label."""

    @property
    def value(self) -> str: ...

    @property
    def label(self) -> str: ...


def _choices(members: Iterable[_Labelled]) -> list[SelectChoice]:
    return [SelectChoice("", "Choisissez"), *(SelectChoice(each.value, each.label) for each in members)]


def _chosen(label: str, members: Iterable[_Labelled], missing: str) -> SelectField:
    known = {each.value for each in members}
    return SelectField(
        label,
        choices=_choices(members),
        validators=[DataRequired(missing)],
        # The sentence above says it in French, for a choice that does not exist too.
        validate_choice=False,
        filters=[lambda value: value if value in known else ""],
    )


def _day(label: str, missing: str) -> DayField:
    return DayField(label, validators=[InputRequired(missing)])


class PassForm(RefusableForm):
    """The number of a PASS and its first day."""

    number = StringField("Numéro du PASS IAE", filters=[one_line], validators=[InputRequired("Écrivez le numéro.")])
    starts_on = _day("Premier jour", "Choisissez le premier jour du PASS.")

    def show(self, card: PassCard) -> None:
        """Fills in what is known."""
        self.number.data, self.starts_on.data = show_number(card.number), card.dates.starts_on


class SuspensionForm(RefusableForm):
    """Days on which a PASS stands still, and why."""

    first = _day("Suspendu à partir du", "Choisissez le premier jour.")
    last = _day("Jusqu’au", "Choisissez le dernier jour.")
    reason = _chosen("Motif de la suspension", SuspensionReason, "Choisissez un motif.")

    def show(self, row: SuspensionRow) -> None:
        """Fills in what is stored."""
        self.first.data, self.last.data, self.reason.data = row.days.first, row.days.last, row.reason.value


class EndSuspensionForm(RefusableForm):
    """An earlier last day of a suspension."""

    last = _day("Dernier jour suspendu", "Choisissez le dernier jour.")


class AskForm(RefusableForm):
    """A prolongation that is asked for."""

    until = _day("Nouveau dernier jour du PASS", "Choisissez le nouveau dernier jour.")
    reason = _chosen("Motif de la prolongation", ProlongationReason, "Choisissez un motif.")
    prescriber = StringField(
        "Prescripteur qui donne son avis",
        filters=[one_line],
        validators=[Optional(), Length(max=200, message="200 caractères au plus.")],
    )
    report_ready = BooleanField("Le bilan est prêt")


class GrantForm(RefusableForm):
    """The day of a yes."""

    decided_on = _day("Accordée le", "Choisissez le jour de la réponse.")


class DenyForm(RefusableForm):
    """The day of a no, and why."""

    decided_on = _day("Refusée le", "Choisissez le jour de la réponse.")
    denial = _chosen("Pourquoi\u202f?", Denial, "Choisissez la raison du refus.")


class WhyForm(RefusableForm):
    """Why something is taken back."""

    why = StringField(
        "Pourquoi\u202f?",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez pourquoi."),
            Length(max=WHY_LENGTH, message=f"{WHY_LENGTH} caractères au plus."),
        ],
    )


class SimulationForm(FlaskForm):
    """Days on which somebody wonders about suspending; it is asked by GET and writes nothing."""

    class Meta:
        """Asking changes nothing: no token."""

        csrf = False

    du = DayField("Simuler du", validators=[InputRequired("Choisissez le premier jour.")])
    au = DayField("Simuler au", validators=[InputRequired("Choisissez le dernier jour.")])

    def refuse(self, refusal: InvalidInput) -> None:
        """Puts the sentence of a rule at its field."""
        field = {"first": self.du, "last": self.au}[refusal.field]
        field.errors = [*field.errors, refusal.sentence]


class ImportForm(RefusableForm):
    """A workbook to look at before anything is written."""

    file = FileField("Fichier Excel (.xlsx)")


class ConfirmForm(FlaskForm):
    """What was read from the workbook, to be written as the preview shows it."""

    rows = HiddenField()


class PassLimitForm(RuleForm):
    """The amount of a limit, in its unit."""

    amount = WholeField("Limite", least=1, most=MOST_DAYS)


class ProlongationRuleForm(RuleForm):
    """What a reason of prolongation allows and asks for."""

    each_days = WholeField("À chaque fois, au plus", least=1, most=MOST_DAYS)
    total_days = WholeField("En tout, au plus", least=1, most=MOST_DAYS, needed=False)
    needs_opinion = BooleanField("L’avis d’un prescripteur")
    needs_report = BooleanField("Un bilan")


def reason_choices(terms: Mapping[ProlongationReason, ProlongationTerms]) -> list[SelectChoice]:
    """Returns the reasons in force, for the list of a form."""
    return _choices(reason for reason in ProlongationReason if reason in terms)


def numbered(form: Any, suffix: object) -> Any:
    """Gives the fields of one of several forms of a page ids of their own, so that a label finds its field."""
    for field in form:
        field.id = f"{field.name}-{suffix}"
        field.label.field_id = field.id
    return form
