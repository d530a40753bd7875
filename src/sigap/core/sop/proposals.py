"""What a decree's text cannot say, proposed by stated rules for a person to confirm.

The flowchart's symbols, which mark who does a step, do not survive in pasted text; ids and
roles never stand in a decree. Rules for the executor of a step, the first that fits:

1. The activity begins "Bersama-sama …" and names two lanes or more: they do it jointly. Said.
2. The activity begins with a lane's title, or names it after "oleh": that lane. Said.
3. The step before hands over "kepada" a lane (or orders it: "memerintahkan …"): that lane.
4. The activity orders, decides or chairs (disposisi, memerintahkan, persetujuan, memimpin …):
   the lane highest in rank by the first words of its title.
5. The activity reviews (tinjauan, verifikasi, memeriksa kelengkapan …): the first lane that is
   neither the one at work nor in command.
6. The activity receives "dari" a lane: the first lane that it names neither as giver nor as
   next receiver and that is not in command.
7. Otherwise the lane at work goes on: the last one chosen by rules 2, 3, 6 or 7 that neither
   commands nor reviews, at first the first lane not in command.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sigap.core.sop.likeness import is_same_title, likeness

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sigap.core.sop.definition import Lane

_RANKS = (
    *("gubernur", "bupati", "wali", "walikota", "sekretaris", "inspektur", "kepala", "kadis"),
    *("direktur", "camat", "lurah", "ketua", "pimpinan", "koordinator", "kabag", "kabid"),
    *("kasubbag", "kasubag", "kasi", "subkoordinator", "kasubbid"),
)
_CHIEFS = {"bagian": "kabag", "bidang": "kabid", "seksi": "kasi"} | dict.fromkeys(
    ("sub", "subbag", "subbagian", "subbidang", "subseksi"), "kasubbag"
)
_ORDERS = re.compile(
    r"(disposisi|mendisposisi\w*|memimpin|memerintahkan|menugaskan|persetujuan|menyetujui"
    r"|mengesahkan|menandatangani|memutuskan|menetapkan)$",
    re.IGNORECASE,
)
_REVIEWS = re.compile(
    r"(tinjauan|meninjau|verifikasi|memverifikasi|validasi|memvalidasi|koreksi|mengoreksi)$",
    re.IGNORECASE,
)
_REVIEWS_FILE = re.compile(r"memeriksa (kelengkapan|kesesuaian|kebenaran)", re.IGNORECASE)
_PASSES_ON = re.compile(
    r"(menerima|menyampaikan|meneruskan|mengajukan|mencatat|mengagendakan|menindaklanjuti)$",
    re.IGNORECASE,
)
_TO = ("kepada", "ke", "memerintahkan", "menugaskan", "meminta")
_FROM = ("dari",)
_WORD_LIKENESS = 0.75
_OPENING_WORDS = 3  # the verb and its object stand there


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who does a step; `is_said` if the text itself names them. `reason` is Indonesian."""

    executors: tuple[str, ...]
    is_said: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Mention:
    role: str
    position: int  # index of its first word in the activity
    before: str  # the word before it, in small letters


def propose_executors(activities: Sequence[str], lanes: Sequence[Lane]) -> list[Proposal]:
    """Return who does each step of one SOP, by the rules at the head of this module."""
    commanders = sorted((lane for lane in lanes if _rank(lane) is not None), key=_rank_key)
    in_command = [lane.role for lane in commanders]
    others = [lane.role for lane in lanes if lane.role not in in_command]
    at_work = (others or [lanes[0].role])[0]
    proposals: list[Proposal] = []
    handed_to = ""
    for activity in activities:
        mentions = _mentions(activity, lanes)
        third = {mention.role for mention in mentions if mention.before in (*_TO, *_FROM)}
        free = [role for role in others if role not in third]
        reviews = _opens_with(activity, _REVIEWS) or bool(_REVIEWS_FILE.search(activity))
        orders = _opens_with(activity, _ORDERS) and not _opens_with(activity, _PASSES_ON)
        said = _said(activity, mentions)
        if said:
            proposal = Proposal(said, is_said=True, reason="tertulis dalam kegiatan")
        elif handed_to and handed_to not in third:
            proposal = _inferred(handed_to, "langkah sebelumnya menyerahkan kepadanya")
        elif in_command and orders:
            proposal = _inferred(in_command[0], "kegiatan ini perintah atau putusan atasan")
        elif reviews:
            reviewers = [role for role in (*free, *in_command) if role != at_work]
            proposal = _inferred((reviewers or [at_work])[0], "kegiatan ini menelaah hasil kerja")
        elif at_work in third or any(mention.before in _FROM for mention in mentions):
            proposal = _inferred((free or [at_work])[0], "bukan pemberi atau penerima yang disebut")
        else:
            proposal = _inferred(at_work, "melanjutkan pekerjaan lajur yang sama")
        proposals.append(proposal)
        lead = proposal.executors[0]
        if lead in others and len(proposal.executors) == 1 and not reviews:
            at_work = lead
        handed_to = next((m.role for m in reversed(mentions) if m.before in _TO), "")
    return proposals


def _inferred(role: str, reason: str) -> Proposal:
    return Proposal((role,), is_said=False, reason=reason)


def propose_role(
    title: str, known: Mapping[str, str], seen: Mapping[str, str], taken: Collection[str]
) -> str:
    """Return the role of a lane by its title.

    The role of `known` (name by role) or of `seen` (title by role, from sister SOPs) whose
    title is the same and most alike; else the title as an id. Never one of `taken`.
    """
    for titles in (known, seen):
        same = [
            role
            for role, other in titles.items()
            if role not in taken and is_same_title(title, other)
        ]
        if same:
            return max(same, key=lambda role: likeness(title.casefold(), titles[role].casefold()))
    return unique_slug([title], {*taken, *known, *seen}, "lajur")


def unique_slug(texts: Sequence[str], taken: Collection[str], otherwise: str) -> str:
    """Return the first of `texts` whose id is free, else the last one with a number behind."""
    slugs = [slug for slug in map(_slug, texts) if slug] or [otherwise]
    numbered = (f"{slugs[-1]}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (*slugs, *numbered) if slug not in taken)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))


def _rank(lane: Lane) -> int | None:
    first, second = [*re.findall(r"[^\W\d_]+", lane.title.casefold()), "", ""][:2]
    if first == "kepala":
        first = _CHIEFS.get(second, first)
    return _RANKS.index(first) if first in _RANKS else None


def _rank_key(lane: Lane) -> int:
    return _rank(lane) or 0


def _opens_with(activity: str, verbs: re.Pattern[str]) -> bool:
    words = re.findall(r"[^\W_]+", activity)
    return any(verbs.match(word) for word in words[:_OPENING_WORDS])


def _said(activity: str, mentions: Sequence[_Mention]) -> tuple[str, ...]:
    together = dict.fromkeys(m.role for m in mentions if m.before not in (*_TO, *_FROM))
    if re.match(r"bersama\b", activity, re.IGNORECASE) and len(together) > 1:
        return tuple(together)
    return tuple(m.role for m in mentions if m.position == 0 or m.before == "oleh")[:1]


def _mentions(activity: str, lanes: Sequence[Lane]) -> list[_Mention]:
    """Return where lanes are named, in order; of two that begin at one word the longer."""
    words = re.findall(r"[^\W_]+", activity)
    mentions = []
    position = 0
    while position < len(words):
        lengths = {lane.role: _named_at(words, position, lane) for lane in lanes}
        role = max(lengths, key=lambda role: lengths[role])
        if lengths[role]:
            before = words[position - 1].casefold() if position else ""
            mentions.append(_Mention(role, position, before))
        position += max(1, lengths[role])
    return mentions


def _named_at(words: Sequence[str], position: int, lane: Lane) -> int:
    """Return how many words from `position` on name `lane`; 0 if they do not.

    Two words in a row of its title or name do, or its only word, spelled nearly alike.
    """
    longest = 0
    for text in (lane.title, lane.name):
        title = re.findall(r"[^\W_]+", text)
        length = 0
        for word, wanted in zip(words[position:], title, strict=False):
            if likeness(word.casefold(), wanted.casefold()) < _WORD_LIKENESS:
                break
            length += 1
        if length >= min(2, len(title)):
            longest = max(longest, length)
    return longest
