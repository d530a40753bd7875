"""`sigap bench`: what an office's daily calls cost at a size, beside the framework's floor."""

from __future__ import annotations

import json
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sigap.bench.load import add_size

if TYPE_CHECKING:
    import argparse

    from sigap.bench.slices import Call, Tally, Turns

_SETTINGS = "sigap.config.measured"
_AT_ONCE = (1, 8)
# (seconds of a turn, turns of each, steps to complete at once, complaints for the memory)
_QUICK, _FULL = (0.15, 1, 6, 10), (1.0, 4, 100, 1000)
_console = Console(stderr=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench` itself takes."""
    add_size(parser)
    parser.add_argument("--quick", action="store_true", help="hanya melihat bahwa semua berjalan")
    parser.add_argument("--loaded", metavar="DIR", help="folder data yang sudah terisi, dipakai")
    parser.add_argument("--filings", type=int, help="pengaduan yang diajukan untuk melihat memori")
    parser.add_argument(
        "--no-ledger", action="store_true", help="jangan periksa jejak; lama bila berkasnya banyak"
    )
    parser.add_argument("--note", default="", help="apa lagi yang berjalan di mesin ini")
    parser.add_argument("--json", metavar="FILE", help="simpan hasil sebagai JSON")
    parser.add_argument("--page", metavar="FILE", help="simpan hasil sebagai halaman HTML")


def run(args: argparse.Namespace, home: Path) -> int:
    """Load unless it is loaded, measure, print, and keep the figures where asked."""
    from sigap.bench.speed_page import page

    began = time.monotonic()
    if not args.loaded:
        from sigap.bench.copies import load

        load(args.size, now=datetime.now(tz=UTC))
    figures = measure(home, args)
    figures["load_seconds"] = None if args.loaded else figures.pop("_began") - began
    figures.pop("_began", None)
    _print(figures)
    if args.json:
        Path(args.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if args.page:
        Path(args.page).write_text(page(figures), encoding="utf-8")
    return 1 if any(one["errors"] for one in figures["calls"]) else 0


def measure(home: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of one run against a web server and a worker on `home`."""
    from django.conf import settings
    from django.db import connection

    from sigap.bench import costs
    from sigap.bench.calls import Office
    from sigap.bench.servers import running
    from sigap.bench.slices import Turns
    from sigap.cases.queries.caselist import count_cases

    seconds, rounds, writes, filings = _QUICK if args.quick else _FULL
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": _SETTINGS}
    figures: dict[str, Any] = {
        "_began": time.monotonic(),
        "measured_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "database": connection.vendor,
        "workers": settings.SIGAP_WORKERS,
        "cases": count_cases(),
        "quick": args.quick,
        "note": args.note,
        "sweep": costs.sweeping(),
    }
    connection.close()
    with running(home, environment=environment) as servers:
        figures["cold_start"] = costs.cold_start(servers, times=1 if args.quick else 3)
        figures["memory_idle_mb"] = costs.memory(servers)
        office = Office(servers.base)
        turns = Turns(servers, seconds, rounds)
        figures["calls"] = _all(office, turns, writes=writes)
        figures["memory_after_calls_mb"] = costs.memory(servers)
        count = args.filings if args.filings is not None else filings
        figures["filing_memory_mb"] = _filing_memory(office, turns, count)
    figures["ledger"] = None if args.no_ledger else costs.ledger(_verify)
    figures["machine"]["load_after"] = os.getloadavg()
    _add_ratios(figures["calls"])
    return figures


def _verify() -> Any:  # noqa: ANN401 - sigap.ledger.verify.Verdict
    from sigap.ledger.verify import verify

    return verify()


def _all(office: Any, turns: Turns, *, writes: int) -> list[dict[str, Any]]:  # noqa: ANN401
    measured = []
    floor = office.floor()
    for call in office.calls(writes=writes):
        if not _is_there(call):
            _console.print(f"{call.title}: belum ada, tidak diukur")
            continue
        for at_once in _AT_ONCE:
            if call.ready:
                call.ready(call.most)
            own, beside = turns.measure(call, floor, at_once=at_once)
            measured.append(_row(call, at_once, own, beside))
            _console.print(_line(measured[-1]))
    return measured


def _is_there(call: Call) -> bool:
    if call.name != "transparency":
        return True
    client = call.client()
    found = call.ask(client, 0)
    client.close()
    return found


def _row(call: Call, at_once: int, own: Tally, beside: Tally) -> dict[str, Any]:
    return {
        "name": call.name,
        "title": call.title,
        "at_once": at_once,
        **own.figures(),
        "floor": beside.figures(),
        "load": round(os.getloadavg()[0], 2),
    }


def _add_ratios(calls: list[dict[str, Any]]) -> None:
    """Say of every call what share of the floor's speed it has, and of an empty answer's."""
    empty = {}
    for one in calls:
        if not one.get("per_second") or not one["floor"].get("per_second"):
            continue
        one["of_floor"] = round(one["per_second"] / one["floor"]["per_second"], 3)
        one["cpu_of_floor"] = round(one["cpu_ms"] / max(one["floor"]["cpu_ms"], 0.01), 2)
        if one["name"] == "empty":
            empty[one["at_once"]] = one["of_floor"]
        one["of_empty"] = round(one["of_floor"] / empty[one["at_once"]], 3)


def _filing_memory(office: Any, turns: Turns, count: int) -> list[dict[str, float]]:  # noqa: ANN401
    """Return the memory of the web server while `count` complaints with files come in."""
    from sigap.bench.costs import memory

    file = next(call for call in office.calls(writes=0) if call.name == "file")
    clients = [file.client() for _ in range(8)]
    points = [{"filed": 0, **memory(turns.servers)}]
    filed = 0
    while filed < count:
        some = min(count - filed, max(1, count // 10))
        turns.fixed(file, clients, some)
        filed += some
        points.append({"filed": filed, **memory(turns.servers)})
    return points


def _machine() -> dict[str, Any]:
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(pages / 2**30, 1),
        "processor": _processor(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": os.getloadavg(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), "")


def _line(one: dict[str, Any]) -> str:
    if not one["requests"]:
        return f"{one['title']}: {one['errors']} kesalahan"
    share = one["per_second"] / one["floor"]["per_second"]
    return (
        f"{one['title']:<26} x{one['at_once']}  {one['per_second']:>8.1f}/s  "
        f"p50 {one['p50_ms']:>7.1f} ms  {share:>5.0%} dari dasar  {one['errors']} kesalahan"
    )


def _print(figures: dict[str, Any]) -> None:
    table = Table(title=f"{figures['cases']} berkas, {figures['database']}")
    for name in ("", "serentak", "per detik", "p50 ms", "p95 ms", "CPU ms", "dari dasar", "galat"):
        table.add_column(name, justify="left" if not name else "right")
    for one in figures["calls"]:
        table.add_row(
            one["title"],
            str(one["at_once"]),
            *(f"{one.get(key, 0):.1f}" for key in ("per_second", "p50_ms", "p95_ms", "cpu_ms")),
            f"{one.get('of_floor', 0):.0%}",
            str(one["errors"]),
        )
    Console().print(table)
