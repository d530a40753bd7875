"""Doubts about SOPs that could run, found by rule over all files given together.

They run from slips of the printing (dates, numbers, titles) to gaps in the work (a paper that
nobody makes, a correction that leads nowhere). Each is for the office to judge: none keeps an
SOP from being loaded. Papers and actors in the text of one SOP are in `lint_texts`.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from sigap.core.sop import lint_texts
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.likeness import likeness
from sigap.core.sop.print_layout import printed_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sigap.core.sop.definition import Sop

    Doubts = Iterator[tuple[str, str, str]]  # file, place, what

_NEARLY_EQUAL = 0.9  # two adjacent activities, two subjects of one decree


def lint(sops: Mapping[str, Sop]) -> list[Finding]:
    """Return the warnings on SOPs given by file name, file by file in the order given."""
    rules: Sequence[Callable[[Mapping[str, Sop]], Doubts]] = (
        _doubled_ids,
        _unknown_followers,
        _dates,
        _own_numbers,
        _sister_numbers,
        _lane_titles,
        _unknown_gates,
        _adjacent_activities,
        _missing_papers,
        _corrections,
        _actors,
    )
    found = [
        Finding(Level.WARNING, where, what, name)
        for rule in rules
        for name, where, what in rule(sops)
    ]
    names = list(sops)
    return sorted(found, key=lambda finding: names.index(finding.file))


def _doubled_ids(sops: Mapping[str, Sop]) -> Doubts:
    first: dict[str, str] = {}
    for name, sop in sops.items():
        if sop.id in first:
            yield name, "id", f'id "{sop.id}" juga dipakai {first[sop.id]}; beri id lain'
        first.setdefault(sop.id, name)


def _unknown_followers(sops: Mapping[str, Sop]) -> Doubts:
    ids = {sop.id for sop in sops.values()}
    for name, sop in sops.items():
        if sop.then and sop.then not in ids:
            yield (
                name,
                "then",
                (
                    f'SOP lanjutan "{sop.then}" tidak ada di antara berkas yang diperiksa; '
                    "periksa bersama berkasnya atau betulkan id-nya"
                ),
            )


def _dates(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        decree = sop.decree
        if decree.revised < decree.created:
            yield (
                name,
                "decree.revised",
                (
                    f"direvisi {printed_date(decree.revised)}, sebelum dibuat "
                    f"{printed_date(decree.created)}; cocokkan kedua tanggal dengan naskah asli"
                ),
            )


def _own_numbers(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        number, sop_number = sop.decree.number, sop.decree.sop_number
        if sop_number and _bare(number) != _bare(sop_number):
            yield (
                name,
                "decree.sop_number",
                (
                    f'Nomor SOP "{sop_number}" berbeda dari nomor di kepala naskah "{number}"; '
                    "samakan atau pastikan memang berbeda"
                ),
            )


def _sister_numbers(sops: Mapping[str, Sop]) -> Doubts:
    """Yield annexes of one decree whose number is not that of most of them."""
    for name, sop in sops.items():
        sisters = [other for other in sops.values() if _is_same_decree(sop, other)]
        usual = _usual([other.decree.number for other in sisters])
        if _bare(sop.decree.number) != _bare(usual):
            yield (
                name,
                "decree.number",
                (
                    f'nomor "{sop.decree.number}" berbeda dari lampiran lain keputusan yang sama '
                    f'("{usual}"); cocokkan dengan naskah asli'
                ),
            )


def _lane_titles(sops: Mapping[str, Sop]) -> Doubts:
    """Yield lanes whose title is not the one that the role has in most sister SOPs."""
    for name, sop in sops.items():
        sisters = [other for other in sops.values() if _are_sisters(sop, other, sops)]
        for index, lane in enumerate(sop.lanes, start=1):
            titles = [
                other_lane.title
                for other in sisters
                for other_lane in other.lanes
                if other_lane.role == lane.role
            ]
            usual = _usual(titles)
            if _bare(lane.title) != _bare(usual):
                yield (
                    name,
                    f"lanes[{index}].title",
                    (
                        f'judul lajur "{lane.title}" berbeda dari judul peran yang sama di SOP '
                        f'lain ("{usual}"); samakan, atau beri peran lain bila memang bukan orang '
                        "yang sama"
                    ),
                )


def _unknown_gates(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        for index, step in enumerate(sop.steps, start=1):
            for gate in step.gates:
                if gate not in step.requirements:
                    yield (
                        name,
                        f"steps[{index}].gates",
                        (
                            f'"{gate}" tidak ada dalam kelengkapan langkah ini; tulis sama seperti '
                            "di requirements"
                        ),
                    )


def _adjacent_activities(sops: Mapping[str, Sop]) -> Doubts:
    """Yield steps nearly equal to the one before, across the border of two SOPs too."""
    for name, sop in sops.items():
        last = [(other.steps[-1], sop.steps[0]) for other in sops.values() if other.then == sop.id]
        for one, other in [*last, *pairwise(sop.steps)]:
            alike = likeness(one.activity.casefold(), other.activity.casefold())
            if alike >= _NEARLY_EQUAL:
                what = f"hampir sama dengan kegiatan langkah {one.no} sebelumnya ({alike:.0%})"
                yield (
                    name,
                    f"steps[{other.no}].activity",
                    f"{what}; pastikan bukan salinan yang tertinggal",
                )


def _missing_papers(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        for where, what in lint_texts.missing_papers(sop, preceding(sop, sops)):
            yield name, where, what


def _corrections(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        for where, what in lint_texts.corrections(sop):
            yield name, where, what


def _actors(sops: Mapping[str, Sop]) -> Doubts:
    for name, sop in sops.items():
        for where, what in lint_texts.actors(sop):
            yield name, where, what


def preceding(sop: Sop, sops: Mapping[str, Sop]) -> list[Sop]:
    """Return the SOPs from which a case may come to `sop`, the nearest first."""
    found: list[Sop] = []
    front = [sop.id]
    while front:
        before = [
            other
            for other in sops.values()
            if other.then in front and other.id != sop.id and other not in found
        ]
        found += before
        front = [other.id for other in before]
    return found


def _are_sisters(one: Sop, other: Sop, sops: Mapping[str, Sop]) -> bool:
    return (
        _is_same_decree(one, other)
        or one in preceding(other, sops)
        or other in preceding(one, sops)
    )


def _is_same_decree(one: Sop, other: Sop) -> bool:
    """Whether two SOPs are annexes of one decree, whatever their numbers say."""
    a, b = one.decree, other.decree
    return a.date == b.date and likeness(_bare(a.about), _bare(b.about)) >= _NEARLY_EQUAL


def _usual(texts: Sequence[str]) -> str:
    """Return the text that occurs most often, blanks and capitals apart; of equals the first."""
    counts = Counter(map(_bare, texts))
    return max(texts, key=lambda text: counts[_bare(text)])


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
