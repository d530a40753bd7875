"""`sigap keys`: the keys of an installation, changed while it works."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

# Whoever looked which key is in use just before the beginning has written, or given up, by then:
# PostgreSQL waits that long for a lock, and SQLite lets nobody look while another writes.
_SETTLING_SECONDS = {"postgresql": 31, "sqlite": 3}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `keys next` and `keys rotate`."""
    parser = subparsers.add_parser("keys", help="ganti kunci induk selagi kantor bekerja")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    coming = actions.add_parser(
        "next",
        help="buat kunci induk berikutnya di folder data (untuk kunci yang disimpan di sana)",
    )
    coming.set_defaults(run=run_next, needs_django=True)
    rotate = actions.add_parser(
        "rotate", help="bungkus ulang semua kunci dengan SIGAP_MASTER_KEY_NEXT; boleh diulang"
    )
    rotate.set_defaults(run=run_rotate, needs_django=True)


def run_next(_args: argparse.Namespace) -> int:
    """Make the next master key beside the kept one."""
    from django.conf import settings

    from sigap.config import keys
    from sigap.core.errors import InvalidInput

    if keys.given_keys()["SIGAP_MASTER_KEY"]:
        raise InvalidInput("kunci induk diberikan dari luar; berikan SIGAP_MASTER_KEY_NEXT juga")
    print(f"{keys.make_next(settings.SIGAP_HOME)}")
    print("Jalankan ulang web dan worker, lalu `sigap keys rotate`.", file=sys.stderr)
    return 0


def run_rotate(_args: argparse.Namespace) -> int:
    """Wrap all keys by the next master key."""
    from django.conf import settings
    from django.db import connection

    from sigap.cases.actor import SYSTEM
    from sigap.cases.identity import KeyUnusable
    from sigap.cases.operations.master_key import begin_change, change_all
    from sigap.config import keys
    from sigap.core.errors import InvalidInput

    begin_change(actor=SYSTEM, now=datetime.now(tz=UTC))
    count = 0
    try:
        while True:
            count += change_all(told=lambda done: print(f"{done} kunci", file=sys.stderr))
            time.sleep(_SETTLING_SECONDS[connection.vendor])
            late = change_all()
            count += late
            if not late:
                break
    except KeyUnusable as wrong:
        raise InvalidInput(f"{wrong}; yang sudah dibungkus ulang tetap") from None
    print(f"{count} kunci berkas dibungkus ulang; tidak ada lagi yang memakai kunci lama.")
    old = keys.keep_next(settings.SIGAP_HOME)
    if old:
        print("Kunci baru menggantikan yang lama di folder data. Jalankan ulang web dan worker.")
        print(f"Yang lama ada di {old}: pindahkan ke tempat aman selama cadangan lama disimpan.")
    else:
        print(
            "Sekarang: SIGAP_MASTER_KEY = kunci baru, hapus SIGAP_MASTER_KEY_NEXT, jalankan ulang."
        )
    return 0
