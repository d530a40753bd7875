"""`sigap bench papers`: letters a second on one core, beside WeasyPrint with an equal letter."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import argparse

OURS, OTHER = "typst", "weasyprint"
_AIM_RATIO = 10.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench papers` takes."""
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="waktu prosesor tiap perender (baku 10)"
    )
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")


def run(args: argparse.Namespace) -> int:
    """Measure and print; never fails for being slow."""
    found = measure(seconds=args.seconds)
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        _print(found)
    return 0


def measure(*, seconds: float) -> dict[str, Any]:
    """Return letters a second of processor time and the largest memory of each renderer.

    The same reply letter, each time under another number, on one core, with the process in which
    ours is drawn counted in; ours as PDF/A-2a and PDF/UA-1, the other's as PDF/A-2a.
    """
    rows = [_measured(OURS, seconds)]
    if importlib.util.find_spec(OTHER) is not None:
        rows.append(_measured(OTHER, seconds))
    ratio = rows[0]["letters_per_second"] / rows[1]["letters_per_second"] if rows[1:] else None
    return {"rows": rows, "ratio": ratio, "aim": {"ratio": _AIM_RATIO}}


def _measured(name: str, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "sigap.bench.paper_work", name, str(seconds), folder],
            stdout=subprocess.PIPE,
            check=True,
        )
    told = json.loads(done.stdout)
    return {"name": name, "letters_per_second": told["letters"] / told["cpu_seconds"], **told}


def _print(found: dict[str, Any]) -> None:
    table = Table("Perender", "Surat", "Surat/detik", "Memori puncak (MB)", "Besar PDF (KB)")
    for row in found["rows"]:
        table.add_row(
            row["name"],
            str(row["letters"]),
            f"{row['letters_per_second']:.1f}",
            f"{row['memory_bytes'] / 2**20:.0f}",
            f"{row['pdf_bytes'] / 2**10:.0f}",
        )
    console = Console()
    console.print(table)
    if found["ratio"] is None:
        console.print("Pembanding (weasyprint) tidak terpasang.")
    else:
        console.print(f"{found['ratio']:.1f} × pembanding (tujuan ≥ {_AIM_RATIO:.0f} ×)")
