"""A visitor without a browser: opens pages, fills in the forms it finds there and sends them, tokens included."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

SHOWS_A_FORM = frozenset({200, 422})


class Visitor(FlaskClient):
    """Flask's client, which also knows how to submit a form."""

    def submit(self, path: str, *, action: str = "", button: str = "", **fields: Any) -> TestResponse:
        """Opens `path`, fills `fields` into a form of its main part and submits it; the answer is not followed.

        The form is the first one, or the first one with this `action`; `button` is the name of the submit button, or
        `name=value`, where it carries meaning. A field that the form lacks fails the test, as it would stop a person.
        """
        page = self.get(path)
        assert page.status_code in SHOWS_A_FORM, f"{path} answers {page.status}"
        form = _form(page, action)
        strangers = fields.keys() - set(form.fields.keys())
        assert not strangers, f"the form of {path} has no field {sorted(strangers)}"
        for name, value in fields.items():
            form.fields[name] = value
        filled = MultiDict[str, Any](form.form_values())
        if button:
            name, _, value = button.partition("=")
            pressed = form.xpath(".//button[@name=$name]", name=name)
            values = [each.get("value", "") for each in pressed if value in {"", each.get("value")}]
            assert values, f"the form of {path} has no button {button!r}"
            filled.add(name, values[0])
        target = urljoin(path, form.action or path)
        return self.get(target, query_string=filled) if form.method == "GET" else self.post(target, data=filled)


def _form(page: TestResponse, action: str) -> Any:
    forms = html.fromstring(page.text).xpath("//main//form")
    wanted = [form for form in forms if action in {"", form.action}]
    assert wanted, f"{page.request.path} has no form {action!r}"
    return wanted[0]
