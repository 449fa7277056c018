"""What is asked when somebody has left."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import SelectField

from shared.followup.models import ExitReason

Groups = dict[str, list[tuple[str, str]]]


class ExitForm(FlaskForm):
    """The reason of an exit, from the list of the ASP."""

    reason = SelectField("Motif de la sortie", validate_choice=False)

    @classmethod
    def choosing_from(cls, reasons: Sequence[ExitReason], person: UUID, *, sent: bool) -> ExitForm:
        """Returns somebody's form with these reasons, grouped by what they count as; filled in where it was `sent`."""
        form = cls() if sent else cls(formdata=None)
        # Several of these stand on one page.
        form.reason.id = f"reason-{person}"
        groups: Groups = {"": [("", "Choisissez un motif")]}
        for reason in reasons:
            label = f"{reason.label} (confidentiel)" if reason.confidential else reason.label
            groups.setdefault(reason.category.label, []).append((str(reason.code), label))
        form.reason.choices = groups
        return form

    def code(self) -> int:
        """Returns the code that was chosen; 0, which no reason has, for anything else."""
        chosen = self.reason.data or ""
        return int(chosen) if chosen.isdecimal() and len(chosen) <= len("9999") else 0
