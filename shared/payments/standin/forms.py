"""Stripe's form encoding: `line_items[0][price_data][currency]=eur` becomes nested values, checked one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shared.payments.standin import errors
from shared.payments.standin.objects import Json

Reader = Callable[[object, str], Any]
"""Turns one raw value into a typed one; the second argument is the parameter's full name, for the error."""

AMOUNT_LIMIT = 99_999_999
METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def decode(encoded: str) -> Json:
    """Returns the parameters of a query or a form as nested dicts of strings; a list is a dict of its positions."""
    params: Json = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        match = _NAME.fullmatch(name)
        if match is None:
            raise errors.invalid(f"Invalid parameter name: {name}", name)
        *parents, last = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        place = params
        for step in parents:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise errors.invalid(f"Invalid object: {name}", name)
        place[last or str(len(place))] = value
    return params


def text(longest: int = 5000) -> Reader:
    """Returns a reader of one non-empty text of at most `longest` characters."""

    def read(value: object, name: str) -> str:
        if not isinstance(value, str):
            raise errors.invalid(f"Invalid string: {name}", name)
        if not value:
            raise errors.invalid(f"You passed an empty string for '{name}'.", name, "parameter_invalid_empty")
        if len(value) > longest:
            raise errors.invalid(f"Invalid string: {name}; must be at most {longest} characters", name)
        return value

    return read


def integer(least: int = 0, most: int = AMOUNT_LIMIT) -> Reader:
    """Returns a reader of a whole number from `least` to `most`, both included."""

    def read(value: object, name: str) -> int:
        if not isinstance(value, str) or re.fullmatch(r"-?[0-9]{1,15}", value) is None:
            raise errors.invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer")
        number = int(value)
        if not least <= number <= most:
            message = f"Invalid value for {name}: must be from {least} to {most}."
            raise errors.invalid(message, name, "parameter_invalid_integer")
        return number

    return read


def choice(*allowed: str) -> Reader:
    """Returns a reader of one of the `allowed` words."""

    def read(value: object, name: str) -> str:
        if value not in allowed:
            raise errors.invalid(f"Invalid {name}: must be one of {', '.join(allowed)}", name)
        return str(value)

    return read


def web_address(value: object, name: str) -> str:
    """Reads an absolute http(s) address."""
    address = str(text()(value, name))
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise errors.invalid(message, name, "url_invalid")
    return address


def email(value: object, name: str) -> str:
    """Reads an email address."""
    address = str(text(512)(value, name))
    if _EMAIL.fullmatch(address) is None:
        raise errors.invalid(f"Invalid email address: {address}", name, "email_invalid")
    return address


def metadata(value: object, name: str) -> dict[str, str]:
    """Reads free keys and values, within Stripe's limits on their number and lengths."""
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise errors.invalid(f"Invalid object: {name}", name)
    if len(value) > METADATA_KEYS:
        raise errors.invalid(f"{name} can have at most {METADATA_KEYS} keys", name)
    for key, item in value.items():
        if len(key) > METADATA_KEY_LENGTH or len(item) > METADATA_VALUE_LENGTH:
            message = f"Metadata keys have up to {METADATA_KEY_LENGTH} characters, values {METADATA_VALUE_LENGTH}"
            raise errors.invalid(message, f"{name}[{key}]")
    return {key: item for key, item in value.items() if item}


def many(reader: Reader) -> Reader:
    """Returns a reader of a list whose items `reader` reads."""

    def read(value: object, name: str) -> list[Any]:
        if not isinstance(value, dict) or not all(position.isdecimal() for position in value):
            raise errors.invalid(f"Invalid array: {name}", name)
        return [reader(value[position], f"{name}[{position}]") for position in sorted(value, key=int)]

    return read


def fields(readers: dict[str, Reader], required: Collection[str] = ()) -> Reader:
    """Returns a reader of an object: exactly the parameters that `readers` knows, the `required` ones at least."""

    def read(value: object, name: str = "") -> Json:
        if not isinstance(value, dict):
            raise errors.invalid(f"Invalid object: {name}", name)
        full = {key: f"{name}[{key}]" if name else key for key in [*value, *required]}
        if strangers := [full[key] for key in value if key not in readers]:
            raise errors.unknown(strangers)
        for key in required:
            if key not in value:
                raise errors.missing(full[key])
        return {key: readers[key](item, full[key]) for key, item in value.items()}

    return read
