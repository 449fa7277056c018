"""The brief: what somebody tells of the site that they want, in ten minutes, some of it today and the rest tomorrow."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from shared.kernel import clock
from shared.kernel.text import one_line
from shared.orders.forms import CustomerForm
from shared.web.fields import DayField
from shared.web.filters import date_fr

_LONG = Length(max=1500, message="C’est trop long\u00a0: 1 500 lettres au plus.")
_SHORT = Length(max=200, message="C’est trop long\u00a0: 200 lettres au plus.")
_FIVE_LINES = {"rows": 4}

KINDS = {
    "vitrine": "Un site qui me présente",
    "marchand": "Un site qui vend",
    "refonte": "Mon site à refaire",
    "entretien": "Mon site à entretenir",
    "autre": "Autre chose, ou je ne sais pas",
}
PAGES = {
    "accueil": "Accueil",
    "qui": "Qui sommes-nous",
    "offre": "Ce que je propose",
    "actus": "Actualités",
    "contact": "Contact et plan",
    "boutique": "Boutique",
    "dons": "Dons ou adhésions",
}
CONTENTS = {"pret": "Oui, tout est prêt", "partie": "En partie", "rien": "Non, j’ai besoin d’aide"}
BUDGETS = {
    "1500": "Moins de 1 500 €",
    "3000": "De 1 500 à 3 000 €",
    "6000": "De 3 000 à 6 000 €",
    "plus": "Plus de 6 000 €",
    "?": "Je ne sais pas encore",
}


class BriefForm(CustomerForm):
    """The questions, then who asks."""

    project = RadioField(
        "Que voulez-vous\u202f?",
        choices=[SelectChoice(code, words) for code, words in KINDS.items()],
        validators=[DataRequired("Choisissez ce que vous voulez\u00a0: « je ne sais pas » est une réponse.")],
        validate_choice=False,
    )
    activity = TextAreaField(
        "Que faites-vous\u202f?",
        validators=[DataRequired("Dites en deux phrases ce que vous faites."), _LONG],
        render_kw=_FIVE_LINES,
    )
    audience = TextAreaField("À qui parle votre site\u202f?", validators=[Optional(), _LONG], render_kw={"rows": 2})
    pages = SelectMultipleField(
        "Quelles pages\u202f?",
        choices=[SelectChoice(code, words) for code, words in PAGES.items()],
        validate_choice=False,
    )
    contents = RadioField(
        "Avez-vous les textes et les photos\u202f?",
        choices=[SelectChoice(code, words) for code, words in CONTENTS.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    present_site = StringField("Votre site d’aujourd’hui", filters=[one_line], validators=[Optional(), _SHORT])
    liked = TextAreaField("Des sites que vous aimez", validators=[Optional(), _LONG], render_kw={"rows": 2})
    wanted_by = DayField("Pour quand\u202f?", validators=[Optional()])
    budget = RadioField(
        "Votre budget, taxes comprises",
        choices=[SelectChoice(code, words) for code, words in BUDGETS.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    more = TextAreaField("Autre chose à nous dire\u202f?", validators=[Optional(), _LONG], render_kw=_FIVE_LINES)

    def validate_wanted_by(self, field: DayField) -> None:
        """Refuses a day that is over."""
        if field.data and field.data <= clock.today():
            raise ValidationError("Ce jour est passé. Choisissez une date à venir, ou laissez vide.")

    @property
    def questions(self) -> list[Any]:
        """The fields about the project, those of the customer left out."""
        names = ("project", "activity", "audience", "pages", "contents", "present_site", "liked", "wanted_by", "budget")
        return [self[name] for name in (*names, "more")]

    def to_values(self) -> dict[str, Any]:
        """Returns what was typed as plain values, right or wrong, to be shown again."""
        plain = {name: field.data for name, field in self._fields.items() if name != "csrf_token"}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in plain.items()
            if value not in (None, "", [])
        }

    def to_answers(self) -> list[tuple[str, str]]:
        """Returns the questions that were answered, in words."""
        said = [(field.label.text, self._words(field)) for field in self.questions if field is not self.project]
        return [(question, answer) for question, answer in said if answer]

    @property
    def title(self) -> str:
        """What the request is about, in a few words."""
        return KINDS.get(self.project.data or "", "Projet web")

    @staticmethod
    def _words(field: Any) -> str:
        if isinstance(field, SelectMultipleField):
            words = dict(PAGES)
            return ", ".join(words[code] for code in field.data or () if code in words)
        if isinstance(field, RadioField):
            return next((choice.label for choice in field.choices if choice.value == field.data), "")
        return date_fr(field.data) if isinstance(field.data, date) else (field.data or "").strip()


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Returns kept values as the form takes them: a day is a date again."""
    kept = dict(values)
    if day := kept.get("wanted_by"):
        kept["wanted_by"] = date.fromisoformat(day)
    return kept
