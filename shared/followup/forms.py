"""What is asked when somebody has left, and when they are called some months later."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Self, TypeVar

from flask_wtf.file import FileField
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from shared.followup.models import (
    EMPLOYER_LENGTH,
    MOST_MONTHS,
    EmployerKind,
    ExitJob,
    ExitReason,
    JobContract,
    Situation,
)
from shared.followup.services import Job, Proof
from shared.kernel import clock
from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.people.documents.forms import FileForm
from shared.people.models import TITLE_LENGTH
from shared.web.fields import DayField
from shared.web.forms import RefusableForm

Groups = dict[str, list[tuple[str, str]]]
Choice = TypeVar("Choice", bound=StrEnum)

UNKNOWN = ("", "Je ne sais pas")


class JobForm(RefusableForm):
    """The job that somebody has left for, as far as it is known."""

    employer_kind = SelectField("Sorte d’employeur", validate_choice=False)
    employer = StringField(
        "Nom de l’employeur",
        filters=[one_line],
        validators=[Length(max=EMPLOYER_LENGTH, message=f"{EMPLOYER_LENGTH} caractères au plus.")],
    )
    contract = SelectField("Contrat", validate_choice=False)
    months = StringField("Durée prévue, en mois", filters=[one_line])

    def offer_jobs(self) -> None:
        """Offers the kinds of employers and contracts; nothing of it is asked for."""
        self.employer_kind.choices = [UNKNOWN, *((each.value, each.label) for each in EmployerKind)]
        self.contract.choices = [UNKNOWN, *((each.value, each.label) for each in JobContract)]
        for field in (self.employer_kind, self.employer, self.contract, self.months):
            field.flags.optional = True

    def show(self, job: ExitJob) -> None:
        """Fills in what is known."""
        self.employer_kind.data = job.employer_kind.value if job.employer_kind else ""
        self.contract.data = job.contract.value if job.contract else ""
        self.employer.data, self.months.data = job.employer, str(job.months or "")

    def to_job(self) -> Job:
        """Returns what was said of the job; raises InvalidInput."""
        months = self.months.data or ""
        if months and not (months.isascii() and months.isdecimal() and 1 <= int(months[:4]) <= MOST_MONTHS):
            raise InvalidInput("months", f"Écrivez un nombre de mois, de 1 à {MOST_MONTHS}.")
        return Job(
            employer_kind=_chosen(EmployerKind, self.employer_kind),
            employer=self.employer.data or "",
            contract=_chosen(JobContract, self.contract),
            months=int(months) if months else None,
        )


class ProofForm(FileForm):
    """A file that proves an exit."""

    file = FileField("Preuve (PDF, JPEG ou PNG)")
    title = StringField(
        "Titre de la preuve",
        filters=[one_line],
        validators=[Length(max=TITLE_LENGTH, message=f"{TITLE_LENGTH} caractères au plus.")],
    )

    def to_proof(self) -> Proof:
        """Returns the file with its title."""
        return Proof(self.content(), self.title.data or "")


class ExitForm(JobForm, ProofForm):
    """The reason of an exit, from the list of the ASP, what is known of the job, and what proves it."""

    reason = SelectField("Motif de la sortie", validate_choice=False)

    @classmethod
    def choosing_from(cls, reasons: Sequence[ExitReason], *, sent: bool) -> Self:
        """Returns a form with these reasons, grouped by what they count as; filled in where it was `sent`."""
        form = cls() if sent else cls(formdata=None)
        groups: Groups = {"": [("", "Choisissez un motif")]}
        for reason in reasons:
            label = f"{reason.label} (confidentiel)" if reason.confidential else reason.label
            groups.setdefault(reason.category.label, []).append((str(reason.code), label))
        form.reason.choices = groups
        form.offer_jobs()
        form.file.flags.optional = form.title.flags.optional = True
        return form

    def code(self) -> int:
        """Returns the code that was chosen; 0, which no reason has, for anything else."""
        chosen = self.reason.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) <= len("9999") else 0

    def to_proof_if_any(self) -> Proof | None:
        """Returns the file, None where none was sent."""
        return self.to_proof() if self.file.data else None


class ContactForm(RefusableForm):
    """A call to somebody who has left: when, whether they answered, and where they are now."""

    contacted_on = DayField("Contact le", validators=[InputRequired("Choisissez le jour du contact.")])
    reached = RadioField(
        "La personne a répondu\u202f?",
        choices=[SelectChoice("yes", "Oui"), SelectChoice("no", "Non")],
        validators=[InputRequired("Dites si la personne a répondu.")],
        validate_choice=False,
        filters=[lambda choice: choice if choice in {"yes", "no"} else None],
    )
    situation = SelectField("Où en est-elle\u202f?", validate_choice=False)

    @classmethod
    def for_month(cls, months: int, *, sent: bool) -> Self:
        """Returns the form of one contact; several stand on a page, and a label must find its own field."""
        form = cls() if sent else cls(formdata=None)
        if not sent:
            form.contacted_on.data = clock.today()
        form.situation.choices = [
            (Situation.UNKNOWN.value, Situation.UNKNOWN.label),
            *((each.value, each.label) for each in Situation if each is not Situation.UNKNOWN),
        ]
        for field in (form.contacted_on, form.reached, form.situation):
            field.id = f"{field.name}-{months}"
        return form

    def to_situation(self) -> Situation:
        """Returns where the person is; raises InvalidInput."""
        return _chosen(Situation, self.situation) or Situation.UNKNOWN


def _chosen(kind: type[Choice], field: SelectField) -> Choice | None:
    """Returns what was chosen, None where nothing was; raises InvalidInput."""
    if not field.data:
        return None
    try:
        return kind(field.data)
    except ValueError:
        raise InvalidInput(field.name, "Choisissez dans la liste.") from None
