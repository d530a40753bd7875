"""From an `Sop` to its file: the one canonical text in the format that `parse` reads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sigap.core.sop.parse import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sigap.core.sop.definition import Decree, Lane, Outcome, Sop, Step

    Value = str | int | date | Sequence[str] | Sequence[int] | Mapping[str, str]

_WIDTH = 100
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def write(sop: Sop, *, remarks: Mapping[str, str] | None = None) -> str:
    """Return the canonical TOML text of `sop`: equal SOPs give equal texts, defaults left out.

    `remarks` are written as comments above the place they are named for, such as `then`,
    `lanes[2].role` or `steps[3].executors`.
    """
    return "\n".join(_lines(sop, remarks or {})) + "\n"


def _lines(sop: Sop, remarks: Mapping[str, str]) -> Iterator[str]:
    yield from _remark("", remarks)
    head: dict[str, Value] = {"format": FORMAT, "id": sop.id, "title": sop.title}
    yield from _pairs(head | ({"then": sop.then} if sop.then else {}), "", remarks)
    if not sop.then:
        yield from _remark("then", remarks)
    yield from ("", "[decree]")
    yield from _pairs(_decree(sop.decree), "decree.", remarks)
    for index, lane in enumerate(sop.lanes, start=1):
        yield from ("", "[[lanes]]")
        yield from _pairs(_lane(lane), f"lanes[{index}].", remarks)
    for index, step in enumerate(sop.steps, start=1):
        place = f"steps[{index}]"
        yield from ("", "[[steps]]")
        yield from _pairs(_step(sop, step), f"{place}.", remarks)
        for position, outcome in enumerate(step.outcomes, start=1):
            yield from ("", "[[steps.outcomes]]")
            yield from _pairs(_outcome(outcome), f"{place}.outcomes[{position}].", remarks)


def _decree(decree: Decree) -> dict[str, Value]:
    values: dict[str, Value] = {
        "instrument": decree.instrument,
        "number": decree.number,
        "sop_number": decree.sop_number,
        "annex": decree.annex,
        "date": decree.date,
        "about": decree.about,
        "institution": decree.institution,
        "created": decree.created,
        "revised": decree.revised,
        "effective": decree.effective,
        "approver": decree.approver,
        "approver_name": decree.approver_name,
        "legal_basis": decree.legal_basis,
        "qualifications": decree.qualifications,
        "related": decree.related,
        "equipment": decree.equipment,
        "warning": decree.warning,
        "recording": decree.recording,
    }
    if not decree.instrument:
        del values["instrument"]
    if decree.sop_number in ("", decree.number):
        del values["sop_number"]
    return values


def _lane(lane: Lane) -> dict[str, Value]:
    values: dict[str, Value] = {"role": lane.role, "title": lane.title}
    return values | ({"name": lane.name} if lane.name not in ("", lane.title) else {})


def _step(sop: Sop, step: Step) -> dict[str, Value]:
    in_print_order = {
        lane.role: step.lane_text[lane.role] for lane in sop.lanes if lane.role in step.lane_text
    }
    values: dict[str, tuple[Value, Value | None]] = {  # with what each key means when it is absent
        "executor_inferred": (step.executor_inferred, False),
        "requirements": (step.requirements, None),
        "gates": (step.gates, ()),
        "time": (str(step.time), None),
        "outputs": (step.outputs, None),
        "note": (step.note, ""),
        "lane_text": (in_print_order, {}),
        "form": (step.form, ""),
        "produces": (step.produces, ()),
        "consults": (step.consults, ()),
        "separate_from": (step.separate_from, ()),
    }
    first: dict[str, Value] = {
        "no": step.no,
        "activity": step.activity,
        "executors": step.executors,
    }
    return first | {key: value for key, (value, default) in values.items() if value != default}


def _outcome(outcome: Outcome) -> dict[str, Value]:
    values: dict[str, Value] = {
        "id": outcome.id,
        "label": outcome.label,
        "next": "end" if outcome.next is None else outcome.next,
    }
    return values | ({"note_required": True} if outcome.note_required else {})


def _pairs(values: Mapping[str, Value], prefix: str, remarks: Mapping[str, str]) -> Iterator[str]:
    for key, value in values.items():
        yield from _remark(prefix + key, remarks)
        yield _pair(key, value)


def _remark(place: str, remarks: Mapping[str, str]) -> Iterator[str]:
    for line in remarks.get(place, "").split("\n") if place in remarks else ():
        # TOML allows no control characters in a comment, not even escaped.
        yield "# " + "".join(
            letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line
        )


def _pair(key: str, value: Value) -> str:
    line = f"{key} = {_toml(value)}"
    if len(line) <= _WIDTH or not isinstance(value, tuple) or len(value) < 2:
        return line
    return "\n".join([f"{key} = [", *(f"    {_toml(item)}," for item in value), "]"])


def _toml(value: Value) -> str:
    if isinstance(value, str):
        return f'"{"".join(map(_letter, value))}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, date):
        return value.isoformat()
    return f"[{', '.join(map(_toml, value))}]"


def _letter(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter.isprintable() or letter == " " else f"\\U{ord(letter):08X}"
