"""What codes and spans of time are called on the public pages, in the language that is active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sigap.core.sop.definition import Unit

if TYPE_CHECKING:
    from sigap.core.sop.definition import Duration

CHANNELS = {
    "counter": gettext_lazy("Tatap muka di loket"),
    "web": gettext_lazy("Halaman pengaduan"),
    "letter": gettext_lazy("Surat"),
    "telephone": gettext_lazy("Telepon"),
    "whatsapp": "WhatsApp",
    "email": gettext_lazy("Surel"),
    "lapor": "SP4N-LAPOR!",
    "lapor-aa": "Lapor AA",
    "social-media": gettext_lazy("Media sosial"),
    "ombudsman": gettext_lazy("Ombudsman/DPRD"),
    "other": gettext_lazy("Lainnya"),
}
CONCLUSIONS = {
    "none": gettext_lazy("Tanpa kesimpulan"),
    "terbukti": gettext_lazy("Terbukti"),
    "sebagian": gettext_lazy("Terbukti sebagian"),
    "tidak-terbukti": gettext_lazy("Tidak terbukti"),
    "bukan-kewenangan": gettext_lazy("Bukan kewenangan"),
}
RATINGS = {
    "none": gettext_lazy("Belum dinilai"),
    "puas": gettext_lazy("Puas"),
    "tidak-puas": gettext_lazy("Tidak puas"),
}
TABLES = {
    "summary": gettext_lazy("Ringkasan"),
    "months": gettext_lazy("Per bulan"),
    "permit_types": gettext_lazy("Per jenis izin"),
    "channels": gettext_lazy("Per kanal"),
    "conclusions": gettext_lazy("Hasil telaah"),
    "ratings": gettext_lazy("Penilaian pelapor"),
    "steps": gettext_lazy("Langkah demi langkah"),
    "satisfaction": gettext_lazy("Indeks kepuasan masyarakat"),
    "satisfaction_elements": gettext_lazy("Unsur pelayanan"),
}
OTHERS = gettext_lazy("Lain-lain")
"""What was too few to be told apart."""
GRADES = {
    "Sangat baik": gettext_lazy("Sangat baik"),
    "Baik": gettext_lazy("Baik"),
    "Kurang baik": gettext_lazy("Kurang baik"),
    "Tidak baik": gettext_lazy("Tidak baik"),
}
ELEMENTS = {
    "U1": gettext_lazy("Persyaratan"),
    "U2": gettext_lazy("Sistem, Mekanisme, dan Prosedur"),
    "U3": gettext_lazy("Waktu Penyelesaian"),
    "U4": gettext_lazy("Biaya/Tarif"),
    "U5": gettext_lazy("Produk Spesifikasi Jenis Pelayanan"),
    "U6": gettext_lazy("Kompetensi Pelaksana"),
    "U7": gettext_lazy("Perilaku Pelaksana"),
    "U8": gettext_lazy("Penanganan Pengaduan, Saran dan Masukan"),
    "U9": gettext_lazy("Sarana dan Prasarana"),
}
_MINUTES_A_DAY = 450
_MANY_DAYS = 10


def duration_words(time: Duration) -> str:
    """Return an SOP's time: `30 menit`, `2 hari`."""
    if time.unit is Unit.DAYS:
        return ngettext("%(n)d hari", "%(n)d hari", time.amount) % {"n": time.amount}
    if time.unit is Unit.HOURS:
        return ngettext("%(n)d jam", "%(n)d jam", time.amount) % {"n": time.amount}
    return ngettext("%(n)d menit", "%(n)d menit", time.amount) % {"n": time.amount}


def office_time(minutes: float | None) -> str:
    """Return office time in words: `42 menit`, `2 jam 10 menit`, from two days on in days."""
    if minutes is None:
        return ""
    whole = round(minutes)
    if whole >= 2 * _MINUTES_A_DAY:
        days = whole / _MINUTES_A_DAY
        words = number_format(days, 0 if days >= _MANY_DAYS else 1)
        return _("%(days)s hari kerja") % {"days": words}
    hours, rest = divmod(whole, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)d menit", "%(n)d menit", rest) % {"n": rest})
    return " ".join(parts)
