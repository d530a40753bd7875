"""What a new version of an SOP says otherwise than the one before, place by place, in words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sigap.core.sop.place_words import DECREE_WORDS, STEP_WORDS
from sigap.core.sop.print_layout import printed_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sigap.core.sop.definition import Lane, Outcome, Sop, Step

# Below this likeness two activities are taken for two steps, not for one that was reworded.
_SAME_STEP = 0.55


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `step` is its number in the new version, or in the old if gone.

    `kind` is added, removed, changed or moved; texts are empty where there is nothing.
    """

    kind: str
    what: str
    before: str = ""
    after: str = ""
    step: int = 0  # 0: the SOP as a whole


def differences(before: Sop, after: Sop) -> list[Difference]:
    """Return what differs, the head first, then step by step in the new order."""
    return [*_head(before, after), *_lanes(before.lanes, after.lanes), *_steps(before, after)]


def changed_steps(found: Sequence[Difference]) -> frozenset[int]:
    """Return the numbers, in the new version, of steps that are new or changed."""
    return frozenset(one.step for one in found if one.step and one.kind != "removed")


def paired_steps(before: Sop, after: Sop) -> dict[int, int]:
    """Return for steps of the new version the number each had before, as far as it had one.

    Steps with the same words belong together; of the others, those alike enough that stand
    between the same neighbours.
    """
    old, new = before.steps, after.steps
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(
        None, [s.activity for s in old], [s.activity for s in new], autojunk=False
    )
    for tag, first, last, start, stop in matcher.get_opcodes():
        if tag == "equal":
            pairs |= {new[start + k].no: old[first + k].no for k in range(last - first)}
        elif tag == "replace":
            pairs |= _alike(old[first:last], new[start:stop])
    _pair_moved(old, new, pairs)
    return pairs


def _alike(old: Sequence[Step], new: Sequence[Step]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    left = list(old)
    for step in new:
        best = max(left, key=lambda one: _likeness(one, step), default=None)
        if best is not None and _likeness(best, step) >= _SAME_STEP:
            pairs[step.no] = best.no
            # What stood before it cannot follow it: the order within is kept.
            left = left[left.index(best) + 1 :]
    return pairs


def _pair_moved(old: Sequence[Step], new: Sequence[Step], pairs: dict[int, int]) -> None:
    """Pair steps that kept their words and changed their place."""
    free = {step.activity: step.no for step in old if step.no not in pairs.values()}
    for step in new:
        if step.no not in pairs and step.activity in free:
            pairs[step.no] = free.pop(step.activity)


def _likeness(one: Step, other: Step) -> float:
    return SequenceMatcher(None, one.activity.casefold(), other.activity.casefold()).ratio()


def _head(before: Sop, after: Sop) -> Iterator[Difference]:
    pairs = [("Judul", before.title, after.title), ("Dilanjutkan oleh", before.then, after.then)]
    for field in fields(before.decree):
        old, new = getattr(before.decree, field.name), getattr(after.decree, field.name)
        if field.name == "sop_number" and (before.decree.number, after.decree.number) == (old, new):
            continue  # printed once, it only follows the decree's
        pairs.append((DECREE_WORDS[field.name], old, new))
    for what, old, new in pairs:
        if old != new:
            yield Difference("changed", what, _said(old), _said(new))


def _lanes(before: Sequence[Lane], after: Sequence[Lane]) -> Iterator[Difference]:
    old = {lane.role: lane for lane in before}
    new = {lane.role: lane for lane in after}
    for role, lane in new.items():
        if role not in old:
            yield Difference("added", f"Lajur {lane.name}", after=lane.title)
        elif lane != old[role]:
            yield Difference("changed", f"Lajur {lane.name}", _lane(old[role]), _lane(lane))
    for role, lane in old.items():
        if role not in new:
            yield Difference("removed", f"Lajur {lane.name}", before=lane.title)
    kept = [role for role in old if role in new]
    if kept != [role for role in new if role in old]:
        yield Difference("moved", "Urutan lajur", ", ".join(old), ", ".join(new))


def _steps(before: Sop, after: Sop) -> Iterator[Difference]:
    pairs = paired_steps(before, after)
    back = {old: new for new, old in pairs.items()}
    for step in after.steps:
        if step.no not in pairs:
            yield Difference("added", f"Langkah {step.no}", after=step.activity, step=step.no)
            continue
        old = before.step(pairs[step.no])
        yield from _step(old, step, back)
    for step in before.steps:
        if step.no not in back:
            yield Difference("removed", f"Langkah {step.no}", before=step.activity, step=step.no)
    order = [pairs[step.no] for step in after.steps if step.no in pairs]
    for place, no in enumerate(order):
        if place and no < max(order[:place]):
            new = back[no]
            yield Difference("moved", f"Langkah {new}", f"langkah {no}", f"langkah {new}", new)


def _step(old: Step, new: Step, back: dict[int, int]) -> Iterator[Difference]:
    """Yield what differs within one step; references that only followed a new number do not."""
    for name, what in STEP_WORDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if name == "outcomes":
            same = [_followed(one, back) for one in before] == [_target(one) for one in after]
        elif name == "separate_from":
            same = sorted(back.get(no, -no) for no in before) == sorted(after)
        else:
            same = before == after and (name != "time" or str(before) == str(after))
        if not same:
            yield Difference("changed", what, _said(before), _said(after), new.no)


def _followed(outcome: Outcome, back: dict[int, int]) -> tuple[object, ...]:
    target = None if outcome.next is None else back.get(outcome.next, -outcome.next)
    return (outcome.id, outcome.label, outcome.note_required, target)


def _target(outcome: Outcome) -> tuple[object, ...]:
    return (outcome.id, outcome.label, outcome.note_required, outcome.next)


def _lane(lane: Lane) -> str:
    return f"{lane.title} ({lane.name})" if lane.name != lane.title else lane.title


def _said(value: object) -> str:
    """Return a value in words; empty for nothing."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return printed_date(value)
    if isinstance(value, tuple):
        return "; ".join(_outcome(one) if hasattr(one, "label") else str(one) for one in value)
    if isinstance(value, dict) or hasattr(value, "items"):
        return "; ".join(f"{key}: {text}" for key, text in value.items())
    return str(value)


def _outcome(outcome: Outcome) -> str:
    target = "selesai" if outcome.next is None else f"langkah {outcome.next}"
    note = ", wajib catatan" if outcome.note_required else ""
    return f"{outcome.label} → {target}{note}"
