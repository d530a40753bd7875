"""Doubts that the words of one SOP raise: papers that nobody makes, corrections, actors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sigap.core.sop.check import targets
from sigap.core.sop.likeness import is_same_title, stem, stems, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sigap.core.sop.definition import Sop, Step

    Paper = tuple[str, ...]  # stems of its name

# What grows in a case. Books, forms, tools and what comes from outside are at hand anyway.
_CASE_PAPERS = frozenset(
    stem(word)
    for word in (
        *("memo", "nota", "disposisi", "konsep", "draf", "rancangan", "risalah", "notula"),
        *("hasil", "dokumen", "berkas", "catatan", "laporan", "rencana", "telaahan", "kajian"),
        *("rekomendasi", "berita"),
    )
)
_RECORDS = frozenset(("catatan", "lembar", "daftar", "nota", "memo", "surat", "berita"))
_CORRECTION = re.compile(r"\b(perbaikan|koreksi|revisi|penyempurnaan|pembetulan)\b", re.IGNORECASE)
_POSTS = (
    *("Analis", "Analisis", "Arsiparis", "Asisten", "Auditor", "Bendahara", "Bupati", "Camat"),
    *("Deputi", "Direktur", "Gubernur", "Inspektur", "JF", "Juru", "Kabag", "Kabid", "Kasi"),
    *("Kasubag", "Kasubbag", "Kepala", "Ketua", "Koordinator", "Lurah", "Notulis", "Operator"),
    *("Pejabat", "Penata", "Penelaah", "Pengadministrasi", "Pengawas", "Pengelola", "Petugas"),
    *("Pranata", "Sekretaris", "Staf", "Staff", "Subkoordinator", "Surveyor", "Tim"),
    *("Verifikator",),
)
_ACTOR = re.compile(rf"\b(?:{'|'.join(_POSTS)})\b(?:\s+[A-Z][\w.-]*)+")
_NOT_IN_A_TITLE = re.compile(
    r"(?:Me\w{4,}|Ber\w{3,}|Di\w{4,}|Dan|Atau|Dari|Kepada|Ke|Untuk|Yang|Di|Dengan|Oleh|Serta"
    r"|Pada|Dalam|Melalui|Agar|Guna|Akan)$"
)


def missing_papers(sop: Sop, preceding: Sequence[Sop]) -> Iterator[tuple[str, str]]:
    """Yield case papers that a step requires though no step that can come before makes them.

    What the first step of all requires comes in from outside, and may be required again.
    `preceding` are the SOPs from which a case may come.
    """
    whole = [step for other in preceding for step in other.steps]
    opening = [(preceding[-1] if preceding else sop).steps[0]]
    outside = [*_papers(opening[0].requirements), *_made(whole)]
    for step in sop.steps:
        if step is opening[0]:
            continue
        made = [*outside, *_made(_can_come_before(sop, step))]
        for requirement in step.requirements:
            for paper in _papers([requirement]):
                if paper[0] in _CASE_PAPERS and not any(_is_same(paper, other) for other in made):
                    yield (
                        f"steps[{step.no}].requirements",
                        (
                            f'"{requirement}" tidak dihasilkan oleh langkah mana pun sebelumnya; '
                            "tambahkan sebagai keluaran langkah yang membuatnya, atau periksa "
                            "bersama berkas SOP yang mendahului"
                        ),
                    )


def corrections(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield steps that put a correction on paper but never send the work back."""
    for step in sop.steps:
        for output in step.outputs:
            is_record = words(output)[:1] and words(output)[0] in _RECORDS
            goes_back = any(outcome.next and outcome.next <= step.no for outcome in step.outcomes)
            if is_record and _CORRECTION.search(output) and not goes_back:
                yield (
                    f"steps[{step.no}].outputs",
                    (
                        f'"{output}" menandakan ada yang harus diperbaiki, tetapi tidak ada hasil '
                        "yang kembali ke langkah sebelumnya; tambahkan [[steps.outcomes]] dengan "
                        "next ke langkah itu"
                    ),
                )


def actors(sop: Sop) -> Iterator[tuple[str, str]]:
    """Yield posts that an activity names though they have no lane and are not consulted."""
    known = [title for lane in sop.lanes for title in (lane.title, lane.name)]
    known += [lane.role.replace("-", " ") for lane in sop.lanes]
    known += [role.replace("-", " ") for step in sop.steps for role in step.consults]
    told: set[str] = set()
    for step in sop.steps:
        for actor in _actors(step.activity):
            if actor.casefold() in told or any(_names(actor, title) for title in known):
                continue
            told.add(actor.casefold())
            yield (
                f"steps[{step.no}].activity",
                (
                    f'"{actor}" disebut dalam kegiatan tetapi tidak mempunyai lajur; tambahkan '
                    "lajurnya, atau tulis perannya di consults bila hanya dimintai pendapat"
                ),
            )


def _actors(activity: str) -> Iterator[str]:
    for found in _ACTOR.finditer(activity):
        title: list[str] = []
        for word in found[0].split():
            if _NOT_IN_A_TITLE.match(word):
                break
            title.append(word.rstrip("."))
        if len(title) > 1:
            yield " ".join(title)


def _names(actor: str, title: str) -> bool:
    """Whether `actor` is the post of `title`, perhaps shortened or with words of the sentence."""
    if is_same_title(actor, title):
        return True
    mine, theirs = stems(actor), stems(title)
    shorter, longer = sorted((mine, theirs), key=len)
    return longer[: len(shorter)] == shorter or (len(shorter) > 1 and set(shorter) <= set(longer))


def _can_come_before(sop: Sop, step: Step) -> list[Step]:
    back: dict[int, list[Step]] = {}
    for other in sop.steps:
        for target in targets(sop, other):
            back.setdefault(target, []).append(other)
    found: list[Step] = []
    front = [step.no]
    while front:
        new = [other for other in back.get(front.pop(), ()) if other not in found]
        found += new
        front += [other.no for other in new]
    return found


def _made(steps: Iterable[Step]) -> list[Paper]:
    return [
        paper
        for step in steps
        for paper in (
            *_papers(step.outputs),
            *_papers([kind.replace("-", " ") for kind in step.produces]),
        )
    ]


def _papers(texts: Collection[str]) -> list[Paper]:
    """Return the papers named in `texts`: several in one text stand behind commas or brackets."""
    parts = (part for text in texts for part in re.split(r"[,;()]", text))
    return [paper for paper in map(stems, parts) if paper]


def _is_same(required: Paper, made: Paper) -> bool:
    """Whether the made paper is the required one, named more fully or more shortly."""
    return set(required) <= set(made) or (required[0] == made[0] and set(made) <= set(required))
