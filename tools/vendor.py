"""Copies the browser libraries that package-lock.json pins into the static folder, and checks the copies.

`python -m tools.vendor` copies from node_modules; `--check` compares what is committed with the manifest, with
package.json and, where node_modules is installed, with the packages themselves. The application needs neither npm nor
node_modules: what it serves is committed.
"""

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "shared" / "web" / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One file taken from one npm package, unchanged: a source map's comment stays, so the hash is the publisher's."""

    package: str
    source: str
    name: str
    suffix: str
    licence: str

    @property
    def version(self) -> str:
        """The version that package.json pins exactly."""
        dependencies: dict[str, str] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
        return dependencies[self.package]

    @property
    def file_name(self) -> str:
        """The name bears the version, so a cached copy can never be the wrong one."""
        return f"{self.name}-{self.version}{self.suffix}"

    @property
    def licence_name(self) -> str:
        """The licence text lies beside the file it covers."""
        return f"LICENSE-{self.name}-{self.version}.txt"

    def copies(self) -> dict[str, Path]:
        """Returns target name -> source path, for the file and its licence."""
        folder = PACKAGES / self.package
        return {self.file_name: folder / self.source, self.licence_name: folder / "LICENSE"}


ASSETS = (
    Asset(package="bootstrap", source="dist/css/bootstrap.min.css", name="bootstrap", suffix=".min.css", licence="MIT"),
    Asset(package="htmx.org", source="dist/htmx.min.js", name="htmx", suffix=".min.js", licence="0BSD"),
    Asset(
        package="@fontsource-variable/atkinson-hyperlegible-next",
        source="files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        name="atkinson-hyperlegible-next",
        suffix=".woff2",
        licence="OFL-1.1",
    ),
)


def sha256(path: Path) -> str:
    """Returns the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy() -> None:
    """Replaces the whole folder by fresh copies and writes the manifest; needs `npm ci` first."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    manifest = {}
    for asset in ASSETS:
        for name, source in asset.copies().items():
            # Bytes only: npm dates every file in 1985, and a date is no part of the copy.
            (TARGET / name).write_bytes(source.read_bytes())
            manifest[name] = {
                "package": asset.package,
                "version": asset.version,
                "licence": asset.licence,
                "sha256": sha256(TARGET / name),
            }
    MANIFEST.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def find_problems() -> list[str]:
    """Returns one line per difference between the folder, its manifest, package.json and the installed packages."""
    if not MANIFEST.exists():
        return [f"{MANIFEST.relative_to(ROOT)}: absent"]
    manifest: dict[str, dict[str, str]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    sources = {name: source for asset in ASSETS for name, source in asset.copies().items()}
    present = {path.name for path in TARGET.iterdir()} - {MANIFEST.name}
    problems = [f"{name}: expected by package.json, not in the manifest" for name in sorted(sources.keys() - manifest)]
    problems += [f"{name}: in the manifest, no longer wanted" for name in sorted(manifest.keys() - sources)]
    problems += [f"{name}: in the folder, not in the manifest" for name in sorted(present - manifest.keys())]
    for name, entry in sorted(manifest.items()):
        if name not in present:
            problems.append(f"{name}: in the manifest, not in the folder")
        elif sha256(TARGET / name) != entry["sha256"]:
            problems.append(f"{name}: changed since it was copied")
        elif name in sources and sources[name].exists() and sha256(sources[name]) != entry["sha256"]:
            problems.append(f"{name}: differs from the installed package")
    return problems


def main() -> int:
    """Copies, or checks with `--check`; exits with 1 and one line per problem."""
    parser = argparse.ArgumentParser(prog="python -m tools.vendor", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    if not parser.parse_args().check:
        copy()
    problems = find_problems()
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
