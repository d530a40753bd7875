"""`sigap bench …`: load synthetic data and measure; ratios on the same run, never a test's time."""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.bench import speed
from sigap.commands.init import prepare_home

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    Run = Callable[[argparse.Namespace], int]

# Those that need an office get a fresh data folder, gone afterwards, or the one that they name.
_NEED_HOME = frozenset({"journey", "suggest", "conformance"})
# That which fills the office in use.
_IN_OWN_HOME = frozenset({"load"})
_MEASURES = {
    "load": "isi folder data yang dipakai dengan berkas buatan, 10k atau 100k",
    "worktime": "µs untuk batas waktu dan waktu kerja, di samping paket pembanding",
    "suggest": "usulan jenis izin dan laporan terdahulu: berapa yang tepat",
    "conformance": "laporan kesesuaian atas banyak berkas: detik dan memori",
    "papers": "surat tiap detik dan memori, di samping perender pembanding",
    "journey": "pengaduan utuh lewat HTTP: langkah, dokumen, memori",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench`, which measures an office's calls, with one sub-command a further measure."""
    parser = subparsers.add_parser("bench", help="ukur kecepatan dan memori")
    speed.add_arguments(parser)
    parser.set_defaults(run=_in_fresh_home(speed.run))
    measures = parser.add_subparsers(dest="measure", metavar="UKURAN")
    for name, told in _MEASURES.items():
        module = importlib.import_module(f"sigap.bench.{name}")
        one = measures.add_parser(name, help=told)
        module.add_arguments(one)
        run = module.run
        if name in _NEED_HOME:
            run = _in_fresh_home(run)
        elif name in _IN_OWN_HOME:
            run = _in_own_home(run)
        one.set_defaults(run=run)


def _in_own_home(fill: Run) -> Run:
    def run(args: argparse.Namespace) -> int:
        prepare_home()
        return fill(args)

    return run


def _in_fresh_home(measure: Callable[[argparse.Namespace, Path], int]) -> Run:
    def run(args: argparse.Namespace) -> int:
        if getattr(args, "loaded", None):
            return _measured(measure, args, Path(args.loaded).absolute())
        with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
            return _measured(measure, args, Path(folder))

    return run


def _measured(
    measure: Callable[[argparse.Namespace, Path], int], args: argparse.Namespace, home: Path
) -> int:
    os.environ["SIGAP_HOME"] = str(home)
    prepare_home()
    return measure(args, home)
