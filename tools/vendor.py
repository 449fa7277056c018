"""Copies the browser libraries that package-lock.json pins into the static folder, and checks the copies.

`python -m tools.vendor` copies from node_modules, and builds the parts of Bootstrap that `bootstrap.scss` names;
`--check` compares what is committed with the manifest, with package.json and, where node_modules is installed, with the
packages themselves. The application needs neither npm nor node_modules: what it serves is committed.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "shared" / "web" / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"
SASS = PACKAGES / ".bin" / "sass"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One file made of one npm package: `source` unchanged, so the hash is the publisher's, or built by `recipe`."""

    package: str
    source: str
    name: str
    suffix: str
    licence: str
    recipe: Path | None = None

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

    @property
    def names(self) -> tuple[str, str]:
        """The file and its licence, as they are called in the static folder."""
        return self.file_name, self.licence_name

    def read(self, name: str) -> bytes | None:
        """Returns what `name` must hold; None when what it is made of is not installed."""
        source = PACKAGES / self.package / ("LICENSE" if name == self.licence_name else self.source)
        if name == self.file_name and self.recipe:
            return _build(self.recipe, source) if source.exists() and SASS.exists() else None
        return source.read_bytes() if source.exists() else None


ASSETS = (
    Asset(
        package="bootstrap",
        source="scss",
        name="bootstrap",
        suffix=".lean.min.css",
        licence="MIT",
        recipe=ROOT / "tools" / "bootstrap.scss",
    ),
    Asset(package="htmx.org", source="dist/htmx.min.js", name="htmx", suffix=".min.js", licence="0BSD"),
    Asset(
        package="@fontsource-variable/atkinson-hyperlegible-next",
        source="files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
        name="atkinson-hyperlegible-next",
        suffix=".woff2",
        licence="OFL-1.1",
    ),
)


def sha256(content: bytes) -> str:
    """Returns the SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def copy() -> None:
    """Replaces the whole folder by fresh copies and writes the manifest; needs `npm ci` first."""
    fresh = [(name, asset, content) for asset in ASSETS for name in asset.names if (content := asset.read(name))]
    if len(fresh) < sum(len(asset.names) for asset in ASSETS):
        sys.exit("Run `npm ci` first.")
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    manifest = {}
    for name, asset, content in fresh:
        (TARGET / name).write_bytes(content)
        manifest[name] = {
            "package": asset.package,
            "version": asset.version,
            "licence": asset.licence,
            "sha256": sha256(content),
        }
    MANIFEST.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def find_problems() -> list[str]:
    """Returns one line per difference between the folder, its manifest, package.json and the installed packages."""
    if not MANIFEST.exists():
        return [f"{MANIFEST.relative_to(ROOT)}: absent"]
    manifest: dict[str, dict[str, str]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    wanted = {name: asset for asset in ASSETS for name in asset.names}
    present = {path.name for path in TARGET.iterdir()} - {MANIFEST.name}
    problems = [f"{name}: expected by package.json, not in the manifest" for name in sorted(wanted.keys() - manifest)]
    problems += [f"{name}: in the manifest, no longer wanted" for name in sorted(manifest.keys() - wanted)]
    problems += [f"{name}: in the folder, not in the manifest" for name in sorted(present - manifest.keys())]
    for name, entry in sorted(manifest.items()):
        if name not in present:
            problems.append(f"{name}: in the manifest, not in the folder")
        elif sha256((TARGET / name).read_bytes()) != entry["sha256"]:
            problems.append(f"{name}: changed since it was copied")
        elif name in wanted and (content := wanted[name].read(name)) and sha256(content) != entry["sha256"]:
            problems.append(f"{name}: differs from the installed package")
    return problems


def _build(recipe: Path, sources: Path) -> bytes:
    options = ["--style=compressed", "--no-source-map", "--no-charset", "--quiet", f"--load-path={sources}"]
    return subprocess.run([SASS, *options, recipe], check=True, stdout=subprocess.PIPE).stdout


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
