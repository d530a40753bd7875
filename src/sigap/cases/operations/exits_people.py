"""Who works on a case and who may see it: reassign, exclude, narrow alone, widen by two."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from sigap.cases.operations.effects import exclude
from sigap.cases.operations.exits_course import reason_field
from sigap.cases.operations.progress import order_task
from sigap.cases.operations.stand_ins import release_work
from sigap.cases.steps import form_for
from sigap.cases.steps.fields import choice
from sigap.cases.steps.form import Order
from sigap.cases.steps.signatory import COORDINATOR, HEAD, able_others
from sigap.core.errors import Refused
from sigap.core.sop.run import TaskType, may_act

if TYPE_CHECKING:
    from sigap.cases.models import Task
    from sigap.cases.operations.exit import Exit
    from sigap.cases.queries.casefile import CaseFile
    from sigap.cases.queries.office import OfficeLists

_POOL = "antrean"
WIDENINGS = [
    ("lift-confidential", "berkas tidak lagi rahasia"),
    ("lift-anonymous", "nama pelapor tidak lagi disembunyikan dari instansi lain"),
    ("name-reader", "seorang petugas boleh melihat berkas rahasia ini"),
]


def reassign_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:
    """Return the fields of reassigning: which open task, to whom, why."""
    tasks = [(str(task.pk), _called(file, task)) for task in file.open_tasks]
    roles = {task.role for task in file.open_tasks}
    people = {person.id: lists.name(person.id) for person in lists.people if person.roles & roles}
    return {
        "type": "object",
        "title": "Alihkan tugas",
        "properties": {
            "task": choice(tasks, "Tugas"),
            "person": choice([*people.items(), (_POOL, "antrean peran")], "Kepada"),
            "reason": reason_field(),
        },
        "required": ["task", "person", "reason"],
    }


def _called(file: CaseFile, task: Task) -> str:
    """Return what officers call a task: its step in the decree, and what is done."""
    step = file.step_of(task)
    form = form_for(task, step)
    title = form.title if form and form.title else shorten(step.activity, 60, placeholder=" …")
    return f"{file.sops[task.sop].decree.annex}.{task.number} {title}"


def reassign(step: Exit) -> dict[str, Any]:
    """Give an open task to another person who may do it, or back to the pool of its role.

    :raises Refused: `unchanged`, `unknown-person`, and why the person may not do the task.
    """
    file = step.file
    task = next(t for t in file.open_tasks if str(t.pk) == step.data["task"])
    before, chosen = task.assignee_id, step.data["person"]
    task.assignee_id = None if chosen == _POOL else int(chosen)
    if task.assignee_id == before:
        raise Refused("unchanged", "Tugas ini sudah di tangan itu.", field="data.person")
    if task.assignee_id:
        person = file.person(chosen)
        history = file.history()
        known = next(t for t in history.tasks if t.id == str(task.pk))
        if person is None:
            raise Refused("unknown-person", "Petugas tidak aktif.", field="data.person")
        may_act(file.sops[task.sop], known, history, person)
    task.save(update_fields=["assignee"])
    return {"task": task.pk, "from": before, "to": task.assignee_id}


def exclude_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    """Return the fields of excluding a person: who, and which conflict of interest."""
    people = [(person.id, lists.name(person.id)) for person in lists.people]
    return {
        "type": "object",
        "title": "Kecualikan petugas",
        "properties": {
            "person": choice(people, "Petugas"),
            "reason": reason_field("Benturan kepentingan"),
        },
        "required": ["person", "reason"],
    }


def exclude_person(step: Exit) -> dict[str, Any]:
    """Keep a person out of the case; what they held goes back to the pool or to a stand-in."""
    file, chosen = step.file, step.data["person"]
    if chosen == str(step.actor.user_id):
        raise Refused(
            "wrong-person",
            "Minta atasan atau rekan mengecualikan Anda; keputusan ini tidak untuk diri sendiri.",
            field="data.person",
        )
    if any(str(one.user_id) == chosen and not one.sop for one in file.exclusions):
        raise Refused("already-excluded", "Petugas ini sudah dikecualikan.", field="data.person")
    exclude(file, int(chosen), reason=step.reason, by=step.actor.id, now=step.now)
    lapsed = release_work(file, lists=step.lists, actor=step.actor, now=step.now)
    return {"person": int(chosen), **({"lapsed": lapsed} if lapsed else {})}


def restrict_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of narrowing who may see: secret, or the name hidden from agencies."""
    ways = [
        ("confidential", "rahasia: hanya petugas yang menangani"),
        ("anonymous", "anonim: nama disembunyikan dari instansi lain"),
    ]
    return {
        "type": "object",
        "title": "Rahasiakan",
        "properties": {"what": choice(ways, "Bagaimana"), "reason": reason_field()},
        "required": ["what", "reason"],
    }


def restrict(step: Exit) -> dict[str, Any]:
    """Narrow who may see; one person's act.

    :raises Refused: `already-restricted`.
    """
    case, what = step.file.case, step.data["what"]
    if getattr(case, what):
        raise Refused("already-restricted", "Berkas ini sudah demikian.", field="data.what")
    setattr(case, what, True)
    case.save(update_fields=[what])
    return {"what": what}


def widen_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the fields of widening who may see, which a second person has to confirm."""
    people = [(person.id, lists.name(person.id)) for person in lists.people]
    return {
        "type": "object",
        "title": "Perluas akses",
        "properties": {
            "what": choice(WIDENINGS, "Perluasan"),
            "person": choice(people, "Petugas (bila menunjuk seorang)"),
            "reason": reason_field(),
        },
        "required": ["what", "reason"],
    }


def widen(step: Exit) -> dict[str, Any]:
    """Ask a second person to confirm that more people may see; until then nothing changes.

    :raises Refused: `not-confidential`, `not-anonymous`, `invalid-data` without a person to
        name, and those of `_ask_second`.
    """
    what, case = step.data["what"], step.file.case
    if what == "lift-anonymous" and not case.anonymous:
        raise Refused("not-anonymous", "Nama pelapor tidak disembunyikan.", field="data.what")
    if what != "lift-anonymous" and not case.confidential:
        raise Refused("not-confidential", "Berkas ini tidak rahasia.", field="data.what")
    if what == "name-reader" and not step.data.get("person"):
        raise Refused("invalid-data", "Pilih petugas yang ditunjuk.", field="data.person")
    task = _ask_second(step, "confirm-widen", "Perluasan akses perlu persetujuan orang kedua")
    return {"what": what, "task": task.pk}


def reveal_schema(file: CaseFile, lists: OfficeLists) -> dict[str, Any]:  # noqa: ARG001
    """Return the field of asking to see who complained in a secret case."""
    return {
        "type": "object",
        "title": "Buka identitas",
        "properties": {"reason": reason_field("Mengapa identitas diperlukan")},
        "required": ["reason"],
    }


def reveal(step: Exit) -> dict[str, Any]:
    """Ask a second person to let the actor read who complained in a *rahasia* case."""
    if not step.file.case.confidential:
        raise Refused(
            "not-confidential",
            "Berkas ini tidak rahasia; identitas dapat dibaca langsung dan tercatat.",
        )
    task = _ask_second(step, "confirm-reveal", "Pembukaan identitas perlu persetujuan orang kedua")
    return {"task": task.pk}


def _ask_second(step: Exit, form: str, reason: str) -> Task:
    """Order the decision of a second person, never the one who asks or acts for that one.

    :raises Refused: `already-asked`, `nobody-to-confirm`.
    """
    file, asker = step.file, str(step.actor.user_id)
    wish = {name: value for name, value in step.data.items() if name != "reason"}
    for task in file.open_tasks:
        asked = file.task_data(task) if task.form == form else {}
        if asked and wish.items() <= asked.items() and str(asked["asked_by"]) == asker:
            raise Refused("already-asked", "Permintaan ini masih menunggu orang kedua.")
    roles = [role for role in (COORDINATOR, HEAD) if able_others(file, role, asker)]
    if not roles:
        raise Refused(
            "nobody-to-confirm",
            "Tidak ada koordinator atau kepala dinas lain yang dapat menyetujui.",
        )
    order = Order(type=TaskType.DECISION, role=roles[0], form=form, reason=reason)
    handed = {**step.data, "asked_by": step.actor.user_id}
    return order_task(file, order, now=step.now, data=handed)
