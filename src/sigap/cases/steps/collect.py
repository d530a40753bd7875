"""IV.1: each needed document is received, refused, or does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import (
    LINE,
    PASSAGE,
    Schema,
    day,
    first,
    group,
    one_of,
    rows,
    text_field,
    way,
    whole,
    words,
)
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.needed import STATES, Item, holder_fields, holder_of, needed

if TYPE_CHECKING:
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_MOST_PAGES = 100_000


class Collect(StepForm):
    """One field an item. A later attempt shows what was recorded before."""

    id = "collect"
    title = "Kumpulkan dokumen bahan telaahan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return what became of each item, and items that came up since."""
        items = {item.id: _item_field(item) for item in needed(work)}
        fields = {}
        if items:
            fields["items"] = group(items, required=items, title="Dokumen yang diperlukan")
        added = group(
            {
                "what": words("Dokumen atau informasi", longest=LINE),
                **holder_fields(work),
                "result": one_of(_results({})),
            },
            required=["what", "result"],
        )
        fields["additional"] = rows(added, "Dokumen lain yang ternyata diperlukan")
        return fields

    def required(self, work: Work) -> list[str]:
        """Return the items, if any are needed."""
        return ["items"] if needed(work) else []

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the bundle's index.

        :raises Refused: `in-the-future` for a document received later than now.
        """
        known = {item.id: item for item in needed(work)}
        rows_ = [
            (f"data.items.{name}", known[name].what, known[name].holder, row["result"])
            for name, row in data.get("items", {}).items()
        ]
        rows_ += [
            (f"data.additional.{index}", row["what"], holder_of(work, row), row["result"])
            for index, row in enumerate(data.get("additional", ()))
        ]
        items = []
        for where, what, holder, result in rows_:
            work.not_future(result, "received_on", where=f"{where}.result")
            items.append(work.masked(_collected(work, what, holder, result)))
        facts = {
            "case": case_facts(work.file),
            "items": items,
            "collected_at": work.now.isoformat(),
            "analyst": work.signature,
            "note": work.masked(note),
        }
        states = [result["state"] for *_, result in rows_]
        counted = {state: states.count(state) for state, _ in STATES}
        return Effects(papers=[Paper("bahan-telaahan", facts)], event=counted)


def _item_field(item: Item) -> Schema:
    said = f"Pemegang: {item.holder}" if item.holder else ""
    if item.asked_by:
        said += f"; diminta paling lambat {item.asked_by}"
    if item.why:
        said += f". {item.why}"
    branches = _results(item.result or {})
    field = {"result": one_of(branches)}
    return group(field, required=["result"], title=item.what, description=said)


def _results(known: dict[str, Any]) -> list[Schema]:
    """Return the shapes of a result, the one recorded before in front."""
    received, refused, missing = (label for _, label in STATES)
    reason = known.get("reason", "")
    shapes = [
        way(
            "state",
            "received",
            received,
            {
                "place": words(
                    "Nama berkas, atau tempat kertasnya",
                    longest=LINE,
                    default=known.get("place", ""),
                ),
                "pages": whole("Lembar", least=0, most=_MOST_PAGES, default=known.get("pages")),
                "received_on": day("Diterima tanggal", default=known.get("received_on", "")),
            },
            ["place"],
        ),
        way("state", "refused", refused, {"reason": _reason(reason)}, ["reason"]),
        way("state", "missing", missing, {"reason": _reason(reason)}, ["reason"]),
    ]
    return first(shapes, "state", known.get("state", "received"))


def _reason(known: str) -> Schema:
    return text_field("Alasan", longest=PASSAGE, shortest=1, default=known)


def _collected(work: Work, what: str, holder: str, result: dict[str, Any]) -> dict[str, Any]:
    received = result["state"] == "received"
    today = work.today.isoformat()
    return {
        "what": what,
        "holder": holder,
        "state": result["state"],
        "received_on": result.get("received_on", today) if received else "",
        "pages": result.get("pages", 0),
        "place": result.get("place", ""),
        "reason": result.get("reason", ""),
    }
