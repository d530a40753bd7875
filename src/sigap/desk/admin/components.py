"""Every component of the pages in every state, drawn by the templates that the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_GET

from sigap.cases.operations.authority import ACCOUNTS
from sigap.cases.queries.officeday import office_zone
from sigap.desk.admin.pages import page_for, show
from sigap.desk.rail import RailSop, RailStep
from sigap.ui import schema_form

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sigap.desk.session import StaffRequest

_LONG = (
    "Retribusi Persetujuan Bangunan Gedung untuk gudang di Kawasan Industri Jababeka tahap III "
    "sudah dibayar tiga bulan yang lalu, tetapi belum divalidasi dan tidak ada yang menjawab"
)
_UNBROKEN = "PBG-321608-21102025-960-" + "X" * 60


@dataclass(frozen=True)
class _Due:
    state: str
    text: str


_DUES = (
    _Due("next", "masih 1 hari kerja"),
    _Due("today", "sampai 14.30"),
    _Due("late", "terlambat 2 jam"),
    _Due("done", "Selesai"),
    _Due("stopped", "waktu dihentikan"),
)


@page_for(ACCOUNTS)
@require_GET
def components(request: StaffRequest) -> HttpResponse:
    """Show the components, for whoever builds or judges a page."""
    zone = office_zone()
    context = {
        "title": "Komponen tampilan",
        "dues": _DUES,
        "empty_form": schema_form.build(_SCHEMA, None, zone=zone),
        "filled_form": schema_form.build(_SCHEMA, _FILLED, zone=zone),
        "wrong_form": schema_form.build(_SCHEMA, _FILLED, errors=_ERRORS, zone=zone),
        "rail": _RAIL,
        "worklist": [("Terlambat", _ROWS[:1]), ("Hari ini", _ROWS[1:2]), ("Berikutnya", _ROWS[2:])],
        "long": _LONG,
        "unbroken": _UNBROKEN,
    }
    return show(request, "components.html", context)


def _text(title: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keywords of a schema
    return {"type": "string", "title": title, "maxLength": 100, **more}


_FEW = {"enum": ["biasa", "segera"], "description": "biasa = Biasa; segera = Segera"}
_MANY = {"enum": ["Bapenda", "Dinas Cipta Karya", "Inspektorat", "Kecamatan", _LONG]}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["text", "area", "date", "radio", "agree", "rows"],
    "properties": {
        "text": _text("Satu baris", description="Bantuan berdiri di antara nama dan isian."),
        "area": _text("Beberapa baris", maxLength=5000),
        "number": {"type": "integer", "title": "Bilangan", "minimum": 1},
        "date": {"type": "string", "format": "date", "title": "Tanggal"},
        "moment": {"type": "string", "format": "date-time", "title": "Tanggal dan jam"},
        "time": {"type": "string", "format": "time", "title": "Jam"},
        "radio": {"type": "string", "title": "Pilihan yang sedikit", **_FEW},
        "select": {"type": "string", "title": "Pilihan yang banyak", **_MANY},
        "checks": {"type": "array", "title": "Boleh beberapa", "items": _MANY},
        "check": {"type": "boolean", "title": "Ya atau tidak"},
        "agree": {"const": True, "title": "Pernyataan yang harus disetujui"},
        "group": {
            "type": "object",
            "title": "Kelompok",
            "properties": {"inside": _text("Isian di dalam kelompok")},
        },
        "branch": {
            "title": "Salah satu",
            "oneOf": [
                {
                    "title": "Di kertas",
                    "properties": {"way": {"const": "paper"}, "place": _text("Tempat kertasnya")},
                },
                {"title": "Di layar", "properties": {"way": {"const": "screen"}}},
            ],
        },
        "rows": {
            "type": "array",
            "title": "Daftar yang dapat bertambah",
            "minItems": 1,
            "items": {"type": "object", "properties": {"what": _text("Dokumen")}},
        },
        "letter": {
            "type": "array",
            "title": "Naskah surat",
            "items": {
                "oneOf": [
                    {"properties": {"type": {"const": "paragraph"}, "text": {"type": "string"}}}
                ]
            },
        },
    },
}
for _branch in _SCHEMA["properties"]["branch"]["oneOf"]:
    _branch["type"] = "object"
_FILLED: dict[str, Any] = {
    "text": _UNBROKEN,
    "area": f"{_LONG}.\n\nAlinea kedua.",
    "number": 12,
    "date": "2026-11-24",
    "moment": "2026-11-24T09:00:00+07:00",
    "time": "09:00:00+07:00",
    "radio": "segera",
    "select": _LONG,
    "checks": ["Inspektorat", _LONG],
    "check": True,
    "agree": True,
    "group": {"inside": "Isi"},
    "branch": {"way": "screen"},
    "rows": [{"what": "Bukti setor retribusi"}, {"what": _LONG}],
    "letter": [{"type": "paragraph", "text": _LONG}],
}
_ERRORS = {
    f"data.{name}": "Belum diisi; pilih atau ketik satu."
    for name in _SCHEMA["properties"]
    if name not in ("rows", "group", "branch")
} | {
    "data.rows.0.what": "Dokumen ini sudah ada di daftar; hapus salah satu.",
    "data.group.inside": "Paling banyak 100 huruf.",
}


def _step(no: int, title: str, state: str, **more: Any) -> RailStep:  # noqa: ANN401 - its fields
    given = {"symbol": "", "standard": "30 menit", "activity": title, **more}
    return RailStep(no=no, title=title, state=state, **given)


_RAIL = [
    RailSop(
        "III",
        "SOP contoh",
        [
            _step(1, "Selesai dalam waktu", "done", symbol="capsule", worked="22"),
            _step(2, "Selesai melewati waktu", "done", worked="41", is_over=True),
            _step(3, "Sedang dikerjakan, diulang", "now", symbol="diamond", worked="5", loops=2),
            _step(4, "Belum sampai, dengan nama langkah yang panjang sekali", "next"),
            _step(5, "Dilewati", "skipped"),
            _step(6, "Akhir", "next", symbol="capsule"),
        ],
    )
]


def _row(place: int, due: _Due, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - its columns
    return {
        "id": place,
        "case": f"PGD-2026-0000{place}",
        "due": due,
        "subject": "Retribusi PBG sudah dibayar, belum divalidasi",
        "permit": "PBG",
        "permit_name": "Persetujuan Bangunan Gedung (PBG)",
        "code": "IV.3",
        "kind": "",
        "title": "Periksa kelengkapan",
        "attempt": 1,
        "holder": "Anda",
        "since": "kemarin, 14.05",
        **more,
    }


_ROWS = [
    _row(1, _DUES[2], attempt=2),
    _row(2, _DUES[1], kind="Tanda tangan", title="Tanda tangani surat", code="V.4"),
    _row(3, _DUES[0], subject=_LONG, permit=_LONG[:40], holder="antrean Penata Perizinan"),
]
