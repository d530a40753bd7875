"""What is looked for in cases, and how the databases find it: the same on both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BooleanField, Func, Q

from sigap.cases.access import AUDITOR, TECHNICAL_ROLES
from sigap.cases.identity import blind
from sigap.cases.models import Case, IdentityIndex
from sigap.cases.stems import asked
from sigap.core.errors import InvalidInput
from sigap.core.masking import name_tokens, normal_email, normal_nik, normal_phone
from sigap.core.numbering import format_case_number, parse_case_number

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

LONGEST = 200
# Before a stem: where it stands. What carries identity is found by who may read that.
OPEN = ("", "p_")
ALL = ("", "p_", "l_", "a_")
_INDEX = "cases_words_index"
_VECTOR = "array_to_tsvector(string_to_array({}, ' '))"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: a whole case number, words, a person; made by `look_for`.

    `person`: ways in which the words are a whole identity that is known here, each the
    (kind, digest) pairs that all must hold.
    """

    text: str
    number: str = ""
    stems: tuple[str, ...] = ()
    reads_who: bool = False
    person: tuple[tuple[tuple[str, bytes], ...], ...] = ()

    @property
    def person_kinds(self) -> list[str]:
        """Return as what the words are known: name, phone, email, nik."""
        return sorted({way[0][0] for way in self.person})

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in the text that anything could be found by."""
        return not (self.number or self.stems or self.person)

    def words(self) -> str:
        """Return what asks the index for cases that hold all the words, open or not."""
        return _asking(self.stems, ALL if self.reads_who else OPEN)

    def open_words(self) -> str:
        """Return what asks for cases that hold all the words without carrying identity."""
        return _asking(self.stems, OPEN)


def look_for(text: str, actor: Actor) -> Search:
    """Return what `text` looks for when `actor` asks; at most one query.

    Persons are found whole only: the phone, e-mail or NIK, or all words of the name; never by
    auditors, nor in *rahasia* cases.
    """
    text = " ".join(text.split())[:LONGEST]
    try:
        year, sequence = parse_case_number(text)
    except InvalidInput:
        reads_who = bool(actor.roles - TECHNICAL_ROLES - {AUDITOR})
        person = _known(_ways(text)) if reads_who else ()
        return Search(text, stems=asked(text), reads_who=reads_who, person=person)
    # A whole number means that one case, and an index knows it.
    return Search(text, number=format_case_number(year, sequence))


def branches(cases: QuerySet[Case], search: Search, *, before: int = 0) -> list[QuerySet[Case]]:
    """Return the parts of what is found among `cases`, the newest first.

    Each is joined to its `words` row; `before` is the place that all stand before, 0 for any.
    """
    if before:
        cases = cases.filter(words__place__lt=before)
    cases = cases.order_by("-words__place")
    parts = []
    if search.stems:
        parts.append(_allowed(_with_words(cases, search.words(), before), search))
    for way in search.person:
        known = cases.filter(confidential=False, words__isnull=False)
        for kind, digest in way:
            known = known.filter(identity_index__kind=kind, identity_index__digest=digest)
        parts.append(known)
    return parts


def of_tasks(search: Search) -> Q:
    """Return the condition that a task belongs to a case that is found.

    Serves the desk, where each of some thousand open tasks at most is looked up.
    """
    if search.number:
        return Q(case__number=search.number)
    found = Q(pk__in=())
    if search.stems:
        held = Q(_Holds("case_id", search.words()))
        if search.reads_who:
            held &= Q(case__confidential=False) | Q(_Holds("case_id", search.open_words()))
        found |= held
    for way in search.person:
        known = Q(case__confidential=False)
        for kind, digest in way:
            rows = IdentityIndex.objects.filter(kind=kind, digest=digest).values("case")
            known &= Q(case__in=rows)
        found |= known
    return found


def unindexed() -> int:
    """Return how many cases are not yet found by their words."""
    return Case.objects.filter(words=None).count()


class _Holds(Func):
    """Whether the case with this id holds what is asked of the index."""

    output_field = BooleanField()
    arity = 1

    def __init__(self, case_id: str, asking: str) -> None:
        super().__init__(case_id)
        self.asking = asking

    def as_sqlite(
        self,
        compiler: Any,  # noqa: ANN401 - Django's
        connection: Any,  # noqa: ANN401 - Django's
        **_extra: Any,  # noqa: ANN401 - Django's
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        # CROSS JOIN: the case first, then whether the index has that one row.
        holds = (
            f"EXISTS (SELECT 1 FROM cases_casewords w CROSS JOIN {_INDEX} i "  # noqa: S608 - own names
            f"WHERE w.case_id = {sql} AND i.rowid = w.place AND i.{_INDEX} MATCH %s)"
        )
        return holds, (*params, self.asking)

    def as_postgresql(
        self,
        compiler: Any,  # noqa: ANN401 - Django's
        _connection: Any,  # noqa: ANN401 - Django's
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        holds = (
            f"EXISTS (SELECT 1 FROM cases_casewords w WHERE w.case_id = {sql} "  # noqa: S608 - own names
            f"AND {_VECTOR.format('w.stems')} @@ %s::tsquery)"
        )
        return holds, (*params, self.asking)


def _with_words(cases: QuerySet[Case], asking: str, before: int) -> QuerySet[Case]:
    joined = cases.filter(words__isnull=False)
    # What is asked goes in as a parameter; the rest are our own names.
    if connection.vendor == "sqlite":
        # In the index's own order it is read no further than the page, however many it finds.
        return joined.order_by().extra(  # noqa: S610 - see above
            tables=[_INDEX],
            where=[
                f"{_INDEX}.rowid = cases_casewords.place",
                f"{_INDEX}.{_INDEX} MATCH %s",
                *([f"{_INDEX}.rowid < %s"] if before else []),
            ],
            params=[asking, *([before] if before else [])],
            order_by=[f"-{_INDEX}.rowid"],
        )
    vector = _VECTOR.format("cases_casewords.stems")
    return joined.extra(  # noqa: S610 - see above
        where=[f"{vector} @@ %s::tsquery"], params=[asking]
    )


def _allowed(cases: QuerySet[Case], search: Search) -> QuerySet[Case]:
    """Leave out *rahasia* cases that only what carries identity tells of."""
    if not search.reads_who:
        return cases
    return cases.filter(Q(confidential=False) | Q(_Holds("pk", search.open_words())))


def _asking(stems: tuple[str, ...], places: tuple[str, ...]) -> str:
    """Return a query in the index's own language; stems are plain letters and digits."""
    if connection.vendor == "sqlite":
        quote, either, both = '"', " OR ", " AND "
    else:
        quote, either, both = "'", " | ", " & "
    return both.join(
        f"({either.join(f'{quote}{place}{stem}{quote}' for place in places)})" for stem in stems
    )


def _ways(text: str) -> list[tuple[tuple[str, bytes], ...]]:
    """Return the ways in which a text may be all of an identity, or of its name."""
    ways: list[tuple[tuple[str, bytes], ...]] = [
        ((kind, blind(kind, value)),)
        for kind, value in (
            ("phone", normal_phone(text)),
            ("email", normal_email(text) if "@" in text else ""),
            ("nik", normal_nik(text)),
        )
        if value
    ]
    words = name_tokens(text)
    return [*ways, tuple(("name", blind("name", word)) for word in words)] if words else ways


def _known(
    ways: list[tuple[tuple[str, bytes], ...]],
) -> tuple[tuple[tuple[str, bytes], ...], ...]:
    """Return those ways all of whose parts somebody here is known by."""
    pairs = {pair for way in ways for pair in way}
    if not pairs:
        return ()
    wanted = Q(pk__in=())
    for kind, digest in pairs:
        wanted |= Q(kind=kind, digest=digest)
    rows = IdentityIndex.objects.filter(wanted).values_list("kind", "digest").distinct()
    there = {(kind, bytes(digest)) for kind, digest in rows}
    return tuple(way for way in ways if there.issuperset(way))
