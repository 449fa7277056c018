"""What the pages of figures ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from shared.invoicing.revenue import RevenueQuestion
from shared.kernel.errors import InvalidInput
from shared.orders.models import CustomerKind
from shared.payments.settlement import Settled
from shared.reporting.cube import USUAL, Cut
from shared.reporting.impact.disclosure import Audience
from shared.reporting.revenue import Format, Wish
from shared.web.fields import DayField
from shared.workshop import Site

_MISSING = "Choisissez une date."


class RevenueForm(FlaskForm):
    """A period, whose revenue, and how it is cut up; read from the address, so that a figure can be sent as a link."""

    class Meta:
        """Asking changes nothing: no token."""

        csrf = False

    first = DayField("Du", validators=[InputRequired(_MISSING)])
    last = DayField("Au (inclus)", validators=[InputRequired(_MISSING)])
    site = SelectField("Atelier", name="ou", validate_choice=False)
    kind = SelectField("Client", name="qui", validate_choice=False)
    settled = SelectField("Réglé ou non", name="etat", validate_choice=False)
    cuts = SelectMultipleField(
        "Répartir par", name="par", widget=ListWidget(), option_widget=CheckboxInput(), validate_choice=False
    )

    def __init__(self, sites: Sequence[Site], *positional: Any, **values: Any) -> None:
        super().__init__(*positional, **values)
        self._sites = {site.slug: site.id for site in sites}
        self.site.choices = [SelectChoice("", "Tous"), *(SelectChoice(site.slug, site.label) for site in sites)]
        self.kind.choices = [SelectChoice("", "Tous"), *(SelectChoice(kind.value, kind.label) for kind in CustomerKind)]
        self.settled.choices = [SelectChoice(each.value, each.label) for each in Settled]
        self.cuts.choices = [SelectChoice(cut.value, cut.label) for cut in Cut]
        if not self.cuts.data:
            self.cuts.data = [cut.value for cut in USUAL]

    def to_wish(self, site_ids: frozenset[int] | None) -> Wish | None:
        """Returns what is asked, or None with the sentences beside the fields.

        A workshop that is not the visitor's, or anything else that does not exist, is refused at its field.
        """
        chosen = self._sites.get(self.site.data or "")
        if not self.validate() or self.first.data is None or self.last.data is None:
            return None
        if self.site.data and (chosen is None or (site_ids is not None and chosen not in site_ids)):
            self.site.errors = ["Cet atelier n’est pas le vôtre, ou n’existe pas."]
            return None
        try:
            question = RevenueQuestion(
                first=self.first.data,
                last=self.last.data,
                site_ids=frozenset({chosen}) if chosen is not None else site_ids,
                customer_kind=CustomerKind(self.kind.data) if self.kind.data in set(CustomerKind) else None,
            )
        except InvalidInput as error:
            self[error.field].errors = [error.sentence]
            return None
        return Wish(
            question=question,
            settled=Settled(self.settled.data) if self.settled.data in set(Settled) else Settled.ALL,
            cuts=tuple(cut for cut in Cut if cut.value in (self.cuts.data or ())),
        )


class ExportForm(RevenueForm):
    """The same and a file format; taking a file is recorded, hence a token."""

    class Meta:
        """As every form that writes."""

        csrf = True

    form = SelectField("Format", choices=[SelectChoice(form.value, form.label) for form in Format])


class ImpactFileForm(FlaskForm):
    """For whom the impact report is taken: what may be printed depends on it."""

    audience = RadioField(
        "Pour qui",
        choices=[SelectChoice(each.value, each.label) for each in Audience],
        default=Audience.INTERNAL.value,
        validators=[InputRequired("Choisissez pour qui.")],
    )
