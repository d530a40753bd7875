"""The demo's data: cases from the sample complaints spread over all steps and months."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sigap.accounts.roles import ROLES
from sigap.bench.play import Player
from sigap.bench.sample_office import COLLEAGUES, PASSWORD, make_colleagues, sample_complaints
from sigap.bench.show import show_one_case
from sigap.cases.actor import PUBLIC
from sigap.cases.operations.register import Filing, register_complaint
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id
from sigap.core.masking import Identity
from sigap.core.sop.definition import Duration, Unit

if TYPE_CHECKING:
    from sigap.cases.operations.register import Registered

_SEED = 465
_STEPS_TO_THE_END = 25  # tasks of a case without loops: 17 steps, confirm, consult, letters
# How cases are spread: some are finished, the rest stand anywhere between.
_FINISHED_SHARE = 0.4
_console = Console(stderr=True)


def fill_demo(*, cases: int, now: datetime, fresh: bool) -> None:
    """Make colleagues and cases; only what a new data folder lacks."""
    make_colleagues(now=now - timedelta(days=400))
    if not fresh:
        return
    show_one_case(now=now)
    chosen = _spread(sample_complaints(), cases)
    with Progress(console=_console, transient=True) as progress:
        bar = progress.add_task("Menyiapkan berkas contoh", total=len(chosen))
        # The earliest first, so that numbers of cases and letters rise with their dates.
        for index in sorted(range(len(chosen)), key=lambda one: _lot(one, now=now)[1]):
            play_sample(chosen[index], index=index, now=now)
            progress.advance(bar)
    _console.print(f"{len(chosen)} berkas contoh siap.")


def play_sample(complaint: dict[str, Any], *, index: int, now: datetime) -> Registered:
    """Register one sample complaint in the past and play it as far as its lot says."""
    finished, received, rng = _lot(index, now=now)
    calendar = calendar_of_version(current_calendar_id())
    made = register_complaint(
        filing=filing_of(complaint, received_at=received), actor=PUBLIC, now=received
    )
    player = Player(
        case_id=made.case.pk,
        complaint=complaint,
        calendar=calendar,
        rng=rng,
        at=received,
        latest=now,
        recorded_at=now,
        loops={"completeness": rng.random() < 0.2, "approve": rng.random() < 0.15},
        pace=rng.choice((0.6, 0.9, 0.9, 1.0, 1.6)),
    )
    tasks = 100 if finished else rng.randint(0, _STEPS_TO_THE_END)
    for _ in range(tasks):
        if player.play_one() is None:
            break
    return made


def _lot(index: int, *, now: datetime) -> tuple[bool, datetime, random.Random]:
    """Return whether a sample case is finished, when it was received, and its further lots."""
    rng = random.Random(_SEED * 1000 + index)  # noqa: S311 - sample data, the same each time
    calendar = calendar_of_version(current_calendar_id())
    finished = rng.random() < _FINISHED_SHARE
    back = rng.uniform(25, 300) if finished else rng.uniform(0.5, 14)
    opened = calendar.next_opening(now - timedelta(days=back))
    received = calendar.due(opened, Duration(rng.randint(1, 300), Unit.MINUTES))
    return finished, min(received, now - timedelta(minutes=5)), rng


def filing_of(complaint: dict[str, Any], *, received_at: datetime) -> Filing:
    """Return a sample complaint as a filing."""
    person = complaint["complainant"]
    return Filing(
        channel=complaint["channel"],
        permit_type=complaint["permit_type"],
        subject=complaint["subject"],
        text=complaint["text"],
        identity=Identity(
            name=person["name"],
            company=person["company"] or "",
            phone=person["phone"] or "",
            email=person["email"] or "",
            address=person["address"] or "",
        ),
        complainant_kind=person["kind"],
        registration_number=complaint["registration_number"] or "",
        outside_number=complaint["outside_number"] or "",
        wanted=complaint["wanted"] or "",
        anonymous=complaint["anonymous"],
        confidential=complaint["confidential"],
        received_at=received_at,
    )


def print_logins(address: str) -> None:
    """Print who may sign in, with the one password of the demo."""
    table = Table(title=f"Masuk di {address}/masuk/ dengan kata sandi {PASSWORD}")
    table.add_column("Nama pengguna")
    table.add_column("Peran")
    table.add_column("Nama")
    for one in COLLEAGUES:
        table.add_row(one.username, ", ".join(ROLES[role] for role in one.roles), one.name)
    Console().print(table)


def _spread(complaints: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return `count` complaints taken evenly over the year; again from the start if more."""
    if count <= 0:
        return []
    step = max(1.0, len(complaints) / count)
    return [complaints[int(index * step) % len(complaints)] for index in range(count)]
