"""IV.5: units of the office are called, other agencies get a Surat Dinas to their head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.queries.letter_templates import text_for
from sigap.cases.queries.letters_out import letter_reason
from sigap.cases.steps.drafting import letter_schema
from sigap.cases.steps.facts import agency_addressee, case_facts, letter
from sigap.cases.steps.fields import (
    LINE,
    choice,
    group,
    moment,
    rows,
    text_field,
    words,
)
from sigap.cases.steps.form import Effects, Order, Paper, StepForm
from sigap.cases.steps.plan import appointment, invited
from sigap.cases.steps.wording import known_identity, plan_places, proposed
from sigap.core.sop.run import TaskType
from sigap.documents.letter_purposes import PURPOSES
from sigap.documents.letters import LETTER_TEXTS, LetterText, fill, refuse_places
from sigap.documents.marks import with_runs

if TYPE_CHECKING:
    from sigap.cases.models import Agency
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work

_MEANS = [("telephone", "Telepon"), ("sms", "SMS"), ("whatsapp", "WhatsApp")]
_INTERNAL = "internal"
_LETTER = "surat-dinas"
PURPOSE = "permintaan-investigasi"
_LATER = PURPOSES[PURPOSE].later


class Invite(StepForm):
    """The means follow from who is invited. Letters are handed in for signature; nothing waits."""

    id = "invite"
    title = "Undang bidang dan Perangkat Daerah"
    writes = "surat-dinas"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return a call for each unit, and a letter, written already, for each agency."""
        calls = {one.slug: _call(one) for one in self._units(work)}
        letters = {one.slug: self._letter_fields(work, one) for one in self._agencies(work)}
        fields = {}
        if calls:
            fields["calls"] = group(calls, required=calls, title="Telepon atau pesan")
        if letters:
            fields["letters"] = group(
                letters,
                title="Surat Dinas",
                description="Dibuat dari data rencana; ubah bila perlu",
            )
        return fields

    def required(self, work: Work) -> list[str]:
        """Return the calls; letters are written from the plan if nothing is changed."""
        return ["calls"] if self._units(work) else []

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the log of calls, and each letter with the task of signing it.

        :raises Refused: `in-the-future` for a call later than now; `no-signatory` before a
            number is taken.
        """
        calls = data.get("calls", {})
        for slug, row in calls.items():
            work.not_future(row, "called_at", where=f"data.calls.{slug}")
        agencies, plan = self._agencies(work), work.file.recorded("plan")
        effects = Effects(event={"called": len(calls), "letters": len(agencies)})
        if plan and (calls or agencies):
            effects.papers.append(Paper("catatan-undangan", self._log(work, data, plan, note)))
        if agencies:
            role, signatory = work.signing()
            effects.case["waits_for_id"] = agencies[0].pk
            for agency in agencies:
                given = data.get("letters", {}).get(agency.slug, {})
                facts = self._letter(work, agency, given, signatory)
                effects.papers.append(Paper(_LETTER, facts, label=agency.slug))
                effects.orders.append(
                    Order(
                        type=TaskType.SIGNATURE,
                        role=role,
                        form="signature",
                        reason=letter_reason(agency.name),
                        signs=agency.slug,
                    )
                )
        return effects

    def _units(self, work: Work) -> list[Agency]:
        plan = work.file.recorded("plan")
        return [one for one in invited(work, plan) if one.kind == _INTERNAL]

    def _agencies(self, work: Work) -> list[Agency]:
        plan = work.file.recorded("plan")
        return [one for one in invited(work, plan) if one.kind != _INTERNAL]

    def _log(self, work: Work, data: Data, plan: Data, note: str) -> dict[str, Any]:
        calls = work.masked(data.get("calls", {}))
        return {
            "case": case_facts(work.file),
            "schedule": appointment(work, work.masked(plan)),
            "analyst": work.signature,
            "calls": [
                {
                    "unit": unit.name,
                    "means": calls[unit.slug]["means"],
                    "person": calls[unit.slug]["person"],
                    "called_at": calls[unit.slug].get("called_at") or work.now.isoformat(),
                    "result": calls[unit.slug]["result"],
                }
                for unit in self._units(work)
                if unit.slug in calls
            ],
            "letters": [
                {"agency": one.name, "state": "Diajukan untuk ditandatangani"}
                for one in self._agencies(work)
            ],
            "recorded_at": work.now.isoformat(),
            "note": work.masked(note),
        }

    def _letter_fields(self, work: Work, agency: Agency) -> Schema:
        to = agency_addressee(agency)
        parts = letter_schema(agency.name, _written(work))
        bring = rows(words("Dibawa atau disiapkan", longest=LINE), "Dibawa atau disiapkan")
        fields = {"to": text_field("Yth.", longest=LINE, default=to["name"]), "bring": bring}
        parts["properties"] = {**fields, **parts["properties"]}
        # Written from the template if nothing is changed.
        del parts["required"]
        return parts

    def _letter(
        self, work: Work, agency: Agency, given: Data, signatory: dict[str, Any]
    ) -> dict[str, Any]:
        case, plan = work.file.case, work.file.recorded("plan")
        written = _written(work)
        told = _for_agencies(work, {**written, **given})
        refuse_places(told, where=f"data.letters.{agency.slug}", later=_LATER)
        said = fill(
            LetterText("", PURPOSE, "", **{name: told[name] for name in LETTER_TEXTS}),
            {"identitas_pelapor": known_identity(work.file)},
        )
        to = agency_addressee(agency)
        schedule = appointment(work, _for_agencies(work, plan))
        urgent = case.urgency in ("segera", "sangat-segera")
        return letter(
            work.file,
            about=said["about"],
            to={**to, "name": told.get("to") or to["name"]},
            salutation=said["salutation"],
            body=with_runs(said["body"]),
            closing=said["closing"],
            signatory=signatory,
            nature="Segera" if urgent else written["nature"],
            attachment="; ".join(told.get("attachments", ())) or "-",
            copies=list(told.get("copies", ())),
            schedule={
                **schedule,
                "purpose": "Telaah bersama laporan pengaduan",
                "bring": list(told.get("bring", ())),
            },
        )


def _written(work: Work) -> dict[str, Any]:
    """Return the letter as the office's template and the plan write it, nobody named in it."""
    case = work.file.case
    # Nobody has to look at it, so nothing may be left to be filled in.
    none = {} if case.registration_number else {"nomor_berkas": "-"}
    text = text_for(PURPOSE, case.permit_type_id)
    return proposed(work.file, text, {**none, **plan_places(work.file)})


def _call(unit: Agency) -> Schema:
    return group(
        {
            "means": choice(_MEANS, "Cara"),
            "person": words("Yang dihubungi", longest=LINE),
            "called_at": moment("Waktu", "Kosongkan bila baru saja"),
            "result": words("Hasil", longest=LINE),
        },
        required=["means", "person", "result"],
        title=f"{unit.name} {unit.phone}".strip(),
    )


def _for_agencies(work: Work, told: Any) -> Any:  # noqa: ANN401 - of any shape
    """Return what was typed, without the name where another agency must not know it."""
    case = work.file.case
    return work.masked(told) if case.anonymous or case.confidential else told
