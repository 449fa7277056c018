"""A workshop is a folder: without it the others open, sell and are migrated as before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workshops.app import find_workshops

ROOT = Path(__file__).parents[2]
WORKSHOPS = [workshop.name for workshop in find_workshops()]
VISIT = """
from shared.cli.database import upgrade_database
from workshops.app import create_app, find_workshops

app = create_app()
with app.app_context():
    upgrade_database()
visitor = app.test_client()
pages = ["/", "/panier", "/mon-espace", "/connexion"]
for workshop in find_workshops():
    pages += [f"/{workshop.slug}/", f"/conditions/{workshop.slug}", f"/{workshop.site.staff_slug}/atelier/commandes"]
for page in pages:
    print(page, visitor.get(page).status_code)
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", WORKSHOPS)
def test_the_others_work_without_it(name: str, tmp_path: Path) -> None:
    for folder in ("shared", "workshops"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.rmtree(tmp_path / "workshops" / name)
    environment = os.environ | {"ATELIERS_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(tmp_path)}
    visited = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert visited.returncode == 0, visited.stderr[-2000:]
    answers = dict(line.split() for line in visited.stdout.splitlines())
    assert f"/{name.replace('_', '-')}/" not in answers
    assert len(answers) == 4 + 3 * (len(WORKSHOPS) - 1)
    assert set(answers.values()) == {"200", "302"}
