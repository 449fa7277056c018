"""What is asked of an import of titles."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField

from shared.web.forms import RefusableForm


class ImportForm(RefusableForm):
    """A table to look at before anything is written."""

    file = FileField("Fichier Excel (.xlsx) ou CSV")


class ConfirmForm(FlaskForm):
    """What was read from the table, and what stands for what somebody has looked at."""

    rows = HiddenField()
    seen = HiddenField()
