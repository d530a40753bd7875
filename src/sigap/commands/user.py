"""`sigap user create`: a new account, from the machine's own terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sigap.core.errors import InvalidInput

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `user create`."""
    parser = subparsers.add_parser("user", help="buat pengguna")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser(
        "create", help="buat pengguna; kata sandi atau token dicetak sekali di baris terakhir"
    )
    create.add_argument("name", metavar="NAME", help="nama untuk masuk: huruf kecil, angka, . _ -")
    create.add_argument(
        "--role", action="extend", nargs="+", required=True, help="satu peran atau lebih"
    )
    create.add_argument("--token", action="store_true", help="cetak token API, bukan kata sandi")
    create.add_argument("--full-name", default="", help="nama lengkap, seperti dicetak di surat")
    create.add_argument("--nip", default="", help="NIP, seperti dicetak di surat")
    create.add_argument("--position", default="", help="jabatan, seperti dicetak di surat")
    create.set_defaults(run=run_create, needs_django=True)


def run_create(args: argparse.Namespace) -> int:
    """Create the user and print the one secret alone on the last line."""
    from sigap.cases.queries.roles import known_roles

    now = datetime.now(tz=UTC)
    known = known_roles(now=now)
    for role in args.role:
        if role not in known:
            raise InvalidInput(f"peran {role} tidak dikenal; yang ada: {', '.join(sorted(known))}")
    username, secret = _create(args, now=now)
    what = "Token" if args.token else "Kata sandi"
    roles = ", ".join(dict.fromkeys(args.role))
    print(f"Pengguna {username} dibuat ({roles}). {what} hanya dicetak kali ini:")
    sys.stdout.write(f"{secret}\n")
    return 0


def _create(args: argparse.Namespace, *, now: datetime) -> tuple[str, str]:
    from django.db import transaction

    from sigap.accounts.operations import create_user, issue_token

    about = {"full_name": args.full_name, "nip": args.nip, "position": args.position}
    if not args.token:
        user, password = create_user(name=args.name, roles=args.role, now=now, **about)
        return user.username, password
    with transaction.atomic():  # no user without the token that was asked for
        user, _ = create_user(name=args.name, roles=args.role, now=now, sign_in=False, **about)
        _, plain = issue_token(user_id=user.pk, label="sigap user create", now=now)
    return user.username, plain
