"""`sigap bench conformance`: time and memory of the conformance report over many closed cases."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, check_call
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sigap.bench.load import add_size

if TYPE_CHECKING:
    import argparse

_SIGAP = (sys.executable, "-m", "sigap")
_REPORT = ("report", "conformance")
_FORMS = ("json", "pdf")
# The aims are for 100 000 closed cases on two cores.
_AIM_CASES, _AIM_SECONDS, _AIM_MIB = 100_000, 10.0, 300
_LONGEST_BACK = timedelta(days=3650)
_KIBIBYTES = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss
_MIB = 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench conformance` takes."""
    add_size(parser)
    parser.add_argument("--loaded", metavar="DIR", help="folder data yang sudah terisi, dipakai")
    parser.add_argument("--times", type=int, default=3, help="berapa kali diukur (baku 3)")
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")


def run(args: argparse.Namespace, home: Path) -> int:
    """Load unless it is loaded, measure and print; never fails for being slow."""
    if not args.loaded:
        # In a process of its own: Linux counts the memory of who starts a process as its own.
        load = ["bench", "load", "--closed", "--size", str(args.size)]
        environment = {**os.environ, "SIGAP_HOME": str(home)}
        check_call([*_SIGAP, *load], env=environment)  # noqa: S603 - our own program
    found = measure(home, times=max(1, args.times))
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        _print(found)
    return 0


def measure(home: Path, *, times: int) -> dict[str, Any]:
    """Return the quickest of `times` reports over all that ever ended, and the largest memory.

    Each report is made by a process of its own, as on the command line: its start counts, and
    its memory is that of nothing else.
    """
    from django.db import connection

    vendor = connection.vendor
    connection.close()
    rows: list[dict[str, Any]] = []
    for form in _FORMS:
        runs = [_report(home, form) for _ in range(times)]
        seconds, cpu_seconds, memory, cases = zip(*runs, strict=True)
        rows.append(
            {
                "form": form,
                "cases": cases[0] or rows[0]["cases"],
                "seconds": round(min(seconds), 2),
                "cpu_seconds": round(min(cpu_seconds), 2),
                "memory_mib": round(max(memory) / _MIB, 1),
            }
        )
    return {
        "measured_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "database": vendor,
        "rows": rows,
        "aim": {"cases": _AIM_CASES, "seconds": _AIM_SECONDS, "memory_mib": _AIM_MIB},
    }


def _report(home: Path, form: str) -> tuple[float, float, int, int]:
    """Return seconds, seconds of the processor, bytes at most, and the cases of one report."""
    first = (datetime.now(tz=UTC) - _LONGEST_BACK).date().isoformat()
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        out = Path(folder) / f"report.{form}"
        begun = time.perf_counter()
        process = Popen(  # noqa: S603 - our own program
            [*_SIGAP, *_REPORT, "--from", first, "--as", form, "-o", str(out)],
            env={**os.environ, "SIGAP_HOME": str(home)},
            stdout=DEVNULL,
            stderr=PIPE,
        )
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(said.decode(errors="replace"))
        cases = _cases(out) if form == "json" else 0
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss * _KIBIBYTES, cases


def _cases(file: Path) -> int:
    count: int = json.loads(file.read_bytes())["tables"]["summary"]["cases"]
    return count


def _print(found: dict[str, Any]) -> None:
    table = Table("Bentuk", "Detik", "Detik prosesor", "Memori puncak (MiB)")
    for row in found["rows"]:
        table.add_row(
            row["form"],
            f"{row['seconds']:.1f}",
            f"{row['cpu_seconds']:.1f}",
            f"{row['memory_mib']:.0f}",
        )
    console = Console()
    console.print(f"Laporan kesesuaian atas {found['rows'][0]['cases']} berkas yang berakhir")
    console.print(table)
    console.print(f"Tujuan untuk {_AIM_CASES} berkas: < {_AIM_SECONDS:.0f} detik, < {_AIM_MIB} MiB")
