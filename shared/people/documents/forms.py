"""What is said of a document that is added, and why one is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from shared.kernel.errors import InvalidInput
from shared.kernel.text import one_line
from shared.people.models import TITLE_LENGTH, WHY_LENGTH, DocumentKind
from shared.web.forms import RefusableForm


class FileForm(RefusableForm):
    """A file."""

    file = FileField("Fichier (PDF, JPEG ou PNG)")

    def content(self) -> bytes:
        """Returns what was sent, empty where nothing was."""
        return self.file.data.read() if self.file.data else b""


class DocumentForm(FileForm):
    """A file, what it is, and a few words to find it again."""

    kind = SelectField("Quel document", validate_choice=False)
    title = StringField(
        "Titre",
        filters=[one_line],
        validators=[Length(max=TITLE_LENGTH, message=f"{TITLE_LENGTH} caractères au plus.")],
    )

    def offer(self, kinds: Iterable[DocumentKind]) -> None:
        """Offers these kinds."""
        self.kind.choices = [("", "Choisissez"), *((kind.value, kind.label) for kind in kinds)]
        self.title.flags.optional = True

    def chosen(self) -> DocumentKind:
        """Returns the kind that was chosen; raises InvalidInput for none."""
        if self.kind.data not in set(DocumentKind):
            raise InvalidInput("kind", "Choisissez une sorte de document de la liste.")
        return DocumentKind(self.kind.data)


class WithdrawDocumentForm(RefusableForm):
    """Why a document no longer counts."""

    why = StringField(
        "Pourquoi le retirer\u202f?",
        filters=[one_line],
        validators=[
            InputRequired("Écrivez pourquoi."),
            Length(max=WHY_LENGTH, message=f"{WHY_LENGTH} caractères au plus."),
        ],
    )
