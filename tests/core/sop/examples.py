"""Small SOPs written in one line a step, for tests that care about the flow alone."""

from datetime import date

from sigap.core.sop.definition import Decree, Duration, Lane, Outcome, Sop, Step, Unit

DAY = date(2026, 1, 5)
DECREE = Decree(
    number="1",
    annex="I",
    date=DAY,
    about="Contoh",
    institution="Dinas Contoh",
    created=DAY,
    revised=DAY,
    effective=DAY,
    approver="Kepala Dinas",
    approver_name="Contoh",
    legal_basis=(),
    qualifications=(),
    related=(),
    equipment=(),
    warning="",
    recording="",
)


def step(executors, *ways, notes=(), **options):
    """Return a step of "lead" or "lead other" with ways out like "ok:2" or "no:end"."""
    return {"executors": executors.split(), "ways": ways, "notes": notes, **options}


def sop(name, *steps, then=""):
    """Return an SOP of these steps, with a lane for every executor."""
    roles = dict.fromkeys(role for one in steps for role in one["executors"])
    return Sop(
        id=name,
        title=name.title(),
        decree=DECREE,
        lanes=tuple(Lane(role, role.title(), role.title()) for role in roles),
        steps=tuple(_step(no, **one) for no, one in enumerate(steps, start=1)),
        then=then,
    )


def _step(no, executors, ways, notes, **options):
    return Step(
        no=no,
        activity=f"Kegiatan {no}",
        executors=tuple(executors),
        requirements=(),
        time=Duration(10, Unit.MINUTES, "10 menit"),
        outputs=(),
        outcomes=tuple(_outcome(*way.split(":"), notes) for way in ways),
        **options,
    )


def _outcome(name, target, notes):
    following = None if target == "end" else int(target)
    return Outcome(name, name.title(), following, note_required=name in notes)
