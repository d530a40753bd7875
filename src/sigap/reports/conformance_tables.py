"""The conformance report as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.accounts.queries import roster
from sigap.reports import REPORTS
from sigap.reports.conformance import figures
from sigap.reports.conformance_details import attempts_table, cases_table, traces
from sigap.reports.naming import DEPARTURES, NOTED, role_name
from sigap.reports.stepping import MINUTES_A_DAY
from sigap.reports.table import Column, Kind, Report, Table, minutes, share

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.reports.audience import Audience
    from sigap.reports.conformance import Figures
    from sigap.reports.grouping import CaseFigures
    from sigap.reports.period import Period
    from sigap.reports.table import Value

_VARIANTS_SHOWN = 50
_C, _M, _D, _S = Kind.COUNT, Kind.MINUTES, Kind.DAYS, Kind.SHARE


def build(audience: Audience, period: Period, now: datetime) -> Report:
    """Return the report for an audience."""
    return report_of(figures(audience.viewer, period, now=now), audience)


def report_of(found: Figures, audience: Audience) -> Report:
    """Return figures as a report."""
    tables = [
        _summary(found),
        _hints(found),
        _steps(found),
        _months(found),
        _permit_types(found),
        _handovers(found),
        _agencies(found),
        _loops(found),
        _variants(found),
        _departures(found),
        _noted(found),
        *([_persons(found)] if audience.shows_persons else []),
        cases_table(found),
        attempts_table(found, shows_persons=audience.shows_persons),
    ]
    return Report(
        "conformance",
        REPORTS["conformance"].title,
        found.period,
        found.made_at,
        tables,
        main="steps",
        notes=_notes(found),
        event_log=lambda: traces(found, shows_persons=audience.shows_persons),
    )


def _notes(found: Figures) -> list[str]:
    notes = [
        "Dihitung: berkas yang berakhir pada masa laporan, dengan semua pengerjaan langkahnya.",
        (
            "Waktu adalah waktu kantor tanpa jeda. Menunggu: sejak langkah terbuka sampai dimulai. "
            "Bekerja: sejak dimulai sampai selesai; satu hari kerja dihitung "
            f"{MINUTES_A_DAY} menit bila dibandingkan dengan menit."
        ),
        (
            "Kesesuaian 1 berarti berkas menempuh persis jalan SOP; setiap langkah yang dilewati "
            "atau dikerjakan di luar urutan menurunkannya."
        ),
        (
            "Tepat waktu dihitung menurut kalender terbaru; “semula” menurut batas waktu yang "
            "dijanjikan ketika langkah dibuka."
        ),
    ]
    unknown = int(found.found.unknown.sum())
    if unknown:
        notes.append(f"{unknown} berkas memuat waktu di luar tahun kalender; hitungannya kurang.")
    return notes


def _summary(found: Figures) -> Table:
    columns = [Column("period", "Masa laporan"), *_case_columns(), *_PARTS]
    row = [found.period.words, *_case_values(found.whole), *_parts(found.whole)]
    return Table("summary", "Ringkasan", columns, [row], is_record=True)


def _case_columns() -> list[Column]:
    return [
        Column("cases", "Berkas berakhir", _C),
        Column("kept", "Janji ditepati", _S),
        Column("kept_then", "Janji semula ditepati", _S, on_paper=False),
        Column("fitness", "Kesesuaian rata-rata", Kind.NUMBER, on_paper=False),
        Column("follow", "Berkas sesuai sepenuhnya", _S),
        Column("side_exits", "Berakhir di luar SOP", _C),
        Column("repeated", "Berkas dengan pengulangan", _S),
        Column("days_median", "Hari kerja, median", _D),
        Column("days_p90", "Hari kerja, p90", _D),
        Column("minutes_median", "Menit kerja, median", _M, on_paper=False),
        Column("minutes_p90", "Menit kerja, p90", _M, on_paper=False),
    ]


def _case_values(of: CaseFigures) -> list[Value]:
    return [
        of.count,
        share(of.kept, of.count),
        share(of.kept_then, of.count),
        round(of.fitness, 4) if of.count else None,
        share(of.follow, of.count),
        of.exits,
        share(of.repeated, of.count),
        of.days.median if of.count else None,
        of.days.p90 if of.count else None,
        minutes(of.total.median) if of.count else None,
        minutes(of.total.p90) if of.count else None,
    ]


_PARTS = [
    Column("waited_minutes", "Menunggu, menit", _M),
    Column("worked_minutes", "Bekerja, menit", _M),
    Column("outside_minutes", "Di luar langkah (tanda tangan), menit", _M),
    Column("paused_minutes", "Jeda, menit", _M),
]


def _parts(of: CaseFigures) -> list[Value]:
    return [minutes(of.waited), minutes(of.worked), minutes(of.outside), minutes(of.paused)]


def _hints(found: Figures) -> Table:
    columns = [
        Column("kind", "Jenis", on_paper=False),
        Column("step", "Langkah"),
        Column("hint", "Petunjuk"),
    ]
    rows: list[list[Value]] = [[str(one.kind), one.label, one.text] for one in found.hints]
    return Table("hints", "Petunjuk", columns, rows)


def _steps(found: Figures) -> Table:
    columns = [
        Column("step", "Langkah"),
        Column("title", "Kegiatan"),
        Column("promised", "Waktu SOP"),
        Column("limit", "Batas tunggu", on_paper=False),
        Column("cases", "Berkas", _C),
        Column("attempts", "Pengerjaan", _C),
        Column("repeats", "Pengulangan", _C),
        Column("cancelled", "Gugur", _C, on_paper=False),
        Column("waited_median", "Menunggu, median (menit)", _M),
        Column("waited_p90", "Menunggu, p90 (menit)", _M),
        Column("waited_in_limit", "Dimulai dalam batas", _S),
        Column("waited_in_limit_then", "Dimulai dalam batas semula", _S, on_paper=False),
        Column("promised_minutes", "Waktu SOP (menit)", _M, on_paper=False),
        Column("worked_median", "Bekerja, median (menit)", _M),
        Column("worked_p90", "Bekerja, p90 (menit)", _M),
        Column("worked_in_time", "Selesai dalam waktu SOP", _S),
        Column("worked_in_time_then", "Selesai dalam batas semula", _S, on_paper=False),
        Column("before_count", "Menunggu di luar langkah, kali", _C, on_paper=False),
        Column("before_median", "Menunggu di luar langkah, median (menit)", _M, on_paper=False),
        Column("waited_minutes", "Menunggu, jumlah (menit)", _M, on_paper=False),
        Column("worked_minutes", "Bekerja, jumlah (menit)", _M, on_paper=False),
        Column("repeat_minutes", "Pengulangan, jumlah (menit)", _M, on_paper=False),
    ]
    rows: list[list[Value]] = [
        [
            one.key.label,
            found.titles[one.key.label],
            str(one.key.step.time),
            str(one.limit) if one.limit else None,
            one.cases,
            one.attempts,
            one.repeats,
            one.cancelled,
            minutes(one.waited.median),
            minutes(one.waited.p90),
            share(one.attempts - one.waited_over, one.attempts),
            share(one.attempts - one.waited_then, one.attempts),
            minutes(one.key.promised_seconds),
            minutes(one.worked.median),
            minutes(one.worked.p90),
            share(one.worked.count - one.worked_over, one.worked.count),
            share(one.worked.count - one.worked_then, one.worked.count),
            one.before.count,
            minutes(one.before.median),
            minutes(one.waited.total),
            minutes(one.worked.total),
            minutes(one.repeat_seconds),
        ]
        for one in found.steps
    ]
    return Table("steps", "Langkah", columns, rows)


def _months(found: Figures) -> Table:
    rows: list[list[Value]] = [
        [f"{month:%Y-%m}", *_case_values(of), *_parts(of)] for month, of in found.months
    ]
    columns = [Column("month", "Bulan"), *_case_columns(), *_PARTS]
    return Table("months", "Perkembangan per bulan", columns, rows)


def _permit_types(found: Figures) -> Table:
    rows: list[list[Value]] = [
        [slug, name, *_case_values(of), *_parts(of)] for slug, name, of in found.permit_types
    ]
    columns = [
        Column("permit_type", "Kode", on_paper=False),
        Column("name", "Jenis izin"),
        *_case_columns(),
    ]
    return Table("permit_types", "Jenis izin", [*columns, *_PARTS], rows)


def _handovers(found: Figures) -> Table:
    columns = [
        Column("giver", "Yang menyerahkan"),
        Column("taker", "Yang ditunggu"),
        Column("count", "Kali", _C),
        Column("median", "Menunggu, median (menit)", _M),
        Column("p90", "Menunggu, p90 (menit)", _M),
        Column("over", "Melewati batas tunggu", _C),
        Column("minutes", "Menunggu, jumlah (menit)", _M),
    ]
    rows: list[list[Value]] = [
        [
            role_name(one.giver),
            role_name(one.taker),
            one.waited.count,
            minutes(one.waited.median),
            minutes(one.waited.p90),
            one.over,
            minutes(one.waited.total),
        ]
        for one in found.handovers
    ]
    return Table("handovers", "Siapa menunggu siapa", columns, rows)


def _agencies(found: Figures) -> Table:
    columns = [
        Column("agency", "Instansi"),
        Column("letters", "Surat", _C),
        Column("cases", "Berkas", _C),
        Column("unsigned", "Belum ditandatangani", _C),
        Column("median", "Ditunggu, median (menit)", _M),
        Column("p90", "Ditunggu, p90 (menit)", _M),
        Column("minutes", "Ditunggu, jumlah (menit)", _M),
    ]
    rows: list[list[Value]] = [
        [
            one.agency,
            one.letters,
            one.cases,
            one.unsigned,
            minutes(one.waited.median),
            minutes(one.waited.p90),
            minutes(one.waited.total),
        ]
        for one in found.agencies
    ]
    note = "Ditunggu: sejak surat ditandatangani sampai langkah berikutnya dimulai."
    return Table("agencies", "Instansi yang ditunggu", columns, rows, note=note)


def _loops(found: Figures) -> Table:
    columns = [
        Column("step", "Keputusan pada"),
        Column("outcome", "Keputusan"),
        Column("to", "Kembali ke langkah", _C),
        Column("decisions", "Keputusan diambil", _C),
        Column("back", "Kembali", _C),
        Column("share", "Bagian", _S),
        Column("minutes", "Pengulangan, jumlah (menit)", _M),
    ]
    rows: list[list[Value]] = [
        [
            one.key.label,
            one.outcome,
            one.to,
            one.decisions,
            one.back,
            share(one.back, one.decisions),
            minutes(one.seconds),
        ]
        for one in found.loops
    ]
    return Table("loops", "Pengulangan", columns, rows)


def _variants(found: Figures) -> Table:
    columns = [
        Column("way", "Jalan"),
        Column("steps", "Langkah", _C),
        Column("cases", "Berkas", _C),
        Column("share", "Bagian", _S),
        Column("fitness", "Kesesuaian", Kind.NUMBER),
        Column("complete", "Sampai akhir SOP"),
    ]
    rows: list[list[Value]] = [
        [
            found.way(index),
            len(one.done),
            one.count,
            share(one.count, found.whole.count),
            round(float(found.course.fitness[one.cases].mean()), 4),
            "ya" if one.is_complete else "tidak",
        ]
        for index, one in enumerate(found.course.variants[:_VARIANTS_SHOWN])
    ]
    left = len(found.course.variants) - len(rows)
    note = f"{left} jalan lain yang lebih jarang tidak ditampilkan." if left else ""
    return Table("variants", "Jalan yang ditempuh", columns, rows, note=note)


def _departures(found: Figures) -> Table:
    columns = [
        Column("kind", "Kode", on_paper=False),
        Column("what", "Penyimpangan"),
        Column("step", "Langkah"),
        Column("cases", "Berkas", _C),
    ]
    rows: list[list[Value]] = [
        [kind, DEPARTURES[kind], found.label(place), count]
        for kind, place, count in found.departures
    ]
    return Table("departures", "Penyimpangan dari jalan SOP", columns, rows)


def _noted(found: Figures) -> Table:
    columns = [
        Column("code", "Kode", on_paper=False),
        Column("what", "Kejadian"),
        Column("times", "Kali", _C),
    ]
    rows: list[list[Value]] = [[code, NOTED.get(code, code), times] for code, times in found.noted]
    return Table("noted", "Kejadian di luar SOP yang dicatat", columns, rows)


def _persons(found: Figures) -> Table:
    named = roster(now=found.made_at).users
    columns = [
        Column("user", "Nama pengguna", on_paper=False),
        Column("name", "Nama"),
        Column("attempts", "Langkah dikerjakan", _C),
        Column("cases", "Berkas", _C),
        Column("in_time", "Dalam waktu SOP", _S),
        Column("share_of_time", "Waktu SOP yang dipakai, median", _S),
        Column("waited_median", "Tunggu sebelum dimulai, median (menit)", _M),
        Column("repeats", "Pengulangan", _C),
        Column("worked_minutes", "Bekerja, jumlah (menit)", _M),
    ]
    rows: list[list[Value]] = []
    for one in found.persons:
        user = named.get(int(one.person))
        rows.append(
            [
                user.username if user else one.person,
                user.name if user else one.person,
                one.attempts,
                one.cases,
                share(one.attempts - one.worked_over, one.attempts),
                one.share / 100,
                minutes(one.waited.median),
                one.repeats,
                minutes(one.worked),
            ]
        )
    note = "Langkah yang dipimpin orang itu; lama bekerja juga bergantung pada berkasnya."
    return Table("persons", "Petugas", columns, rows, note=note)
