"""What the application loads when it starts."""

from __future__ import annotations

import subprocess
import sys

from shared.config import Settings

HEAVY = ("facturx", "numpy", "openpyxl", "pandas", "pikepdf", "saxonche", "stripe", "typst")
START = """
import json, os, sys
from workshops.app import create_app
create_app()
print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def test_the_application_starts_without_heavy_libraries(settings: Settings) -> None:
    environment = {"ATELIERS_DATA_DIR": str(settings.data_dir), "ATELIERS_DATABASE_URL": settings.database_url}
    started = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=False
    )
    assert started.returncode == 0, started.stderr
    assert [name for name in HEAVY if f'"{name}"' in started.stdout] == []
