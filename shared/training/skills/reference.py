"""The skills of a place: read from its `skills.toml` at start; a file that is wrong stops the start and says where."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from shared.workshop import Skill

FEWEST, MOST = 6, 12
"""So many skills fit the buttons of one screen."""

LONGEST_LABEL, LONGEST_SHORT, LONGEST_CODE = 60, 12, 40

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TITLE = re.compile(r"RNCP\d{3,6}")
_BLOCK = re.compile(r"BC\d{2}")
_KEYS = frozenset({"code", "label", "short", "title", "block"})


class SkillsError(ValueError):
    """Says which file of skills is wrong, and where."""


def read_skills(path: Path) -> tuple[Skill, ...]:
    """Returns the skills of a file, in its order; raises SkillsError when it is missing or wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SkillsError(f"{path}: no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SkillsError(f"{path}: {error}") from error
    rows = content.get("skill")
    if set(content) != {"skill"} or not isinstance(rows, list):
        raise SkillsError(f"{path}: expected [[skill]] tables and nothing else")
    if not FEWEST <= len(rows) <= MOST:
        raise SkillsError(f"{path}: {len(rows)} skills, expected {FEWEST} to {MOST}")
    skills = tuple(_skill(f"{path}: skill {number}", row) for number, row in enumerate(rows, start=1))
    for name in ("code", "label", "short"):
        values = [getattr(skill, name) for skill in skills]
        if twice := next((value for value in values if values.count(value) > 1), None):
            raise SkillsError(f"{path}: two skills have the {name} {twice!r}")
    return skills


def _skill(where: str, row: Any) -> Skill:
    if not isinstance(row, dict):
        raise SkillsError(f"{where}: expected a [[skill]] table")
    if unknown := sorted(set(row) - _KEYS):
        raise SkillsError(f"{where}: unknown key {unknown[0]!r}")
    skill = Skill(
        code=_text(where, row, "code", LONGEST_CODE),
        label=_text(where, row, "label", LONGEST_LABEL),
        short=_text(where, row, "short", LONGEST_SHORT),
        title=_text(where, row, "title") if "title" in row else None,
        block=_text(where, row, "block") if "block" in row else None,
    )
    if not _CODE.fullmatch(skill.code):
        raise SkillsError(f"{where}: code {skill.code!r} is not of small letters, figures and hyphens")
    if skill.title is not None and not _TITLE.fullmatch(skill.title):
        raise SkillsError(f"{where}: title {skill.title!r} is no RNCP code")
    if skill.block is not None and (skill.title is None or not _BLOCK.fullmatch(skill.block)):
        raise SkillsError(f"{where}: block {skill.block!r} is no block of a title (BC01 and so on)")
    return skill


def _text(where: str, row: dict[str, Any], key: str, longest: int = 20) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise SkillsError(f"{where}: {key} is missing, empty or no text")
    if len(value) > longest:
        raise SkillsError(f"{where}: {key} has {len(value)} letters, expected {longest} at most")
    return value
