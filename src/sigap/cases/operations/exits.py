"""Side exits and interruptions: what the decree is silent about and every office needs.

Each needs a reason, gives the complainant a letter or note where one is due, is recorded in
the ledger, and shows as a deviation. One table says who may do what, in which state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases.events import record
from sigap.cases.models import Case
from sigap.cases.operations import exits_course, exits_pause, exits_people, objections
from sigap.cases.operations.exit import Exit, keep
from sigap.cases.operations.locking import lock_visible, require_open
from sigap.cases.operations.progress import note_deviation
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.once import asked_once
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.queries.casefile import CaseFile

_HANDLERS = ("petugas-loket", "analis-pengaduan", "penata-perizinan", "koordinator", "kepala-dinas")
_SUPERIORS = ("koordinator", "kepala-dinas")
_OPEN = (Case.Status.OPEN,)
_RUNNING = (Case.Status.OPEN, Case.Status.WAITING_COMPLAINANT, Case.Status.HELD)


@dataclass(frozen=True)
class Action:
    """One side exit: who may take it, in which states, what it asks, what it does.

    `perform` returns facts for the ledger, without personal data.
    """

    title: str
    roles: tuple[str, ...]
    statuses: tuple[str, ...]
    schema: Callable[[CaseFile, OfficeLists], dict[str, Any]]
    perform: Callable[[Exit], dict[str, Any]]
    deviates: bool = True
    # Only where the complainant has an answer.
    after_answer: bool = False

    def suits(self, case: Case) -> bool:
        """Return whether the case is in a state for it."""
        return case.status in self.statuses and (
            not self.after_answer or case.answered_at is not None
        )


ACTIONS: dict[str, Action] = {
    "forward": Action(
        "Teruskan ke instansi berwenang",
        _SUPERIORS,
        _RUNNING,
        exits_course.forward_schema,
        exits_course.forward,
    ),
    "settle": Action(
        "Selesaikan di loket",
        ("petugas-loket", "analis-pengaduan", "koordinator"),
        _OPEN,
        exits_course.settle_schema,
        exits_course.settle,
    ),
    "decline": Action(
        "Tidak ditindaklanjuti",
        _SUPERIORS,
        _RUNNING,
        exits_course.decline_schema,
        exits_course.decline,
    ),
    "withdraw": Action(
        "Catat pencabutan oleh pelapor",
        _HANDLERS,
        _RUNNING,
        exits_course.withdraw_schema,
        exits_course.withdraw,
    ),
    "object": Action(
        "Catat keberatan pelapor",
        _HANDLERS,
        (Case.Status.OPEN, *Case.ENDED),
        objections.object_schema,
        objections.note_objection,
        deviates=False,
        after_answer=True,
    ),
    "duplicate": Action(
        "Gabungkan ke berkas utama",
        ("petugas-loket", "analis-pengaduan", "koordinator"),
        _RUNNING,
        exits_course.duplicate_schema,
        exits_course.duplicate,
    ),
    "hold": Action("Tunda", _SUPERIORS, _OPEN, exits_pause.hold_schema, exits_pause.hold),
    "resume": Action(
        "Lanjutkan",
        _SUPERIORS,
        (Case.Status.HELD, Case.Status.WAITING_COMPLAINANT),
        exits_pause.resume_schema,
        exits_pause.resume,
        deviates=False,
    ),
    "request-completion": Action(
        "Minta kelengkapan kepada pelapor",
        _HANDLERS,
        _OPEN,
        exits_pause.completion_schema,
        exits_pause.request_completion,
    ),
    "reassign": Action(
        "Alihkan tugas",
        _SUPERIORS,
        _RUNNING,
        exits_people.reassign_schema,
        exits_people.reassign,
    ),
    "exclude": Action(
        "Kecualikan petugas",
        _SUPERIORS,
        _RUNNING,
        exits_people.exclude_schema,
        exits_people.exclude_person,
    ),
    "restrict": Action(
        "Rahasiakan",
        _HANDLERS,
        (*_RUNNING, *Case.ENDED),
        exits_people.restrict_schema,
        exits_people.restrict,
        deviates=False,
    ),
    "widen": Action(
        "Perluas akses (perlu orang kedua)",
        _HANDLERS,
        _RUNNING,
        exits_people.widen_schema,
        exits_people.widen,
        deviates=False,
    ),
    "reveal": Action(
        "Buka identitas (perlu orang kedua)",
        _HANDLERS,
        _RUNNING,
        exits_people.reveal_schema,
        exits_people.reveal,
        deviates=False,
    ),
}


def act(*, number: str, action: str, data: dict[str, Any], actor: Actor, now: datetime) -> Case:
    """Take one case through one side exit: state, clocks, letter and ledger together.

    :raises Case.DoesNotExist: if the actor may not know of such a case.
    :raises Refused: `unknown-action`, `wrong-role`, `closed`, `wrong-status`, `invalid-data`,
        and what the action itself refuses; nothing is then changed.
    """
    wanted = ACTIONS.get(action)
    if wanted is None:
        raise Refused("unknown-action", f"Tindakan “{action}” tidak ada.", field="action")
    with transaction.atomic(), asked_once():
        file = lock_visible(number, actor=actor, now=now)
        if not actor.roles & set(wanted.roles):
            raise Refused("wrong-role", f"{wanted.title}: bukan wewenang peran Anda.")
        if file.case.status not in wanted.statuses:
            require_open(file)
            raise Refused(
                "wrong-status",
                f"{wanted.title} tidak dapat dilakukan pada berkas berstatus {file.case.status}.",
                detail={"status": file.case.status},
            )
        lists = OfficeLists(now=now)
        filled = validate(wanted.schema(file, lists), data)
        step = Exit(file=file, data=filled, actor=actor, now=now, lists=lists)
        before = (file.case.sop, file.case.step)
        acts_for = _on_whose_behalf(actor, wanted)
        kept = keep(step, action, on_behalf_of=acts_for)
        told = wanted.perform(step)
        if wanted.deviates:
            text = f"{wanted.title}."
            note_deviation(file, f"exit-{action}", text, now=now, place=before)
        if acts_for:
            told = {**told, "acts_for": acts_for}
        record(
            file.case,
            f"case.{action}",
            actor=actor,
            at=now,
            key=file.key,
            data={"status": file.case.status, "sop": before[0], "step": before[1], **told},
            rows=[kept],
        )
    return file.case


def _on_whose_behalf(actor: Actor, wanted: Action) -> str:
    """Return for whom an acting officer acts; "" for whoever holds one of the roles himself."""
    held = actor.roles & set(wanted.roles)
    acts_for = actor.person.acts_for
    if held - acts_for.keys():
        return ""
    return acts_for[min(held)]


def possible_actions(file: CaseFile, *, actor: Actor, lists: OfficeLists) -> list[dict[str, Any]]:
    """Return the actions that the actor may take now, each with the schema of its data."""
    return [
        {**offered, "schema": ACTIONS[offered["action"]].schema(file, lists)}
        for offered in offered_actions(file, actor=actor)
    ]


def offered_actions(file: CaseFile, *, actor: Actor) -> list[dict[str, str]]:
    """Return name and title of the actions that the actor may take now; reads nothing."""
    return [
        {"action": name, "title": one.title}
        for name, one in ACTIONS.items()
        if actor.roles & set(one.roles) and one.suits(file.case)
    ]
