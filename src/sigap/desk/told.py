"""What became of each short notice to the complainant, in the words of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sigap.cases.models import Notice

WHAT = {
    "received": "Pengaduan diterima",
    "stage": "Penanganan sampai pada tahap berikutnya",
    "soon": "Mungkin terlambat dijawab",
    "late": "Terlambat dijawab",
    "completion-requested": "Diminta melengkapi pengaduan",
    "completion-reminder": "Belum melengkapi pengaduan",
    "answered": "Pengaduan sudah dijawab",
    "message": "Ada pesan dari kantor",
    "declined": "Pengaduan tidak ditindaklanjuti",
    "forwarded": "Pengaduan diteruskan",
    "held": "Pengaduan ditunda",
    "merged": "Pengaduan digabungkan",
    "resumed": "Pengaduan dilanjutkan",
    "settled": "Pengaduan selesai di loket",
    "withdrawn": "Pengaduan dicabut",
}
OTHER_NEWS = "Ada kabar tentang pengaduan"
WHY = {
    "withheld": "pengiriman otomatis dimatikan",
    "call": "tidak dapat dikirim otomatis",
    "bounced": "alamat atau nomornya menolak",
    "unsure": "mungkin sudah sampai; server tidak menjawab",
    "failed": "pengiriman gagal berulang kali",
    "waiting": "pengiriman gagal berulang kali",
}
HOW = (
    ("whatsapp", "WhatsApp"),
    ("telephone", "Telepon"),
    ("email", "Surel"),
    ("letter", "Surat"),
    ("counter", "Datang ke loket"),
)
"""How an officer may have told it."""
_CARRIERS = {"email": "surel", "gateway": "WhatsApp/SMS"}


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: what it says, since when, and what became of it."""

    what: str
    at: datetime
    fate: str
    ended_at: datetime | None
    needs_person: bool


def told(notices: Iterable[Notice]) -> list[Told]:
    """Return what became of each notice, the newest first."""
    rows = [
        Told(
            what=WHAT.get(one.kind, OTHER_NEWS),
            at=one.at,
            fate=_fate(one),
            ended_at=one.ended_at,
            needs_person=one.state in ("held", "failed"),
        )
        for one in notices
    ]
    return rows[::-1]


def _fate(notice: Notice) -> str:
    if notice.fate == "sent":
        way = f"terkirim lewat {_CARRIERS.get(notice.carrier, 'sistem')}"
    elif notice.fate == "told":
        way = f"disampaikan petugas ({dict(HOW).get(notice.reference, 'langsung')})"
    elif notice.fate == "no-way":
        way = "tidak dikirim"
    elif notice.fate or notice.state == "failed":
        way = f"belum sampai: {WHY[notice.fate or 'failed']}"
    elif notice.attempts > 1 or notice.last_error:
        way = "pengiriman gagal, dicoba lagi"
    else:
        way = "menunggu dikirim"
    refused = [_CARRIERS.get(one["carrier"], one["carrier"]) for one in notice.refused_by]
    return f"{way}; ditolak {' dan '.join(refused)}" if refused else way
