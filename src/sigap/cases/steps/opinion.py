"""A legal opinion on the draft: its fields, and the paper that records it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.steps.drafting import draft_version
from sigap.cases.steps.facts import case_facts
from sigap.cases.steps.fields import ESSAY, LINE, Schema, choice, day, group, rows, words
from sigap.core.sop.actors import asks_again
from sigap.core.sop.run import CONSULT_OUTCOMES, TaskType, is_coming
from sigap.documents.facts import Opinion
from sigap.documents.labels import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.cases.steps.work import Work

AGREE = CONSULT_OUTCOMES[0]
LABELLED = [(one, LABELS[Opinion][one]) for one in CONSULT_OUTCOMES]
PAPER = "catatan-konsultasi-hukum"
_MEANS = [
    ("tatap-muka", "tatap muka"),
    ("telepon", "telepon"),
    ("surat", "surat atau nota dinas"),
    ("pesan", "pesan atau surel"),
]


def text_fields(work: Work) -> dict[str, Schema]:
    """Return the words of an opinion and what they rest on."""
    rules = [one.title for one in work.lists.regulations]
    return {
        "text": words("Pendapat hukum", longest=ESSAY),
        "legal_basis": rows(words("Dasar hukum", longest=400, suggestions=rules), "Dasar hukum"),
    }


def recorded_schema(work: Work, role: str) -> Schema:
    """Return the fields by which the executor records an opinion that nobody here can enter."""
    fields = {
        "opinion": choice(LABELLED, "Pendapat"),
        **text_fields(work),
        "name": words("Nama yang dimintai pendapat", longest=120),
        "office": words("Instansi atau bagian", longest=160),
        "consulted_on": day("Tanggal", "Kosongkan bila hari ini"),
        "means": choice(_MEANS, "Cara"),
        "on_paper_at": words("Tempat kertasnya, bila ada", longest=LINE),
    }
    needed = ["opinion", "text", "name", "office", "means"]
    return group(fields, required=needed, title=work.role_name(role))


def missing_schema(work: Work) -> Schema | None:
    """Return the fields for all opinions that the executor has to record; None for none."""
    missing = missing_roles(work)
    if not missing:
        return None
    fields = {role: recorded_schema(work, role) for role in missing}
    return group(fields, required=missing, title="Pendapat yang diminta")


def missing_roles(work: Work) -> list[str]:
    """Return the consulted roles whose opinion the executor has to record.

    Those that nobody can answer for now, unless this attempt has their opinion or a plain
    "agree" was given before.
    """
    history, people, task = work.file.history(), work.file.people, work.task
    asked = [one for one in work.file.tasks if one.type == TaskType.CONSULT]
    coming = {
        one.role
        for one in history.open_tasks((task.sop, task.number), task.attempt)
        if one.type is TaskType.CONSULT and is_coming(one, history, people)
    }
    agreed = {
        role for role, given in work.before.get("opinions", {}).items() if given["opinion"] == AGREE
    }
    missing = []
    for role in work.step.consults:
        here = [one for one in asked if one.role == role and one.run_id == task.run_id]
        given = any(one.state == "done" for one in here)
        again = asks_again((task.sop, task.number), role, history)
        if not given and role not in coming and again and role not in agreed:
            missing.append(role)
    return missing


def opinion_facts(
    work: Work,
    given: Mapping[str, Any],
    *,
    lawyer: dict[str, str],
    recorder: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return the note on one opinion about the version of the draft that is being written."""
    run = work.run
    drafters = [t for t in work.file.tasks if run and t.run_id == run.pk and t.type == "step"]
    asked_by = drafters[0].assignee_id if drafters else work.actor.user_id
    on = given.get("consulted_on")
    at = work.at_office(on) if on else work.now
    facts = {
        "case": case_facts(work.file),
        "draft_version": draft_version(work) + 1,
        "opinion": given["opinion"],
        "text": given["text"],
        "legal_basis": list(given.get("legal_basis", ())),
        "consulted_at": at.isoformat(),
        "lawyer": lawyer,
        "asked_by": work.lists.label(asked_by),
        "means": dict(_MEANS).get(given.get("means", ""), "melalui aplikasi"),
    }
    return {**facts, "recorder": recorder} if recorder else facts


def recorded_facts(work: Work, opinions: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the note on each opinion that the executor recorded.

    :raises Refused: `in-the-future` for an opinion given later than now.
    """
    notes = []
    for role, given in opinions.items():
        work.not_future(dict(given), "consulted_on", where=f"data.opinions.{role}")
        post = f"{work.role_name(role)}, {given['office']}"
        lawyer = {"name": given["name"], "position": post}
        notes.append(opinion_facts(work, given, lawyer=lawyer, recorder=work.signature))
    return notes
