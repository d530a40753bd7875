"""Reports as answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from sigap.api.outputs.form import Output


class ReportOut(Output):
    """A report: what is counted, in words, and its tables."""

    report: str
    title: str
    from_: date = Field(alias="from", description="Hari pertama masa laporan.")
    to: date = Field(description="Hari terakhir, termasuk.")
    made_at: datetime
    notes: list[str]
    tables: dict[str, dict[str, Any] | list[dict[str, Any]]] = Field(
        description="Tabel menurut namanya: daftar baris, atau satu objek. Waktu kantor dalam "
        "menit, bagian dari 0 sampai 1, null: tidak ada atau tidak ditampilkan."
    )
