"""The people of the sample office and the complaints that come to it. All of it is made up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sigap.accounts.operations import create_user
from sigap.accounts.queries import usernames
from sigap.cases.actor import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.core.sop.run import Person

PASSWORD = "sigap-contoh-2026"  # noqa: S105 - printed for everybody who starts the demo


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer of the sample office."""

    username: str
    roles: tuple[str, ...]
    name: str
    position: str
    nip: str
    rank: str


COLLEAGUES = (
    Colleague(
        "siti",
        ("petugas-loket",),
        "Siti Rohmah, A.Md.",
        "Petugas Loket Pengaduan",
        "19950412 201903 2 007",
        "Pengatur, II/c",
    ),
    Colleague(
        "dedi",
        ("petugas-loket",),
        "Dedi Kurniawan",
        "Petugas Loket Pengaduan",
        "19930820 202012 1 004",
        "Pengatur Muda Tk. I, II/b",
    ),
    Colleague(
        "rina",
        ("analis-pengaduan",),
        "Rina Maulida, S.IP.",
        "Analis Pengaduan",
        "19900115 201502 2 003",
        "Penata Muda Tk. I, III/b",
    ),
    Colleague(
        "agus",
        ("analis-pengaduan",),
        "Agus Setiawan, S.Sos.",
        "Analis Pengaduan",
        "19880607 201402 1 002",
        "Penata, III/c",
    ),
    Colleague(
        "budi",
        ("penata-perizinan",),
        "Budi Hartono, S.T.",
        "Penata Perizinan Ahli Muda",
        "19850923 201001 1 012",
        "Penata Tk. I, III/d",
    ),
    Colleague(
        "maya",
        ("penata-perizinan",),
        "Maya Anggraini, S.H.",
        "Penata Perizinan Ahli Muda",
        "19870311 201101 2 008",
        "Penata, III/c",
    ),
    Colleague(
        "dewi",
        ("koordinator",),
        "Dewi Lestari, S.E., M.M.",
        "Koordinator Bidang Pengendalian",
        "19791104 200501 2 005",
        "Pembina, IV/a",
    ),
    Colleague(
        "hendra",
        ("analis-hukum",),
        "Hendra Gunawan, S.H., M.H.",
        "Analis Hukum Ahli Muda",
        "19830219 200902 1 006",
        "Penata Tk. I, III/d",
    ),
    Colleague(
        "kepala",
        ("kepala-dinas",),
        "Drs. H. Contoh Kepala Dinas, M.Si.",
        "Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "19700101 199503 1 001",
        "Pembina Utama Muda, IV/c",
    ),
    Colleague(
        "auditor",
        ("auditor",),
        "Wahyu Nugroho, S.E., Ak.",
        "Auditor Ahli Madya, Inspektorat",
        "19760530 200212 1 003",
        "Pembina, IV/a",
    ),
    Colleague("admin", ("admin",), "Admin Sistem", "Pranata Komputer", "", ""),
)


def make_colleagues(*, now: datetime) -> int:
    """Make those of the sample office who do not exist yet; return how many were made."""
    known = usernames()
    missing = [one for one in COLLEAGUES if one.username not in known]
    for one in missing:
        create_user(
            name=one.username,
            roles=one.roles,
            now=now,
            full_name=one.name,
            nip=one.nip,
            position=one.position,
            unit="DPMPTSP",
            rank=one.rank,
            password=PASSWORD,
        )
    return len(missing)


def actors(people: list[Person], *, recorded_at: datetime | None = None) -> dict[str, Actor]:
    """Return an actor for each active person, by user id."""
    return {
        person.id: Actor(
            id=f"user:{person.id}",
            user_id=int(person.id),
            person=person,
            recorded_at=recorded_at,
        )
        for person in people
    }


def sample_complaints() -> list[dict[str, Any]]:
    """Return the 240 made-up complaints, oldest first."""
    source = files("sigap.bench").joinpath("data/pengaduan-contoh.jsonl")
    return [json.loads(line) for line in source.read_text("utf-8").splitlines()]
