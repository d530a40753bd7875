"""Hypothesis strategies that make random valid SOPs, for the tests of everything that reads one.

Valid means what `sop check` means: numbers 1…n, every executor has a lane, a decision has two
outcomes or more, every step can be reached and can reach the end. The linter may well warn.
"""

from datetime import date
from itertools import product

from hypothesis import strategies as st

from sigap.core.sop.definition import Decree, Duration, Lane, Outcome, Sop, Step, Unit

ROLES = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "arsiparis",
    "sekretaris",
    "tim-teknis",
    "verifikator-2",
)
CONSULTED_ROLES = ("analis-hukum", "inspektorat")

_WORDS = [
    *("berkas", "dokumen", "surat", "permohonan", "laporan", "memeriksa", "menyusun", "konsep"),
    *("hasil", "catatan", "kepada", "pemohon", "kepala", "bidang", "rapat", "jadwal", "lapangan"),
    *("verifikasi", "data", "arsip", "tanda", "terima"),
]
# One draw a phrase, not one a word: a whole SOP has a hundred of them.
_PHRASES = [" ".join(words).capitalize() for words in product(_WORDS[:6], _WORDS[6:], _WORDS[3:9])]
_SLUGS = (
    ["-".join(words) for words in product(_WORDS[:6], _WORDS[6:])] + _WORDS + ["a", "x1", "b-2"]
)
_DURATIONS = [
    Duration(amount, unit, f"{amount} {spelled}")
    for unit, most in ((Unit.MINUTES, 60), (Unit.HOURS, 8), (Unit.DAYS, 10))
    for amount in range(1, most + 1)
    for spelled in (unit.value, unit.value.title(), unit.value.upper())
]


def plain_text():
    """Return Indonesian office words in a row: nothing that needs care anywhere."""
    return st.sampled_from(_PHRASES)


def wild_text():
    """Return any text that a file may hold: quotes, tabs, tags, semicolons, odd scripts."""
    pieces = st.one_of(
        st.sampled_from([*_WORDS, ";", "; ", "<b>", "</p>", "  ", "\t", "\n", '"', "\\", "(", ")"]),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5),
    )
    return st.lists(pieces, min_size=1, max_size=8).map("".join).filter(lambda text: text.strip())


def slugs():
    """Return ids as SOP files write them."""
    return st.sampled_from(_SLUGS)


def durations():
    """Return times of 1 menit to 10 hari, spelled as decrees spell them."""
    return st.sampled_from(_DURATIONS)


def decrees(text=None):
    """Return heads with every key filled."""
    text = plain_text() if text is None else text
    days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
    texts = st.lists(text, max_size=4).map(tuple)
    return st.builds(
        Decree,
        number=text,
        annex=st.sampled_from(["", "I", "IV", "XII", "II.a"]),
        date=days,
        about=text,
        institution=text,
        created=days,
        revised=days,
        effective=days,
        approver=text,
        approver_name=text,
        legal_basis=texts,
        qualifications=texts,
        related=texts,
        equipment=texts,
        warning=text,
        recording=text,
        instrument=text,
        sop_number=text,
    )


@st.composite
def sops(
    draw,
    *,
    min_steps=1,
    max_steps=12,
    text=None,
    joint=True,
    decisions=True,
    consults=True,
    separation=True,
    then=None,
):
    """Return one random valid SOP.

    Switch off `joint`, `decisions`, `consults` or `separation` to leave that out. `then` is a
    strategy for the SOP that follows (default: the case ends). `separate_from` may name any
    other steps, so with few persons a case can get stuck: that is for the runner to handle.
    """
    text = plain_text() if text is None else text
    count = draw(st.integers(min_steps, max_steps))
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=5, unique=True))
    ways = draw(_ways(count)) if decisions else [()] * count
    return Sop(
        id=draw(slugs()),
        title=draw(text),
        decree=draw(decrees(text)),
        lanes=tuple(Lane(role, draw(text), draw(text)) for role in roles),
        steps=tuple(
            draw(
                _steps(
                    no=no,
                    count=count,
                    roles=roles,
                    ways=ways[no - 1],
                    text=text,
                    most_executors=3 if joint else 1,
                    consults=consults,
                    separation=separation,
                )
            )
            for no in range(1, count + 1)
        ),
        then=draw(then) if then is not None else "",
    )


@st.composite
def _steps(draw, *, no, count, roles, ways, text, most_executors, consults, separation):
    texts = st.lists(text, max_size=3).map(tuple)
    most = min(most_executors, len(roles))
    some_roles = st.lists(st.sampled_from(roles), min_size=1, max_size=most, unique=True)
    others = [other for other in range(1, count + 1) if other != no]
    requirements = draw(texts)
    return Step(
        no=no,
        activity=draw(text),
        executors=tuple(draw(some_roles)),
        requirements=requirements,
        time=draw(durations()),
        outputs=draw(texts),
        executor_inferred=draw(st.booleans()),
        gates=requirements[:1] if draw(st.booleans()) else (),
        note=draw(st.one_of(st.just(""), text)),
        lane_text=draw(st.dictionaries(st.sampled_from(roles), text, max_size=1)),
        form=draw(st.one_of(st.just(""), slugs())),
        produces=tuple(draw(st.lists(slugs(), max_size=2, unique=True))),
        consults=draw(_sometimes(CONSULTED_ROLES)) if consults else (),
        separate_from=draw(_sometimes(others)) if separation and others else (),
        outcomes=tuple(
            Outcome(f"jalan-{index}", draw(text), target, draw(st.booleans()))
            for index, target in enumerate(ways, start=1)
        ),
    )


def _sometimes(values):
    chosen = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    return st.one_of(st.just(()), st.just(()), chosen.map(sorted).map(tuple))


@st.composite
def _ways(draw, count):
    """Return for each step the targets of its outcomes; () where the next number follows.

    Targets are drawn freely; then decisions are bent one after another to lead on to the
    next number until every step can be reached and can reach the end.
    """
    target = st.one_of(st.integers(1, count), st.none())
    decision = st.lists(target, min_size=2, max_size=4).map(tuple)
    ways = draw(st.lists(st.one_of(st.just(()), decision), min_size=count, max_size=count))
    for index, targets in enumerate(ways):
        if _is_sound(ways):
            break
        if targets:
            ways[index] = (index + 2 if index + 1 < count else None, *targets[1:])
    return ways


def _is_sound(ways):
    count = len(ways)
    edges = {
        (no, target or 0)
        for no, targets in enumerate(ways, start=1)
        for target in (targets or (no + 1 if no < count else None,))
    }
    return _closure(1, edges) >= set(range(1, count + 1)) and (
        _closure(0, {(to, start) for start, to in edges}) == set(range(count + 1))
    )


def _closure(start, edges):
    found, front = {start}, {start}
    while front:
        front = {to for begin, to in edges if begin in front} - found
        found |= front
    return found
