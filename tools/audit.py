"""Compare the lock file with published holes: `python tools/audit.py OSV.zip`, no network needed.

OSV.zip is the database of the Python ecosystem that osv.dev publishes as one file; fetch it on
a machine that may, carry it here. Exit 1 if a pinned version is affected, 2 for wrong use.
Needs only the standard library.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
_VERSION = re.compile(
    r"v?(?:\d+!)?(\d+(?:\.\d+)*)(?:[._-]?(a|b|c|rc|dev|alpha|beta|pre)[._-]?(\d*))?"
)
_FINAL = "~"  # sorts after every mark of a preview


def pinned(lock: str) -> dict[str, str]:
    """Return the version of each distribution in a lock file, by normalised name."""
    return {_name(name): version for name, version in _PINNED.findall(lock)}


def findings(pins: dict[str, str], database: zipfile.ZipFile) -> Iterator[str]:
    """Yield a line for each published hole that a pinned version has."""
    for file in sorted(database.namelist()):
        if not file.endswith(".json"):
            continue
        told = json.loads(database.read(file))
        if told.get("withdrawn"):
            continue
        for part in told.get("affected", []):
            package = part.get("package", {})
            version = pins.get(_name(package.get("name", "")), "")
            if package.get("ecosystem") == "PyPI" and version and _is_affected(version, part):
                names = ", ".join([told["id"], *told.get("aliases", [])])
                summary = told.get("summary") or told.get("details", "").partition("\n")[0]
                yield f"{package['name']} {version}: {names}: {summary[:200]}"


def _is_affected(version: str, part: dict[str, Any]) -> bool:
    here = _order(version)
    if any(_order(one) == here for one in part.get("versions", [])):
        return True
    return any(
        _is_in(here, one.get("events", []))
        for one in part.get("ranges", [])
        if one.get("type") == "ECOSYSTEM"
    )


def _is_in(here: tuple[object, ...], events: list[dict[str, str]]) -> bool:
    """Whether a version lies after the last `introduced` that no end follows."""
    affected = False
    for event in events:
        for what, version in event.items():
            at = _order(version)
            if what == "introduced" and here >= at:
                affected = True
            elif (what == "fixed" and here >= at) or (what == "last_affected" and here > at):
                affected = False
    return affected


def _order(version: str) -> tuple[object, ...]:
    found = _VERSION.match(version.lower())
    if found is None:
        return ((), "", 0)
    numbers = [int(one) for one in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return (tuple(numbers), (found[2] or _FINAL)[:1], int(found[3] or 0))


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str]) -> int:
    """Print the findings."""
    if not 1 <= len(arguments) <= 2:
        print("usage: audit.py OSV.zip [LOCK]", file=sys.stderr)
        return 2
    lock = Path(arguments[1]) if len(arguments) > 1 else LOCK
    try:
        pins = pinned(lock.read_text(encoding="utf-8"))
        with zipfile.ZipFile(arguments[0]) as database:
            found = list(findings(pins, database))
            known = len(database.namelist())
    except (OSError, zipfile.BadZipFile, ValueError) as wrong:
        print(f"audit.py: {wrong}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    print(f"{len(pins)} pinned, {known} reports read, {len(found)} apply.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
