"""The figures of a run as one page that needs nothing else: tables and curves."""

from __future__ import annotations

import math
from html import escape
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 300, 150, 40, 22
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#5b6570;--line:#d5dae0;--paper:#fff;
--own:#0b5cad;--floor:#b3541e}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebee;--quiet:#a3adb8;--line:#3a424b;
--paper:#14181c;--own:#6db3f2;--floor:#f0a06a}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}
th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}
.curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:1.5rem}
figure{margin:0}figcaption{font-weight:600}
svg{width:100%;height:auto}svg text{font-size:10px;fill:var(--quiet)}
.grid{stroke:var(--line)}.own,.floor{fill:none;stroke-width:2}
.own{stroke:var(--own)}.floor{stroke:var(--floor);stroke-dasharray:5 3}
.one{opacity:.55}.quiet{color:var(--quiet)}
"""


def page(figures: dict[str, Any]) -> str:
    """Return the page."""
    machine = figures["machine"]
    told = (
        f"{figures['cases']} berkas · {figures['database']} · {machine['cores']} inti "
        f"{machine['processor']} · {machine['memory_gb']} GB · {figures['measured_at']} · "
        f"beban mesin sebelum {machine['load_before'][0]:.1f}, sesudah "
        f"{machine['load_after'][0]:.1f}"
    )
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Kecepatan Sigap</title>'
        f"<style>{_STYLE}</style></head><body><h1>Kecepatan Sigap</h1><p>{escape(told)}</p>"
        '<p class="quiet">Dasar: satu kueri berindeks dengan 25 baris lewat server dan basis data '
        "yang sama, diukur bergantian dengan setiap panggilan. Mesin ini dipakai bersama; yang "
        f"berarti ialah perbandingannya. {escape(figures['note'])}</p>"
        f"{_table(figures['calls'])}<h2>Sebaran waktu jawab</h2>"
        '<p class="quiet">Utuh: panggilan; putus-putus: dasar di sela-selanya. Pudar: satu '
        "pemanggil; pekat: delapan. Mendatar: persen permintaan; tegak: ms, skala logaritma.</p>"
        f'<div class="curves">{_curves(figures["calls"])}</div>'
        f"<h2>Lain-lain</h2>{_others(figures)}</body></html>\n"
    )


def _table(calls: list[dict[str, Any]]) -> str:
    heads = (
        "Panggilan",
        "serentak",
        "per detik",
        "p50 ms",
        "p95 ms",
        "CPU ms",
        "dari dasar",
        "dari kosong",
        "galat",
    )
    rows = [
        (
            one["title"],
            one["at_once"],
            *(one.get(key, "") for key in ("per_second", "p50_ms", "p95_ms", "cpu_ms")),
            f"{one.get('of_floor', 0):.0%}",
            f"{one.get('of_empty', 0):.0%}",
            one["errors"],
        )
        for one in calls
    ]
    lines = "".join((_row("th", heads), *(_row("td", row) for row in rows)))
    return f'<div class="wide"><table>{lines}</table></div>'


def _row(tag: str, cells: tuple[object, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"


def _curves(calls: list[dict[str, Any]]) -> str:
    names = dict.fromkeys(one["name"] for one in calls if one["requests"])
    return "".join(_curve([one for one in calls if one["name"] == name]) for name in names)


def _curve(calls: list[dict[str, Any]]) -> str:
    lines = []
    for one in calls:
        faint = " one" if one["at_once"] == 1 else ""
        lines.append((f"own{faint}", one["percentiles_ms"]))
        lines.append((f"floor{faint}", one["floor"].get("percentiles_ms", {})))
    values = [value for _, points in lines for value in points.values() if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10**low)) - low) / (high - low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - 8), 1)

    def x(percent: float) -> float:
        return round(_LEFT + percent / 100 * (_WIDTH - _LEFT - 6), 1)

    grid = "".join(
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 6}" y1="{y(10**power)}" '
        f'y2="{y(10**power)}"/><text x="{_LEFT - 4}" y="{y(10**power) + 3}" '
        f'text-anchor="end">{10**power:g}</text>'
        for power in range(low, high + 1)
    ) + "".join(
        f'<text x="{x(percent)}" y="{_HEIGHT - 6}" text-anchor="middle">{percent}</text>'
        for percent in (0, 50, 95)
    )
    drawn = "".join(
        f'<polyline class="{kind}" points="'
        + " ".join(f"{x(float(percent))},{y(value)}" for percent, value in points.items())
        + '"/>'
        for kind, points in lines
        if points
    )
    title = escape(calls[0]["title"])
    return (
        f'<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'role="img" aria-label="Sebaran waktu jawab: {title}">{grid}{drawn}</svg></figure>'
    )


def _others(figures: dict[str, Any]) -> str:
    ledger, start, sweep = figures["ledger"], figures["cold_start"], figures["sweep"]
    verified = "tidak diukur"
    if ledger:
        verified = (
            f"{ledger['entries']} entri dalam {ledger['seconds']} s; {ledger['ratio']} kali "
            "hash dan urai JSON atas bita yang sama"
        )
    rows: list[tuple[object, ...]] = [
        ("Mulai dingin", f"{start['seconds']} s ({start['cpu_seconds']} s CPU)"),
        ("Pemeriksaan jejak", verified),
        ("Sapuan tanpa jatuh tempo", f"{sweep['ms']} ms, {sweep['queries']} kueri"),
    ]
    for name, key in (("menganggur", "memory_idle_mb"), ("sesudahnya", "memory_after_calls_mb")):
        told = ", ".join(f"{process} {mb} MB" for process, mb in figures[key].items())
        rows.append((f"Memori {name}", told))
    rows += [
        (f"Memori setelah {point['filed']} pengajuan", f"web {point['serve']} MB")
        for point in figures["filing_memory_mb"]
    ]
    return f"<table>{''.join(_row('td', row) for row in rows)}</table>"
