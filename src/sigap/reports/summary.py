"""Summary: what came in, what was answered, how soon, by month, permit type and channel.

The only report that the public may read; small numbers are then not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.queries.worklog import permit_names
from sigap.reports import REPORTS
from sigap.reports.headline import Five, headline
from sigap.reports.small_cells import LEAST, hidden, is_telling
from sigap.reports.table import Column, Kind, Report, Table, share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.reports.audience import Audience
    from sigap.reports.period import Period
    from sigap.reports.table import Value

CHANNELS = {
    "counter": "Tatap muka di loket",
    "web": "Halaman pengaduan",
    "letter": "Surat",
    "telephone": "Telepon",
    "whatsapp": "WhatsApp",
    "email": "Pos-el",
    "lapor": "SP4N-LAPOR!",
    "lapor-aa": "Lapor AA",
    "social-media": "Media sosial",
    "ombudsman": "Ombudsman/DPRD",
    "other": "Lainnya",
}
CONCLUSIONS = {
    "terbukti": "Terbukti",
    "sebagian": "Terbukti sebagian",
    "tidak-terbukti": "Tidak terbukti",
    "bukan-kewenangan": "Bukan kewenangan",
}
RATINGS = {"puas": "Puas", "tidak-puas": "Tidak puas"}
_OTHERS = "Lain-lain"
_C = Kind.COUNT
_FIVE = [
    Column("received", "Diterima", _C),
    Column("answered", "Dijawab", _C),
    Column("ended", "Berakhir", _C),
    Column("kept", "Tepat janji", Kind.SHARE),
    Column("days_median", "Hari kerja sampai jawaban, median", Kind.DAYS),
    Column("open_late", "Terbuka dan lewat janji", _C),
]
_DEFINITIONS = (
    "Tepat janji: bagian berkas yang berakhir tidak lewat dari waktu yang dijanjikan kepada "
    "pelapor. Hari kerja dihitung sejak hari sesudah penerimaan."
)


def build(audience: Audience, period: Period, now: datetime) -> Report:
    """Return the summary; for the public by whole months and without small numbers."""
    if audience.is_public:
        period = period.whole_months()
    found = headline(audience.viewer, period, now=now)
    names = permit_names()
    write = _Public() if audience.is_public else _Whole()
    named = [(names[pk][0], names[pk][1], five) for pk, five in found.permit_types]
    months = [(f"{month:%Y-%m}", five) for month, five in found.months]
    record = [period.words, *write.values(found.whole)]
    tables = [
        Table(
            "summary",
            "Ringkasan",
            [Column("period", "Masa laporan"), *_FIVE],
            [record],
            is_record=True,
        ),
        Table(
            "months",
            "Perkembangan per bulan",
            [Column("month", "Bulan"), *_FIVE],
            write.months(months),
        ),
        Table(
            "permit_types",
            "Jenis izin",
            [Column("permit_type", "Kode", on_paper=False), Column("name", "Jenis izin"), *_FIVE],
            write.permit_types(named),
        ),
        _counts("channels", "Kanal", found.channels, CHANNELS, write),
        _counts("conclusions", "Kesimpulan telaah", found.conclusions, CONCLUSIONS, write),
        _counts("ratings", "Penilaian pelapor", found.ratings, RATINGS, write),
    ]
    return Report(
        "summary", REPORTS["summary"].title, period, now, tables, "months", _notes(audience)
    )


def _notes(audience: Audience) -> list[str]:
    notes = [_DEFINITIONS]
    if audience.is_public:
        notes.append(
            f"Angka di bawah {LEAST} digabungkan atau tidak ditampilkan, agar tidak seorang pun "
            "dapat dikenali. Masa laporan selalu bulan penuh."
        )
    elif audience.viewer is not None:
        notes.append("Berkas rahasia yang tidak boleh Anda lihat tidak ikut dihitung.")
    return notes


class _Whole:
    """Everything as it is, for the office."""

    @staticmethod
    def values(five: Five) -> list[Value]:
        return [
            five.received,
            five.answered,
            five.ended,
            share(five.kept, five.ended),
            five.days,
            five.open_late,
        ]

    def months(self, months: Sequence[tuple[str, Five]]) -> list[list[Value]]:
        return [[month, *self.values(five)] for month, five in months]

    def permit_types(self, types: Sequence[tuple[str, str, Five]]) -> list[list[Value]]:
        return [[slug, name, *self.values(five)] for slug, name, five in types]

    @staticmethod
    def counts(counts: Sequence[tuple[str, str, int]]) -> list[list[Value]]:
        return [list(one) for one in counts]


class _Public(_Whole):
    """Nothing that tells of fewer than five cases."""

    @staticmethod
    def values(five: Five) -> list[Value]:
        return [
            _if_many(five.received),
            _if_many(five.answered),
            _if_many(five.ended),
            None if is_telling(five.kept, five.ended) else share(five.kept, five.ended),
            five.days if five.answered >= LEAST else None,
            _if_many(five.open_late),
        ]

    def months(self, months: Sequence[tuple[str, Five]]) -> list[list[Value]]:
        rows = super().months(months)
        # A month's number must not follow from the sum of the period and the other months.
        for column, name in ((1, "received"), (2, "answered"), (3, "ended")):
            for index in hidden([getattr(five, name) for _, five in months]):
                rows[index][column] = None
        return rows

    def permit_types(self, types: Sequence[tuple[str, str, Five]]) -> list[list[Value]]:
        # Types with few complaints are put together; nothing of theirs is told apart.
        few = hidden([five.received for _, _, five in types])
        rows = super().permit_types([one for index, one in enumerate(types) if index not in few])
        for column, name in ((3, "answered"), (4, "ended"), (7, "open_late")):
            kept = [five for index, (_, _, five) in enumerate(types) if index not in few]
            for index in hidden([getattr(five, name) for five in kept]):
                rows[index][column] = None
        together = sum(types[index][2].received for index in few)
        nothing: list[Value] = [None] * (len(_FIVE) - 1)
        return [*rows, ["", _OTHERS, _if_many(together), *nothing]] if few else rows

    @staticmethod
    def counts(counts: Sequence[tuple[str, str, int]]) -> list[list[Value]]:
        few = hidden([count for _, _, count in counts])
        rows: list[list[Value]] = [
            list(one) for index, one in enumerate(counts) if index not in few
        ]
        together = sum(counts[index][2] for index in few)
        return [*rows, ["", _OTHERS, _if_many(together)]] if few else rows


def _if_many(count: int) -> int | None:
    return None if 0 < count < LEAST else count


def _counts(
    table_id: str,
    title: str,
    counts: Sequence[tuple[str, int]],
    names: dict[str, str],
    write: _Whole,
) -> Table:
    columns = [
        Column("code", "Kode", on_paper=False),
        Column("name", title),
        Column("count", "Berkas", _C),
    ]
    named = [(code, names.get(code, code), count) for code, count in counts if code]
    return Table(table_id, title, columns, write.counts(named))
