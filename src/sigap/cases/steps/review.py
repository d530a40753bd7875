"""IV.6: the coordinator leads the review: who was there, what was found, what follows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import (
    ESSAY,
    LINE,
    PASSAGE,
    choice,
    day,
    group,
    moment,
    rows,
    text_field,
    words,
)
from sigap.cases.steps.form import Effects, Paper, StepForm
from sigap.cases.steps.needed import OTHER
from sigap.cases.steps.plan import appointment
from sigap.documents.facts import Conclusion
from sigap.documents.labels import LABELS

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_CONCLUSIONS = [(key, label) for key, label in LABELS[Conclusion].items()]


class Review(StepForm):
    """One finding a question of the plan, a conclusion, and the reasons for it."""

    id = "review"
    title = "Telaah dan risalah"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return when and who, findings, conclusion, reasons, follow-up, dissent."""
        before, questions = work.before, _questions(work)
        fields: dict[str, Schema] = {
            "held_at": moment("Dilaksanakan", "Kosongkan bila sesuai rencana"),
            "ended_at": moment("Selesai"),
            "place": text_field("Tempat", longest=LINE, default=_planned_place(work)),
            "attendance": rows(_attendee(), "Hadir", default=before.get("attendance", ())),
        }
        if questions:
            found = before.get("findings", {})
            fields["findings"] = group(
                {
                    name: _finding(question, found.get(name, {}))
                    for name, question in questions.items()
                },
                required=questions,
                title="Hasil pemeriksaan",
            )
        fields["statements"] = rows(
            group(
                {
                    "party": words("Pihak", longest=LINE),
                    "text": words("Keterangan", longest=PASSAGE),
                },
                required=["party", "text"],
            ),
            "Keterangan pihak yang diundang",
            default=before.get("statements", ()),
        )
        fields["conclusion"] = choice(
            _CONCLUSIONS, "Kesimpulan", default=before.get("conclusion", "")
        )
        fields["reasons"] = words("Pertimbangan", longest=ESSAY, default=before.get("reasons", ""))
        fields["legal_basis"] = rows(
            words("Dasar hukum", longest=400, suggestions=_rules(work)),
            "Dasar hukum",
            at_least=1,
            default=before.get("legal_basis", ()),
        )
        fields["follow_up"] = rows(
            _follow_up(work), "Tindak lanjut", default=before.get("follow_up", ())
        )
        fields["dissent"] = text_field("Pendapat berbeda", longest=PASSAGE)
        return fields

    def required(self, work: Work) -> list[str]:
        """Return findings, conclusion, reasons and their basis in law."""
        findings = ["findings"] if _questions(work) else []
        return [*findings, "conclusion", "reasons", "legal_basis"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the minutes, and the conclusion on the case.

        :raises Refused: `in-the-future` for a meeting later than now.
        """
        work.not_future(data, "held_at", "ended_at")
        return Effects(
            case={"conclusion": data["conclusion"], "waits_for_id": None},
            papers=[Paper("risalah-rapat", _minutes(work, data))],
            event={
                "conclusion": data["conclusion"],
                "attendance": len(data.get("attendance", ())),
                "follow_up": len(data.get("follow_up", ())),
            },
        )


def _questions(work: Work) -> dict[str, str]:
    asked = work.file.recorded("plan").get("questions", ())
    return {f"question-{index}": text for index, text in enumerate(asked, start=1)}


def _finding(question: str, known: dict[str, Any]) -> Schema:
    return group(
        {
            "finding": words("Temuan", longest=ESSAY, default=known.get("finding", "")),
            "source": text_field("Sumber", longest=LINE, default=known.get("source", "")),
        },
        required=["finding"],
        title=question[:LINE],
        description=question if len(question) > LINE else "",
    )


def _attendee() -> Schema:
    return group(
        {
            "name": words("Nama", longest=120),
            "position": text_field("Jabatan", longest=160),
            "office": text_field("Instansi", longest=160),
            "means": choice([("hadir", "hadir"), ("daring", "daring")], "Kehadiran"),
        },
        required=["name"],
    )


def _follow_up(work: Work) -> Schema:
    agencies = [(one.slug, one.name) for one in work.lists.agencies]
    return group(
        {
            "what": words("Tindak lanjut", longest=PASSAGE),
            "by": choice([*agencies, (OTHER, "pihak lain, tulis namanya")], "Oleh"),
            "by_name": text_field("Nama pihak lain", longest=LINE),
            "until": day("Sampai"),
        },
        required=["what"],
    )


def _rules(work: Work) -> list[str]:
    known = work.file.recorded("identify").get("rules", ())
    titles = [one.title for one in work.lists.regulations]
    return list(dict.fromkeys([*known, *titles]))


def _planned_place(work: Work) -> str:
    return str(work.file.recorded("plan").get("place", ""))


def _minutes(work: Work, data: Data) -> dict[str, Any]:
    plan = work.file.recorded("plan")
    held = _held(work, data, plan)
    questions, findings = _questions(work), data.get("findings", {})
    taker = plan.get("note_taker")
    facts = {
        "case": case_facts(work.file),
        **held,
        "leader": work.signature,
        "agenda": f"Telaah laporan pengaduan Nomor {work.file.case.number}",
        "attendance": data.get("attendance", []),
        "findings": [
            {"question": questions[name], **findings[name]}
            for name in questions
            if name in findings
        ],
        "statements": data.get("statements", []),
        "conclusion": data["conclusion"],
        "reasons": data["reasons"],
        "legal_basis": data["legal_basis"],
        "follow_up": [_followed(work, row) for row in data.get("follow_up", ())],
        "dissent": data.get("dissent", ""),
    }
    if plan.get("mode"):
        facts["mode"] = plan["mode"]["mode"]
    if taker:
        facts["note_taker"] = work.lists.officer(taker)
    return facts


def _held(work: Work, data: Data, plan: Data) -> dict[str, str]:
    """Return day, hours and place: as told, else as planned if that has come, else as done."""
    place = data.get("place") or plan.get("place") or "Di kantor"
    end = work.clock_of(data["ended_at"]) if data.get("ended_at") else ""
    if data.get("held_at"):
        at = data["held_at"]
        day_held = work.day_of(at).isoformat()
        return {"held_on": day_held, "start": work.clock_of(at), "end": end, "place": place}
    planned = plan.get("starts_at", "")
    if planned and datetime.fromisoformat(planned) <= work.now:
        on = appointment(work, plan)
        return {
            "held_on": on["held_on"],
            "start": on["start"],
            "end": end or on["end"],
            "place": place,
        }
    began = work.task.started_at
    if began is None or work.file.calendar.local_day(began) != work.today:
        began = work.now
    start = work.clock_of(began.isoformat())
    return {"held_on": work.today.isoformat(), "start": start, "end": end, "place": place}


def _followed(work: Work, row: dict[str, Any]) -> dict[str, str]:
    agency = work.lists.agency(row.get("by", ""))
    by = agency.name if agency else row.get("by_name", "")
    return {"what": row["what"], "by": by, "until": row.get("until", "")}
