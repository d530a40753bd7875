"""What stable codes are called on screens."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sigap.documents.indonesian import office_minutes

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.core.worktime import WorkCalendar

STATUS = {
    "open": "Diproses",
    "waiting-complainant": "Menunggu kelengkapan dari pelapor",
    "held": "Ditunda",
    "forwarded": "Diteruskan ke instansi lain",
    "withdrawn": "Dicabut",
    "merged": "Digabung ke berkas lain",
    "closed": "Selesai",
}
TASK_TYPES = {
    "step": "Langkah",
    "confirm": "Konfirmasi",
    "consult": "Pendapat hukum",
    "signature": "Tanda tangan",
    "memo": "Memo",
    "decision": "Keputusan",
}
CHANNELS = {
    "counter": "Tatap muka di loket",
    "web": "Halaman pengaduan",
    "letter": "Surat",
    "telephone": "Telepon",
    "whatsapp": "WhatsApp",
    "email": "Surel",
    "lapor": "SP4N-LAPOR!",
    "lapor-aa": "Lapor AA",
    "social-media": "Media sosial",
    "ombudsman": "Ombudsman/DPRD",
    "other": "Lainnya",
}
UNITS = {
    "hari-kerja": "hari kerja",
    "hari-kalender": "hari kalender",
    "jam-kalender": "jam",
}


class Due:
    """How a due moment stands now: shape, word and colour say the same."""

    def __init__(self, calendar: WorkCalendar, due_at: datetime | None, now: datetime) -> None:
        self.at = due_at
        if due_at is None:
            self.state, self.text = "stopped", "waktu dihentikan"
        elif due_at < now:
            late = round(calendar.elapsed(due_at, now))
            self.state = "late"
            self.text = f"terlambat {_span(late)}" if late else "baru saja lewat"
        else:
            local, today = calendar.local_day(due_at), calendar.local_day(now)
            if local == today:
                clock = due_at.astimezone(calendar.zone)
                self.state, self.text = "today", f"sampai {clock:%H.%M}"
            else:
                left = round(calendar.elapsed(now, due_at))
                self.state, self.text = "next", f"masih {_span(left)}"


_DAY_MINUTES = 450
_MONTHS = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()
_ABBREVIATION = re.compile(r"\(([A-Z]{2,6})\)$")


def since(calendar: WorkCalendar, at: datetime, now: datetime) -> str:
    """Return a past moment as a colleague would say it: “10.41”, “kemarin, 14.05”, “19 Nov”."""
    local, today = at.astimezone(calendar.zone), now.astimezone(calendar.zone)
    if local.date() == today.date():
        return f"{local:%H.%M}"
    if local.date() == today.date() - timedelta(days=1):
        return f"kemarin, {local:%H.%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {_MONTHS[local.month - 1]}{year}"


def short_permit(name: str) -> str:
    """Return the abbreviation that a permit type's name ends with, else the name."""
    found = _ABBREVIATION.search(name)
    return found[1] if found else name


def _span(minutes: int) -> str:
    """Return a span for a badge: whole days from two on, whole hours from four on, else all."""
    if minutes >= 2 * _DAY_MINUTES:
        return f"{minutes // _DAY_MINUTES} hari kerja"
    if minutes >= 4 * 60:
        return f"{minutes // 60} jam"
    return office_minutes(minutes).removesuffix(" kerja")
