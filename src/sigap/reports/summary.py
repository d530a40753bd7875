"""Summary: what came in, what was answered, how soon, by month, permit type and channel.

The only report that the public may read; small numbers are then not in it. The public reads
it by calendar years alone: of two periods that overlap, the difference would tell what neither
shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.queries.worklog import permit_names
from sigap.reports import REPORTS
from sigap.reports.headline import Five, headline
from sigap.reports.small_cells import LEAST, hidden, hidden_shares, is_telling
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
    "email": "Surel",
    "lapor": "SP4N-LAPOR!",
    "lapor-aa": "Lapor AA",
    "social-media": "Media sosial",
    "ombudsman": "Ombudsman/DPRD",
    "other": "Lainnya",
}
CONCLUSIONS = {
    "none": "Tanpa kesimpulan",
    "terbukti": "Terbukti",
    "sebagian": "Terbukti sebagian",
    "tidak-terbukti": "Tidak terbukti",
    "bukan-kewenangan": "Bukan kewenangan",
}
RATINGS = {"none": "Belum dinilai", "puas": "Puas", "tidak-puas": "Tidak puas"}
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
    """Return the summary; for the public of a calendar year and without small numbers."""
    if audience.is_public:
        period = period.whole_year()
    found = headline(audience.viewer, period, now=now)
    names = permit_names()
    write = _Public() if audience.is_public else _Whole()
    types = [(*names[pk], five) for pk, five in found.permit_types]
    channels = [(code, CHANNELS.get(code, code), five) for code, five in found.channels]
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
            write.kinds(types),
        ),
        Table(
            "channels",
            "Kanal",
            [Column("code", "Kode", on_paper=False), Column("name", "Kanal"), *_FIVE],
            write.kinds(channels),
        ),
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
            "dapat dikenali. Masa laporan selalu satu tahun kalender."
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

    def kinds(self, kinds: Sequence[tuple[str, str, Five]]) -> list[list[Value]]:
        return [[code, name, *self.values(five)] for code, name, five in kinds]

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
        cells = self._beside_their_sum([five for _, five in months])
        return [[month, *row] for (month, _), row in zip(months, cells, strict=True)]

    def kinds(self, kinds: Sequence[tuple[str, str, Five]]) -> list[list[Value]]:
        # Kinds with few complaints are put together.
        few = hidden([five.received for _, _, five in kinds])
        shown = [one for index, one in enumerate(kinds) if index not in few]
        if few:
            shown.append(("", _OTHERS, _together([kinds[index][2] for index in few])))
        cells = self._beside_their_sum([five for _, _, five in shown], late="open_late")
        return [[code, name, *row] for (code, name, _), row in zip(shown, cells, strict=True)]

    def _beside_their_sum(self, fives: Sequence[Five], *, late: str = "") -> list[list[Value]]:
        """Return the cells of rows, less what would follow from the sum and the other rows.

        What is late at the end of each month has no sum; `late` names it where it has one.
        """
        rows = [self.values(five) for five in fives]
        for column, name in ((0, "received"), (1, "answered"), (2, "ended"), (5, late)):
            counts = [getattr(five, name) for five in fives] if name else []
            for index in hidden(counts):
                rows[index][column] = None
        for index in hidden_shares([(five.kept, five.ended) for five in fives]):
            rows[index][3] = None
        return rows

    @staticmethod
    def counts(counts: Sequence[tuple[str, str, int]]) -> list[list[Value]]:
        few = hidden([count for _, _, count in counts])
        rows: list[list[Value]] = [
            list(one) for index, one in enumerate(counts) if index not in few
        ]
        together = sum(counts[index][2] for index in few)
        return [*rows, ["", _OTHERS, _if_many(together)]] if few else rows


def _together(fives: Sequence[Five]) -> Five:
    """Return the sums of some; medians have none."""
    names = ("received", "answered", "ended", "kept", "open_late")
    sums = {name: sum(getattr(five, name) for five in fives) for name in names}
    return Five(**sums, days=None)


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
    coded = [(code or "none", count) for code, count in counts]
    named = [(code, names.get(code, code), count) for code, count in coded]
    return Table(table_id, title, columns, write.counts(named))
