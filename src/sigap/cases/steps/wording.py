"""Prepared texts of letters, filled with what a case knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.identity import NAMELESS
from sigap.cases.queries.letter_templates import text_for
from sigap.cases.queries.sops import office_profile
from sigap.cases.steps.facts import case_facts
from sigap.documents import letters
from sigap.documents.letter_purposes import PURPOSES, REPLIES
from sigap.documents.marks import with_runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sigap.cases.queries.casefile import CaseFile
    from sigap.documents.letters import LetterText, Value

_UNKNOWN = "-"


def worded(file: CaseFile, purpose: str, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the texts of a letter that goes out by itself, as papers print them.

    Whatever the office wrote, nothing is left to be filled in: what the case does not know is a
    dash.
    """
    empty = dict.fromkeys(PURPOSES[purpose].places, _UNKNOWN)
    filled = letters.fill(
        text_for(purpose, file.case.permit_type_id), {**empty, **case_places(file), **values}
    )
    return {**filled, "body": with_runs(filled["body"])}


def proposed(file: CaseFile, text: LetterText, values: Mapping[str, Value] = {}) -> dict[str, Any]:
    """Return a text for an officer to go on with; what is not known yet stays to be filled in."""
    return letters.fill(text, {**case_places(file), **values})


def known_places(file: CaseFile, kind: str) -> dict[str, Value]:
    """Return what a case fills in letters of `kind` beside what it fills in all."""
    return review_places(file) if kind == "surat-balasan" else plan_places(file)


def suggested_purpose(file: CaseFile, kind: str) -> str:
    """Return what a letter of `kind` is most likely for: the answer that the review led to."""
    if kind == "surat-balasan":
        return REPLIES.get(str(file.recorded("review").get("conclusion", "")), "")
    return next((one.id for one in PURPOSES.values() if one.kind == kind), "")


def case_places(file: CaseFile) -> dict[str, str]:
    """Return what any letter about a case may be filled with; nothing of who complained."""
    return letters.case_values(case_facts(file), zone=file.calendar.zone.key)


def review_places(file: CaseFile) -> dict[str, Value]:
    """Return what the review gives the answer: findings, reasons, basis in law, what follows."""
    review = file.recorded("review")
    if not review:
        return {}
    days = int(office_profile().data["objection_working_days"])
    followed = [row["what"] for row in review.get("follow_up", ())]
    return {
        "temuan": _listed(row["finding"] for row in review.get("findings", {}).values()),
        "pertimbangan": _listed([review["reasons"]]),
        "dasar_hukum": _listed(review.get("legal_basis", ())),
        "tindak_lanjut": _listed(followed),
        "batas_keberatan": letters.days_value(days),
    }


def plan_places(file: CaseFile) -> dict[str, Value]:
    """Return what the plan of the review gives a letter to another agency: the questions."""
    asked = file.recorded("plan").get("questions", ())
    return {"pertanyaan": list(asked)} if asked else {}


def may_be_known(file: CaseFile) -> bool:
    """Whether another agency may know who complained: not if anonymous, secret or nameless."""
    case = file.case
    return not (case.anonymous or case.confidential or case.complainant_kind == NAMELESS)


def known_identity(file: CaseFile) -> str:
    """Return who complained, for an agency that is only asked; "" if it may not know."""
    if not may_be_known(file):
        return ""
    return f"Pengaduan disampaikan oleh {file.identity().name}."


def _listed(texts: Any) -> str | Sequence[str]:  # noqa: ANN401 - any iterable of texts
    """Return texts as a list, one alone as a paragraph, none as nothing."""
    said = [" ".join(str(text).split()) for text in texts]
    return said[0] if len(said) == 1 else said
