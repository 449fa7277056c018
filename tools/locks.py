"""Writes the locks of requirements/ from pyproject.toml (`write`) or says, without network, what is stale (`check`)."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements"
GROUPS = {"runtime": ["pyproject.toml"], "dev": ["pyproject.toml", "--group", "dev"], "node": ["--group", "node"]}
COMPILE = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--python-version=3.11"]
COMPILE += ["--custom-compile-command=make lock"]
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>\S+)(?: ;.*)? \\$", re.MULTILINE)


def write() -> int:
    """Resolves every lock anew, keeping the versions that still fit; delete a lock first to renew them all."""
    for name, sources in GROUPS.items():
        target = str(LOCKS / f"{name}.txt")
        subprocess.run(
            [*COMPILE, "--custom-compile-command", "make lock", *sources, "-o", target], check=True, cwd=ROOT
        )
    return 0


def pins(name: str) -> dict[str, str]:
    """Returns package -> version as a lock gives them."""
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(match["name"]): match["version"] for match in PIN.finditer(text)}


def closure(wanted: list[Requirement]) -> dict[str, Requirement]:
    """Returns every package that `wanted` brings along, as the installed packages' own metadata tell it."""
    found: dict[str, Requirement] = {}
    seen: set[tuple[str, str]] = set()
    queue = list(wanted)
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        found.setdefault(name, requirement)
        for extra in ["", *sorted(requirement.extras)]:
            if (name, extra) not in seen:
                seen.add((name, extra))
                queue += needs(name, extra)
    return found


def needs(name: str, extra: str) -> list[Requirement]:
    """Returns what an installed package asks for on this machine; nothing for one that is not installed."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    requirements = [Requirement(line) for line in lines]
    return [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": extra})]


def unmet(name: str, wanted: list[Requirement]) -> list[str]:
    """Says which requirements a lock does not pin, or pins to a version that they refuse."""
    pinned = pins(name)
    versions = [(one, pinned.get(canonicalize_name(one.name))) for one in wanted]
    return [f"{name}.txt: {one} is pinned to {it}" for one, it in versions if it is None or it not in one.specifier]


def strays(name: str, wanted: list[Requirement]) -> list[str]:
    """Says which packages a lock lacks or carries for nobody, as far as the installed packages tell."""
    pinned, needed = pins(name).keys(), closure(wanted).keys()
    missing = [f"{name}.txt: {package} is missing" for package in sorted(needed - pinned)]
    return missing + [f"{name}.txt: {package} is needed by nobody" for package in sorted(pinned - needed)]


def check() -> int:
    """Compares the locks with pyproject.toml and with the installed packages' metadata; 1 when `make lock` is due."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = [Requirement(line) for line in project["project"]["dependencies"]]
    groups = {name: [Requirement(line) for line in lines] for name, lines in project["dependency-groups"].items()}
    dev = runtime + groups["dev"]
    found = unmet("runtime", runtime) + unmet("dev", dev) + unmet("node", groups["node"])
    found += strays("runtime", runtime) + strays("dev", dev)
    if pins("runtime").items() - pins("dev").items():
        found.append("dev.txt: its versions differ from those of runtime.txt")
    for line in found:
        print(f"requirements/{line}: run `make lock`")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit({"write": write, "check": check}[sys.argv[1]]())
