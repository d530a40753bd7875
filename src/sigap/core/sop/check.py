"""Errors of one SOP that is complete in form: what refers where, and whether the steps lead on.

Doubts that do not keep an SOP from running are in `lint`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sigap.core.sop.findings import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sigap.core.sop.definition import Sop, Step

_END = 0  # stands for the end of the SOP in the graph of steps; step numbers begin at 1


def check(sop: Sop, *, name: str = "") -> list[Finding]:
    """Return every error of `sop`, none if it can be run. `name` is the file to be blamed."""
    rules = (texts, numbers, executors, lanes, decisions, separations, flow)
    return [Finding(Level.ERROR, where, what, name) for rule in rules for where, what in rule(sop)]


def texts(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield what the SOP lacks as a whole: a title, an end, steps, words for an activity."""
    if not sop.title.strip():
        yield "title", "judul kosong; tulis judul SOP seperti tercetak"
    if sop.then and sop.then == sop.id:
        yield "then", "SOP ini dilanjutkan oleh dirinya sendiri; hapus then atau tulis id lain"
    if not sop.steps:
        yield "steps", "SOP ini tidak mempunyai langkah; tambahkan paling sedikit satu [[steps]]"
    for place, step in _placed(sop):
        if not step.activity.strip():
            yield f"{place}.activity", "kegiatan kosong; tulis kegiatan seperti tercetak"


def numbers(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield each step whose number is not its place in the row 1…n."""
    for expected, (place, step) in enumerate(_placed(sop), start=1):
        if step.no != expected:
            yield (
                f"{place}.no",
                (
                    f"nomor langkah {step.no}, padahal ini langkah ke-{expected}; "
                    f"nomor harus urut 1 sampai {len(sop.steps)}"
                ),
            )


def executors(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield steps that nobody does, or that a role is to do twice."""
    for place, step in _placed(sop):
        if not step.executors:
            yield f"{place}.executors", "belum ada pelaksana; tulis paling sedikit satu peran"
        for role, count in Counter(step.executors).items():
            if count > 1:
                yield f"{place}.executors", f'peran "{role}" tertulis {count} kali; cukup sekali'


def lanes(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield roles that stand for two lanes, or that act in a step without having a lane."""
    roles = [lane.role for lane in sop.lanes]
    for index, role in enumerate(roles, start=1):
        if role in roles[: index - 1]:
            yield f"lanes[{index}].role", f'peran "{role}" sudah mempunyai lajur; hapus salah satu'
    known = ", ".join(dict.fromkeys(roles)) or "belum ada satu pun"
    for place, step in _placed(sop):
        for key, named in (("executors", step.executors), ("lane_text", step.lane_text)):
            for role in dict.fromkeys(named):
                if role not in roles:
                    yield (
                        f"{place}.{key}",
                        (
                            f'peran "{role}" tidak mempunyai lajur; tambahkan [[lanes]] '
                            f"atau pakai peran yang ada ({known})"
                        ),
                    )


def decisions(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield decisions with too few or doubled outcomes, and outcomes that lead nowhere."""
    for place, step in _placed(sop):
        if len(step.outcomes) == 1:
            yield (
                f"{place}.outcomes",
                (
                    "hanya ada satu hasil; keputusan memerlukan dua hasil atau lebih, "
                    "langkah biasa tidak memerlukan satu pun"
                ),
            )
        seen: set[str] = set()
        for index, outcome in enumerate(step.outcomes, start=1):
            here = f"{place}.outcomes[{index}]"
            if outcome.id in seen:
                yield f"{here}.id", f'id "{outcome.id}" sudah dipakai; beri setiap hasil id sendiri'
            seen.add(outcome.id)
            if outcome.next is not None and not 1 <= outcome.next <= len(sop.steps):
                yield (
                    f"{here}.next",
                    (
                        f"langkah {outcome.next} tidak ada; tulis nomor 1 sampai {len(sop.steps)} "
                        'atau "end"'
                    ),
                )


def separations(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield steps that are kept apart from themselves or from a step that is not there."""
    for place, step in _placed(sop):
        for no in step.separate_from:
            if no == step.no:
                yield (
                    f"{place}.separate_from",
                    f"langkah {no} dipisahkan dari dirinya sendiri; tulis nomor langkah lain",
                )
            elif not 1 <= no <= len(sop.steps):
                yield (
                    f"{place}.separate_from",
                    f"langkah {no} tidak ada; tulis nomor 1 sampai {len(sop.steps)}",
                )


def flow(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield steps that no way from step 1 reaches, and steps from which no way leads to the end.

    Says nothing while numbers or targets are wrong: those faults come first.
    """
    if not sop.steps or any(numbers(sop)) or any(decisions(sop)):
        return
    ways = {step.no: targets(sop, step) for step in sop.steps}
    back: dict[int, list[int]] = {}
    for no, nexts in ways.items():
        for target in nexts:
            back.setdefault(target, []).append(no)
    reached, ending = _closure(1, ways), _closure(_END, back)
    for place, step in _placed(sop):
        if step.no not in reached:
            yield (
                place,
                (
                    f"langkah {step.no} tidak pernah tercapai dari langkah 1; "
                    "arahkan salah satu hasil ke sana atau hapus langkah ini"
                ),
            )
        if step.no not in ending:
            yield (
                place,
                (
                    f"dari langkah {step.no} akhir SOP tidak pernah tercapai; "
                    'beri keputusan sebuah hasil yang maju atau next = "end"'
                ),
            )


def targets(sop: Sop, step: Step) -> tuple[int, ...]:
    """Return the numbers that may follow `step`; 0 stands for the end of the SOP."""
    if step.outcomes:
        return tuple(outcome.next or _END for outcome in step.outcomes)
    return (sop.following(step.no) or _END,)


def chain(sops: Mapping[str, Sop]) -> list[Finding]:
    """Return an error for each ring of `then` among SOPs given by file name: no case would end."""
    by_id = {sop.id: sop for sop in sops.values()}
    findings = []
    for name, sop in sops.items():
        passed, then = [sop.id], sop.then
        while then in by_id and then not in passed:
            passed.append(then)
            then = by_id[then].then
        if then == sop.id and len(passed) > 1:
            what = f"rantai SOP berputar ({' → '.join([*passed, then])}); hapus salah satu then"
            findings.append(Finding(Level.ERROR, "then", what, name))
    return findings


def _placed(sop: Sop) -> Iterator[tuple[str, Step]]:
    return ((f"steps[{index}]", step) for index, step in enumerate(sop.steps, start=1))


def _closure(start: int, ways: Mapping[int, Iterable[int]]) -> set[int]:
    found, front = {start}, [start]
    while front:
        new = set(ways.get(front.pop(), ())) - found
        found |= new
        front.extend(new)
    return found
