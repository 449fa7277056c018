"""The question that the revenue screen asks."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from shared.invoicing.revenue import RevenueQuestion
from shared.kernel.errors import InvalidInput
from shared.reporting.revenue import Format
from shared.web.fields import DayField

_MISSING = "Choisissez une date."


class PeriodForm(FlaskForm):
    """A period; read from the address, so that a figure can be sent as a link."""

    class Meta:
        """Asking changes nothing: no token."""

        csrf = False

    first = DayField("Du", validators=[InputRequired(_MISSING)])
    last = DayField("Au (inclus)", validators=[InputRequired(_MISSING)])

    def to_question(self, site_ids: frozenset[int] | None) -> RevenueQuestion | None:
        """Returns the question, or None with the sentences beside the fields."""
        if not self.validate() or self.first.data is None or self.last.data is None:
            return None
        try:
            return RevenueQuestion(first=self.first.data, last=self.last.data, site_ids=site_ids)
        except InvalidInput as error:
            self[error.field].errors = [error.sentence]
            return None


class ExportForm(PeriodForm):
    """A period and a file format; taking a file is recorded, hence a token."""

    class Meta:
        """As every form that writes."""

        csrf = True

    form = SelectField("Format", choices=[SelectChoice(form.value, form.label) for form in Format])
