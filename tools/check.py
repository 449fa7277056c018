"""Runs every check that reads the code without running it, all of them, and prints what the failing ones say."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "lint": ["ruff", "check", "--quiet"],
    "format": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "shared", "workshops"],
    "locks": ["python", "tools/locks.py", "check"],
    "vendored files": ["python", "tools/vendor.py", "--check"],
}


def main() -> int:
    """Returns 0 when every check passes, else 1."""
    failed = 0
    for name, (program, *arguments) in CHECKS.items():
        started = time.monotonic()
        run = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - started
        print(f"{'FAILED' if run.returncode else 'ok':<7} {name} ({seconds:.1f} s)", flush=True)
        if run.returncode:
            failed += 1
            print(run.stdout + run.stderr, flush=True)
    print(f"{len(CHECKS) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
