"""A new row of a rule of exits: what counts from a day on, and by which text."""

from __future__ import annotations

import re

from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, InputRequired

from shared.followup.models import ContactRule, ExitCategory, ExitReason, ExitRule
from shared.followup.rules.services import Counting, Since
from shared.kernel.errors import InvalidInput
from shared.kernel.minutes import HOUR
from shared.kernel.text import one_line
from shared.web.fields import WholeField
from shared.web.forms import RuleForm

MOST_DAYS, MOST_HOURS, LONGEST_JOB = 730, 1000, 60
_CATEGORIES = {each.value for each in ExitCategory}


class ExitRuleForm(RuleForm):
    """A new row of any rule of exits."""

    def to_since(self) -> Since:
        """Returns from when it counts, by which text."""
        return Since(valid_from=self.valid_from.data, source=self.source.data, confirmed=self.confirmed.data)


class ReasonForm(ExitRuleForm):
    """What a reason counts as."""

    category = RadioField(
        "Compte comme",
        choices=[SelectChoice(each.value, each.label) for each in ExitCategory],
        validators=[DataRequired("Choisissez ce que ce motif compte.")],
        # The sentence above says it in French, for a choice that does not exist too.
        validate_choice=False,
        filters=[lambda choice: choice if choice in _CATEGORIES else None],
    )
    in_denominator = BooleanField("Compte dans le dénominateur")
    job_or_training = BooleanField("Emploi ou formation, pour notre rapport d’activité")

    def show(self, row: ExitReason) -> None:
        """Fills in what counts now."""
        self.category.data, self.in_denominator.data = row.category.value, row.in_denominator
        self.job_or_training.data = row.job_or_training


class CountingForm(ExitRuleForm):
    """Which exits count."""

    least_days = WholeField("Séjour, en jours au moins", least=0, most=MOST_DAYS)
    least_hours = WholeField("Travail, en heures au moins", least=0, most=MOST_HOURS)
    durable_months = WholeField("Un CDD est durable à partir de, en mois", least=1, most=LONGEST_JOB)

    def show(self, row: ExitRule) -> None:
        """Fills in what counts now."""
        self.least_days.data, self.durable_months.data = row.least_days, row.durable_months
        self.least_hours.data = row.least_minutes // HOUR

    def to_counting(self) -> Counting:
        """Returns what was typed."""
        return Counting(
            least_days=self.least_days.data,
            least_minutes=self.least_hours.data * HOUR,
            durable_months=self.durable_months.data,
        )


class ContactsForm(ExitRuleForm):
    """When those who left are called."""

    months = StringField(
        "Mois après la sortie", filters=[one_line], validators=[InputRequired("Écrivez des mois, comme 3, 6, 12.")]
    )

    def show(self, row: ContactRule) -> None:
        """Fills in what counts now."""
        self.months.data = ", ".join(map(str, row.months))

    def to_months(self) -> list[int]:
        """Returns the months that were typed; raises InvalidInput."""
        parts = [each for each in re.split(r"[\s,;]+|\bet\b", self.months.data or "") if each]
        if not all(re.fullmatch(r"[0-9]{1,3}", each) for each in parts):
            raise InvalidInput("months", "Écrivez des mois, comme 3, 6, 12.")
        return [int(each) for each in parts]
