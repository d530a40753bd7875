"""The first page of an evidence package: the folder as the archive book knows it, to click on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.template import Context, Engine

from sigap.cases.queries.packing import DAMAGED, DESTROYED, IDENTITY, INFECTED

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.queries.packing import Packing
    from sigap.ledger.extract import Extract

_TEMPLATE = Path(__file__).parent / "templates" / "index.html"
_WHY = {
    IDENTITY: "tidak disertakan: memuat identitas",
    INFECTED: "tidak disertakan: berisi program berbahaya",
    DESTROYED: "dimusnahkan menurut jadwal retensi",
    DAMAGED: "tidak disertakan: rusak atau hilang di penyimpanan kantor",
}


def index_page(made: Packing, proven: Extract, *, now: datetime, merged: bool) -> str:
    """Return the page as one file without anything outside it."""
    local = now.astimezone(made.zone)
    context = {
        "made": made,
        "number": made.case.number,
        "office": made.letterhead["name"],
        "at": local,
        "merged": merged,
        "entries": proven.length,
        "papers": [
            {
                **row,
                "why": _WHY.get(row["without"], ""),
                "is_signed_damaged": row["signed_without"] == DAMAGED,
            }
            for row in made.papers
        ],
        "attachments": [{**row, "why": _WHY.get(row["without"], "")} for row in made.attachments],
    }
    page = Engine(autoescape=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return page.render(Context(context))
