"""The history of the schema is one line, and its files say their place in it."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from workshops.app import MIGRATIONS


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def test_history_is_one_line() -> None:
    revisions = list(history().walk_revisions())
    assert len(history().get_heads()) == 1
    assert len(history().get_bases()) == 1
    assert [revision.revision for revision in revisions if revision.is_merge_point or revision.is_branch_point] == []


def test_files_are_numbered_in_the_order_of_the_history() -> None:
    revisions = list(history().walk_revisions("base", "head"))[::-1]
    numbers = [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    assert [revision.revision for revision in revisions] == numbers
