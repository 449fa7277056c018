"""What is asked of an immersion."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length, Optional

from shared.kernel.text import one_line
from shared.training.forms import NOT_LONGER, read_id
from shared.training.models import REASON_LENGTH, Placement, PlacementAim
from shared.training.placements.services import PlacementWish
from shared.web.fields import DayField
from shared.web.forms import RefusableForm


class PlacementForm(RefusableForm):
    """An immersion: where, with whom, what for, when. `renews` is the one that it goes on with."""

    renews = HiddenField()
    host = StringField(
        "Entreprise", filters=[one_line], validators=[InputRequired("Écrivez le nom de l’entreprise."), NOT_LONGER]
    )
    siret = StringField("SIRET", filters=[one_line], validators=[InputRequired("Écrivez son SIRET.")])
    town = StringField("Commune", filters=[one_line], validators=[InputRequired("Écrivez la commune."), NOT_LONGER])
    tutor = StringField("Tuteur ou tutrice", filters=[one_line], validators=[Optional(), NOT_LONGER])
    aim = RadioField(
        "Pour quoi\u202f?", choices=[SelectChoice(aim.value, aim.label) for aim in PlacementAim], validate_choice=False
    )
    objectives = StringField(
        "Ce que l’on veut apprendre",
        filters=[one_line],
        validators=[Optional(), Length(max=REASON_LENGTH, message=f"{REASON_LENGTH} lettres au plus.")],
    )
    first_day = DayField("Premier jour", validators=[InputRequired("Choisissez le premier jour.")])
    last_day = DayField("Dernier jour", validators=[InputRequired("Choisissez le dernier jour.")])

    def go_on_with(self, placement: Placement) -> None:
        """Fills in what a renewal keeps."""
        self.renews.data = str(placement.public_id)
        self.host.data, self.siret.data, self.town.data = placement.host, placement.siret, placement.town
        self.tutor.data, self.aim.data = placement.tutor, placement.aim.value

    def to_wish(self) -> PlacementWish | None:
        """Returns what was typed, None where something is missing."""
        valid = self.validate()
        if self.aim.data not in set(PlacementAim):
            self.aim.errors = ["Dites pour quoi est cette immersion."]
            return None
        if not valid:
            return None
        renews = read_id(self.renews.data) if self.renews.data else None
        return PlacementWish(
            host=self.host.data,
            siret=self.siret.data,
            town=self.town.data,
            tutor=self.tutor.data or "",
            aim=PlacementAim(self.aim.data),
            objectives=self.objectives.data or "",
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            renews=renews,
        )
