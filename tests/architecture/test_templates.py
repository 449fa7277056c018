"""Rules about the templates: the content policy allows nothing inline, and nothing lies about unused."""

from __future__ import annotations

import ast
import fnmatch
import re
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, meta

from tests.support.source import CODE, find, modules, templates

INLINE = re.compile(r"(?i)<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:")
ELSEWHERE = re.compile(
    r"(?i)\b(?:src|srcset|action|hx-\w+)\s*=\s*[\"'](?:https?:)?//[^\"']*|<link\b[^>]*https?://[^>]*>"
)
FILTERED_TRIGGER = re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\[")
CLASSES = re.compile(r"\bclass=\"((?:\{\{.*?\}\}|\{%.*?%\}|[^\"])*)\"", re.DOTALL)
IN_JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
CLASS_IN_STYLE = re.compile(r"\.([a-z][\w-]*)")
NEVER_STYLED = {"public", "person-day"}
"""Classes that name what an element is, and that no style sheet needs."""
OURS_ALONE = {"card-link", "figure", "pagination"}
"""Classes of Bootstrap that our own style sheets define without it."""
BOOTSTRAP = Path("node_modules/bootstrap/dist/css/bootstrap.css")
STATIC = Path("shared/web/static")

JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])


def short_name(path: Path) -> str:
    """Returns the name that code and templates call a template by."""
    return str(Path(*path.parts[path.parts.index("templates") + 1 :]))


def names_in_code() -> set[str]:
    """Returns every string of the code; the varying parts of an f-string become `*`."""
    names: set[str] = set()
    for _, tree in modules(*CODE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
                names.add("".join(map(str, parts)))
    return names


def names_in_templates() -> set[str]:
    """Returns what templates extend, include and import."""
    found = (meta.find_referenced_templates(JINJA.parse(text)) for path, text in templates() if path.suffix != ".typ")
    return {name for names in found for name in names if name}


def replaces_a_library_s_own(name: str) -> bool:
    """Tells whether Flask-Security has a template of this name, which ours stands in for."""
    spec = find_spec("flask_security")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "templates" / name).is_file()


def classes_in(*styles: Path) -> set[str]:
    """Returns the classes that style sheets name."""
    return {name for path in styles for name in CLASS_IN_STYLE.findall(path.read_text(encoding="utf-8"))}


def test_nothing_is_inline() -> None:
    assert find(INLINE, templates()) == []


def test_nothing_comes_from_elsewhere() -> None:
    assert find(ELSEWHERE, templates()) == []


def test_no_trigger_filters_its_event() -> None:
    """The content policy forbids the evaluation that a filter in brackets needs."""
    assert find(FILTERED_TRIGGER, templates()) == []


def test_every_template_is_used() -> None:
    used = names_in_code() | names_in_templates()
    patterns = [name for name in used if "*" in name and "." in name]
    unused = [
        str(path)
        for path, _ in templates()
        if (name := short_name(path)) not in used
        and not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
        and not replaces_a_library_s_own(name)
    ]
    assert unused == []


def test_every_class_is_styled() -> None:
    """Bootstrap is vendored as far as the templates use it: a class that was left out would do nothing, unnoticed."""
    ours = classes_in(*STATIC.glob("css/*.css")) - classes_in(BOOTSTRAP) | OURS_ALONE
    styled = ours | classes_in(*STATIC.glob("vendor/*.css")) | NEVER_STYLED
    unstyled = {
        f"{path}: {name}"
        for path, text in templates()
        for value in CLASSES.findall(text)
        # A name that ends with what a variable holds is known by its beginning.
        for name in IN_JINJA.sub(lambda jinja: "*" if jinja[0].startswith("{{") else " ", value).split()
        if not fnmatch.filter(styled, name)
    }
    assert unstyled == set()
