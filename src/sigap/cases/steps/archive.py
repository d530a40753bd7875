"""V.6: code, retention, place, and whether paper and file agree; after it the case is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.identity import unseal_text
from sigap.cases.models import Attachment, Document, RegisterEntry
from sigap.cases.steps import books
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import (
    PASSAGE,
    SHORT,
    choice,
    group,
    one_of,
    way,
    words,
)
from sigap.cases.steps.form import Effects, Paper, Register, StepForm
from sigap.core.retention import Fate, RetentionLine, retention
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from sigap.cases.models import RetentionRule, StepRun
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_PLACE = {"cabinet": "Lemari", "shelf": "Rak", "box": "Boks", "folder": "Map"}
_FATES = {"permanen": "Permanen", "musnah": "Dimusnahkan"}


class Archive(StepForm):
    """The code decides the retention; the place of the last case is proposed."""

    id = "archive"
    title = "Arsipkan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return code, place, and whether paper and file agree."""
        rules = work.lists.retention
        codes = [(one.code, f"{one.name}, {_kept(one)}") for one in rules]
        last = _last_place()
        place = {
            name: words(
                title, longest=SHORT, default="" if name == "folder" else last.get(name, "")
            )
            for name, title in _PLACE.items()
        }
        return {
            "classification": choice(
                codes, "Kode klasifikasi", default=rules[0].code if rules else ""
            ),
            "place": group(place, required=_PLACE, title="Tempat"),
            "agreement": one_of(
                [
                    way("agrees", value=True, title="Kertas dan berkas elektronik sama"),
                    way(
                        "agrees",
                        value=False,
                        title="Ada yang berbeda",
                        properties={"differences": words("Perbedaan", longest=PASSAGE)},
                        required=["differences"],
                    ),
                ]
            ),
        }

    def required(self, work: Work) -> list[str]:
        """Return all of it."""
        return ["classification", "place", "agreement"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return index, label and the line in the archive book."""
        chosen = data.get("classification", "")
        rule = next((one for one in work.lists.retention if one.code == chosen), None)
        agreement = work.masked(data["agreement"])
        place = work.masked(data["place"])
        kept = _retention(work, rule)
        case = case_facts(work.file)
        index = {
            "case": case,
            "classification_code": chosen,
            "items": _items(work),
            "place": place,
            "archived_at": work.now.isoformat(),
            "archivist": work.signature,
            "closed_on": work.today.isoformat(),
            "agrees": agreement["agrees"],
            "differences": agreement.get("differences", ""),
            **kept,
        }
        label = {
            "case": case,
            "barcode": case["number"],
            "classification_code": chosen,
            "place": place,
            "year": work.today.year,
            "retention": _in_short(kept),
        }
        number = ("archive_number", books.ARCHIVE)
        line = {"code": chosen, "place": place, "agrees": agreement["agrees"], **kept}
        return Effects(
            papers=[
                Paper("arsip-index", index, line=number),
                Paper("label-arsip", label, line=number),
            ],
            registers=[Register(books.ARCHIVE, line)],
            event={"code": chosen, "agrees": agreement["agrees"], "items": len(index["items"])},
        )


def _last_place() -> dict[str, str]:
    """Return where the office put the last case: the next one mostly stands beside it."""
    lines = RegisterEntry.objects.filter(register=books.ARCHIVE).order_by("-year", "-sequence")
    facts = lines.values_list("facts", flat=True).first() or {}
    return dict(facts.get("place", {}))


def _kept(rule: RetentionRule) -> str:
    fate = _FATES.get(rule.fate, rule.fate)
    return f"aktif {rule.active_years} tahun, inaktif {rule.inactive_years} tahun, {fate.lower()}"


def _retention(work: Work, rule: RetentionRule | None) -> dict[str, Any]:
    """Return how long the file is kept, counted from the day the case is closed."""
    if rule is None:
        return {}
    line = RetentionLine(
        code=rule.code,
        name=rule.name,
        active_years=rule.active_years,
        inactive_years=rule.inactive_years,
        fate=Fate(rule.fate),
    )
    dates = retention(line, work.today)
    return {
        "classification_name": rule.name,
        "active_retention": f"{rule.active_years} tahun",
        "inactive_retention": f"{rule.inactive_years} tahun",
        "final_fate": _FATES.get(rule.fate, rule.fate),
        "active_until": dates.active_until.isoformat(),
        "inactive_until": dates.inactive_until.isoformat(),
    }


def _in_short(kept: dict[str, Any]) -> str:
    if not kept:
        return ""
    active, inactive = kept["active_until"][:4], kept["inactive_until"][:4]
    return f"Aktif s.d. {active}, inaktif s.d. {inactive}, {kept['final_fate'].lower()}"


def _items(work: Work) -> list[dict[str, Any]]:
    """Return what the file holds: papers in the order they were made, then what was handed in."""
    places = {run.pk: _paper_place(work, run) for run in work.file.runs}
    documents = Document.objects.filter(case=work.file.case).order_by("pk")
    papers = [_paper(work, one, places.get(one.run_id or 0, "")) for one in documents]
    files = Attachment.objects.filter(case=work.file.case).order_by("pk")
    handed = [
        {
            # People call their files after themselves, and this index names nobody.
            "what": work.masked(unseal_text(work.file.key, one.name)),
            "dated_on": work.file.calendar.local_day(one.received_at).isoformat(),
            "form": "elektronik",
            "note": "Diserahkan pelapor" if one.purpose == "evidence" else "",
        }
        for one in files
    ]
    return papers + handed


def _paper_place(work: Work, run: StepRun) -> str:
    """Return where the paper of a step lies, as it was said there."""
    data = work.file.run_data(run)
    signed = data.get("signatures", {}).get("complainant", {}).get("on_paper_at", "")
    return str(work.masked(data.get("on_paper_at") or signed))


def _paper(work: Work, document: Document, place: str) -> dict[str, Any]:
    if document.on_paper_at:
        place = work.masked(unseal_text(work.file.key, document.on_paper_at))
    version = f" (versi {document.version})" if document.version > 1 else ""
    return {
        "what": f"{KINDS[document.kind].title}{version}",
        "number": document.number,
        "dated_on": work.file.calendar.local_day(document.issued_at).isoformat(),
        "pages": document.pages,
        "form": "kertas dan elektronik" if place else "elektronik",
        "note": "Dibatalkan" if document.revoked_at else place,
    }
