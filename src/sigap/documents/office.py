"""What papers say of the office that issues them: letterhead, place, zone."""

from __future__ import annotations

from dataclasses import dataclass

from sigap.documents.facts import NO_IMAGE, Image


@dataclass(frozen=True)
class Office:
    """The letterhead's data. `city` is the place before the date, `unit` the short name."""

    government: str
    name: str
    city: str
    unit: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    website: str = ""
    email: str = ""
    postal_code: str = ""
    time_zone: str = "Asia/Jakarta"
    emblem: Image = NO_IMAGE


def sample_office() -> dict[str, object]:
    """Return the office of the decree, as preview and tests use it."""
    return {
        "government": "PEMERINTAH KABUPATEN BEKASI",
        "name": "DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU",
        "unit": "DPMPTSP",
        "city": "Cikarang Pusat",
        "address": "Komplek Perkantoran Pemerintah Kabupaten Bekasi, Desa Sukamahi, "
        "Kecamatan Cikarang Pusat",
        "phone": "(021) 0000-0000",
        "website": "dpmptsp.example.id",
        "email": "pengaduan@dpmptsp.example.id",
        "postal_code": "17530",
        "time_zone": "Asia/Jakarta",
    }
