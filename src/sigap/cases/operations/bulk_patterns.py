"""Cases as patterns: every row of one, taken apart so that many like it can be made in bulk.

Whatever hangs on a case is found by the models' foreign keys, so a new table needs no line
here. What differs from copy to copy (moments, keys of rows, sealed content, the words of the
complaint) becomes a hole in the row; the rest is carried over as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models

from sigap.cases.identity import case_key, commitments, unseal, unseal_json, unseal_text
from sigap.cases.models import Case, CaseKey, CaseWords, Document, IdentityIndex, LetterNumber, Task
from sigap.cases.models.leased import LeasedRow
from sigap.cases.queries.evidence import canonical
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    Model = type[models.Model]

# What a case says in its own words; a copy says other words in the same places.
WORDS = (
    "number",
    "tracking_code",
    "name",
    "company",
    "phone",
    "email",
    "address",
    "subject",
    "text",
    "wanted",
    "registration_number",
    "masked_subject",
    "masked_text",
    "masked_wanted",
)
_SHORTEST_WORD = 4  # letters; a shorter one would be found where it is not meant
_MOMENT = (
    r"(?P<moment>(?<![\d-])\d{4}-\d\d-\d\d"
    r"(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?(?![\d-]))"
)
_TASK = r'"task":(?P<task>\d+)'  # in an entry of the ledger
_DAY_LETTERS = 10
# Made anew for each copy.
_ANEW: frozenset[Model] = frozenset({IdentityIndex, CaseKey, CaseWords})
_OWN = frozenset(
    {
        "Case.tracking_digest",
        "Document.code",
        "Document.sha256",
        "LetterNumber.year",
        "LetterNumber.sequence",
        "RegisterEntry.year",
        "RegisterEntry.sequence",
    }
)
_PAPER = {"size_bytes": 31_000, "pages": 1}  # what a rendered paper has; its file is not made


class Hole(Enum):
    """What differs from copy to copy; the same thing is worked out once a copy."""

    MOMENT = auto()  # argument: the moment, moved by the copy's shift
    DAY = auto()
    ROW = auto()  # argument: (model, key) of a row of the same case
    WORD = auto()  # argument: the number of a word
    SPELT = auto()  # the same inside a text of JSON
    WRITTEN = auto()  # argument: a moment, or a day as one without zone, inside a text


@dataclass(frozen=True, slots=True)
class Text:
    """A text with places for holes; `holes` are numbers of `Pattern.holes`."""

    form: str
    holes: tuple[int, ...]

    def filled(self, filling: list[Any]) -> str:
        """Return the text with what fills the holes of a copy."""
        return self.form % tuple([filling[hole] for hole in self.holes])


@dataclass(slots=True)
class Row:
    """One row: its carried values, and the places of the others."""

    model: Model
    key: Any
    values: list[Any]
    holes: list[tuple[int, int]] = field(default_factory=list)
    texts: list[tuple[int, Text]] = field(default_factory=list)
    sealed: list[tuple[int, Text]] = field(default_factory=list)
    own: list[tuple[int, str, Any]] = field(default_factory=list)  # "Model.field", the row


@dataclass(slots=True)
class Line:
    """One entry of the case's stream; `digests` are (name, hole of the row, content)."""

    event: str
    at: datetime
    actor: str
    data: Text
    digests: list[tuple[str, int | None, Text]]


@dataclass(slots=True)
class Letter:
    """A number that the case took: where, and how it is written."""

    series: str
    sequence: int
    number: str
    taken_at: datetime


@dataclass(slots=True)
class Pattern:
    """A case of which copies can be made. `said` are its words, then its letters' numbers."""

    number: str
    received_at: datetime
    ended: bool
    permit_type: str
    complainant_kind: str
    said: tuple[str, ...]
    holes: list[tuple[Hole, Any]]
    rows: list[Row]
    lines: list[Line]
    letters: list[Letter]

    def has(self, word: str) -> bool:
        """Whether the case says anything there."""
        return bool(self.said[WORDS.index(word)])


def patterns_of(case_ids: Iterable[int]) -> list[Pattern]:
    """Return cases as patterns.

    :raises ValueError: for one whose ledger commits to what cannot be found again.
    """
    return [_Taking(Case.objects.get(pk=one)).pattern() for one in case_ids]


class _Taking:
    """Takes one case apart."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.key = case_key(case.pk)
        self.rows = _rows_of(case)
        self.letters = [
            Letter(one.series, one.sequence, one.number, one.taken_at)
            for one in LetterNumber.objects.filter(document__case=case).order_by("pk")
        ]
        self.said = (*self._said(), *(one.number for one in self.letters))
        longest_first = sorted(set(self.said), key=len, reverse=True)
        words = [one for one in longest_first if len(one) >= _SHORTEST_WORD]
        self.numbers = {escape(one): self.said.index(one) for one in words}
        self.holes: dict[tuple[Hole, Any], tuple[int, Any]] = {}
        self.words = re.compile("|".join((_MOMENT, _TASK, *map(re.escape, self.numbers))))

    def pattern(self) -> Pattern:
        """Return the case as a pattern."""
        case = self.case
        rows = [self._row(row) for rows in self.rows.values() for row in rows]
        entries = Entry.objects.filter(stream=case.number).order_by("seq")
        lines = [self._line(one) for one in entries]
        return Pattern(
            number=case.number,
            received_at=case.received_at,
            ended=case.is_ended,
            permit_type=case.permit_type.slug,
            complainant_kind=case.complainant_kind,
            said=self.said,
            holes=[(kind, argument) for (kind, _), (_, argument) in self.holes.items()],
            rows=rows,
            lines=lines,
            letters=self.letters,
        )

    def _said(self) -> tuple[str, ...]:
        case = self.case
        known = {
            "number": case.number,
            "tracking_code": unseal_text(self.key, case.complainant.tracking_code),
            "registration_number": case.registration_number,
            "masked_subject": case.subject,
            "masked_text": case.complaint.text,
            "masked_wanted": case.complaint.wanted,
            **unseal_json(self.key, case.complainant.sealed),
            **unseal_json(self.key, case.complaint.original),
        }
        return tuple(known.get(name, "") for name in WORDS)

    def _number(self, hole: Hole, argument: Any) -> int:  # noqa: ANN401 - see Hole
        # A moment in another zone is equal, but written otherwise.
        key = (hole, str(argument) if isinstance(argument, datetime) else argument)
        if key not in self.holes:
            self.holes[key] = (len(self.holes), argument)
        return self.holes[key][0]

    def _row(self, row: models.Model) -> Row:
        made = Row(type(row), row.pk, [])
        for place, column in enumerate(row._meta.concrete_fields):
            made.values.append(None)
            value = _settled(row, column)
            own = f"{type(row).__name__}.{column.name}"
            hole = self._hole(row, column, value)
            if own in _OWN:
                made.own.append((place, own, row))
            elif hole is not None:
                made.holes.append((place, hole))
            elif value in (None, "", b""):
                made.values[place] = value
            elif isinstance(column, models.BinaryField):
                made.sealed.append((place, self._text(unseal(self.key, value).decode())))
            elif isinstance(column, models.JSONField):
                made.texts.append((place, self._text(json.dumps(value, ensure_ascii=False))))
            else:
                made.values[place] = column.get_db_prep_save(value, connection)
        return made

    def _hole(self, row: models.Model, column: Any, value: Any) -> int | None:  # noqa: ANN401
        if value in (None, "", b""):
            return None
        if column.primary_key and not column.related_model:
            found: tuple[Hole, Any] = Hole.ROW, (type(row), value)
        elif column.related_model in self.rows:
            found = Hole.ROW, (column.related_model, value)
        elif isinstance(column, models.DateTimeField):
            found = Hole.MOMENT, value
        elif isinstance(column, models.DateField):
            found = Hole.DAY, value
        elif isinstance(value, str) and value in self.said:
            found = Hole.WORD, self.said.index(value)
        else:
            return None
        return self._number(*found)

    def _text(self, text: str) -> Text:
        form, holes, at = "", [], 0
        for found in self.words.finditer(text):
            word, moment = found.group(), found.group("moment")
            if moment:
                holes.append(self._number(Hole.WRITTEN, datetime.fromisoformat(moment)))
            elif found.group("task"):
                holes.append(self._number(Hole.ROW, (Task, int(found.group("task")))))
                word = found.group("task")
            else:
                holes.append(self._number(Hole.SPELT, self.numbers[word]))
            form += text[at : found.end() - len(word)].replace("%", "%%") + "%s"
            at = found.end()
        return Text(form + text[at:].replace("%", "%%"), tuple(holes))

    def _line(self, entry: Entry) -> Line:
        digests = json.loads(entry.digests)
        return Line(
            event=entry.event,
            at=entry.at,
            actor=entry.actor,
            data=self._text(entry.data),
            digests=[self._commitment(name, digest) for name, digest in digests.items()],
        )

    def _commitment(self, name: str, digest: str) -> tuple[str, int | None, Text]:
        """Return what a commitment was made over: its name, the row it is about, the content."""
        kind, _, rest = name.partition(":")
        row: Any = None
        if kind == "complaint":
            value = unseal_json(self.key, self.case.complaint.original)
        elif kind == "complainant":
            value = unseal_json(self.key, self.case.complainant.sealed)
        elif kind == "task":
            row = self._found(Task, int(rest.partition(":")[0]))
            note = unseal_text(self.key, row.note)
            value = {"data": unseal_json(self.key, row.data) or {}, "note": note}
        elif kind == "document":
            row = self._found(Document, int(rest.partition(":")[0]))
            value = unseal_json(self.key, row.facts)
        content = canonical(value) if kind in _COMMITTED else b""
        if commitments(self.key, [(name, content)])[name] != digest:
            raise ValueError(f"{self.case.number}: no copy can be made of {name}")
        text = self._text(content.decode())
        return kind, row and self._number(Hole.ROW, (type(row), row.pk)), text

    def _found(self, model: Model, key: int) -> models.Model:
        return next(row for row in self.rows[model] if row.pk == key)


_COMMITTED = ("complaint", "complainant", "task", "document")


def escape(word: str) -> str:
    """Return a word as it stands inside a text of JSON."""
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _rows_of(case: Case) -> dict[Model, list[models.Model]]:
    """Return every row that hangs on the case, however far away, by model."""
    rows: dict[Model, list[models.Model]] = {Case: [case]}
    todo: list[Model] = [Case]
    while todo:
        owner = todo.pop(0)
        keys = [row.pk for row in rows[owner]]
        for model in apps.get_app_config("cases").get_models():
            links = [one.name for one in model._meta.concrete_fields if one.related_model is owner]
            if not links or model in rows or model in _ANEW:
                continue
            found = list(model._default_manager.filter(**{f"{links[0]}__in": keys}).order_by("pk"))
            if found:
                rows[model] = found
                todo.append(model)
    return rows


def _settled(row: models.Model, column: Any) -> Any:  # noqa: ANN401 - any field's value
    """Return the value as if every background job of the row were done."""
    value = getattr(row, column.attname)
    if not isinstance(row, LeasedRow) or row.state != LeasedRow.State.WAITING:
        return value
    if column.name == "state":
        return LeasedRow.State.DONE.value
    if column.name in ("next_try_at", "lease_until"):
        return None
    if isinstance(row, Document):
        return row.issued_at if column.name == "rendered_at" else _PAPER.get(column.name, value)
    return value


def moved(moment: datetime, shift: timedelta) -> str:
    """Return the text of a moment, or of a day, moved on."""
    later = moment + shift
    return later.isoformat() if moment.tzinfo else later.isoformat()[:_DAY_LETTERS]
