"""`sigap restore DIR`: a backup, in the clear or sealed, into an empty installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sigap.config import keys
from sigap.config.env import env_bool
from sigap.config.start import make_data_folder, start_django
from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `restore`."""
    parser = subparsers.add_parser(
        "restore", help="pulihkan cadangan ke tempat kosong lalu periksa; kunci lama diperlukan"
    )
    parser.add_argument("dir", metavar="DIR", help="folder cadangan, atau berkas yang disegel")
    parser.add_argument("--key", metavar="FILE", help="kunci rahasia berkas yang disegel")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore, verify, and say what came back."""
    home = make_data_folder()
    given = keys.given_keys()
    for name in keys.SEALING:
        if not given[name] and not keys.kept_file(home, name).exists():
            raise InvalidInput(
                f"{name} tidak ada; berikan kunci lama dari luar, "
                f"atau letakkan kembali folder {home / keys.FOLDER}"
            )
    if not env_bool("SIGAP_PRODUCTION", default=False):
        keys.make_missing(home)  # that of the sessions may be another
    start_django()
    from sigap.archive.restore import restore
    from sigap.archive.sealed import is_sealed, opened

    source = Path(args.dir).absolute()
    if is_sealed(source):
        if not args.key:
            raise InvalidInput(f"{args.dir} disegel; sebutkan kunci rahasianya dengan --key FILE")
        with opened(source, Path(args.key)) as folder:
            made, verdict = restore(folder)
    else:
        made, verdict = restore(source)
    print(
        f"Dipulihkan dari {made.made_at}: {sum(made.rows.values())} baris, {made.files} berkas; "
        f"jejak utuh, {verdict.entries} entri dalam {verdict.streams} aliran."
    )
    return 0
