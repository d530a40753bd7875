"""`sigap case export NUMBER -o FILE.zip`: the evidence package of a case."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `case` with its command."""
    parser = subparsers.add_parser("case", help="keluarkan paket bukti suatu berkas")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="tulis paket bukti (ZIP) suatu berkas")
    export.add_argument("number", metavar="NUMBER", help="nomor berkas, misalnya PGD-2026-00001")
    export.add_argument("-o", metavar="FILE", dest="output", required=True, help="berkas ZIP baru")
    export.add_argument(
        "--without-identity",
        action="store_true",
        help="tanpa identitas pelapor, naskah yang memuatnya, dan berkas yang diserahkan",
    )
    export.set_defaults(run=run_export, needs_django=True)


def run_export(args: argparse.Namespace) -> int:
    """Write the package, whole or not at all, and say what is in it."""
    from sigap.archive.package import write_package
    from sigap.cases.operations.packages import export_case

    target = Path(args.output)
    if target.exists():
        raise InvalidInput(f"{target} sudah ada; pilih nama lain")
    now = datetime.now(tz=UTC)
    with_identity = not args.without_identity
    case_id = export_case(args.number, with_identity=with_identity, now=now)
    draft = target.with_name(f"{target.name}.sebagian")
    try:
        with draft.open("wb") as out:
            written = write_package(out, case_id, with_identity=with_identity, now=now)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    whose = "dengan identitas pelapor" if with_identity else "tanpa identitas pelapor"
    print(f"{target}: {written.files} berkas, {whose}. Periksa: sigap ledger verify {target}")
    if written.damaged:
        print(
            f"Tidak lengkap: rusak atau hilang di penyimpanan: {', '.join(written.damaged)}. "
            "Ambil dari cadangan (sigap doctor --files menyebut tempatnya), lalu keluarkan lagi.",
            file=sys.stderr,
        )
        return 1
    return 0
