"""Requests of data subjects on their clock, and what is held of one person in one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from sigap.accounts.kept import kept
from sigap.cases.access import in_visible_case, may_read_who
from sigap.cases.identity import unseal_json, unseal_text
from sigap.cases.models import (
    Attachment,
    Case,
    DataRequest,
    DeadlineRule,
    Document,
    Message,
)
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.officeday import day_of
from sigap.documents.kinds import KINDS
from sigap.ledger.models import Entry

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor

_HOURS = 72
_MOST = 100
_USER = "user:"
_OWN = ("kind", "asked_at", "due_at", "outcome", "answered_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as lists show it: without who asked or what was said."""

    id: int
    case: str
    subject: str
    kind: str
    asked_at: datetime
    due_at: datetime
    by_officer: bool
    outcome: str
    answered_at: datetime | None
    is_late: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held of a complainant in one case."""

    case: Case
    identity: dict[str, str]
    texts: dict[str, str]
    messages: list[dict[str, Any]]
    attachments: list[str]
    papers: list[dict[str, Any]]
    readings: list[dict[str, Any]]


def access_hours(*, now: datetime) -> int:
    """Return the law's limit for answering in calendar hours, as the office's table has it."""
    return hours_of("pdp-akses", now=now)


def hours_of(slug: str, *, now: datetime) -> int:
    """Return a limit of the law in calendar hours, as the office's table has it at a moment."""
    day = day_of(now)
    rules = DeadlineRule.objects.filter(slug=slug, valid_from__lte=day)
    rules = rules.filter(Q(valid_until=None) | Q(valid_until__gte=day))
    amount = rules.order_by("-valid_from").values_list("amount", flat=True).first()
    return amount or _HOURS


def data_requests(actor: Actor, *, now: datetime) -> tuple[list[Asked], list[Asked]]:
    """Return what waits, soonest due first, and what was answered last."""
    rows = DataRequest.objects.filter(in_visible_case(actor)).select_related("case")
    waiting = rows.filter(answered_at=None).order_by("due_at", "pk")[:_MOST]
    done = rows.exclude(answered_at=None).order_by("-answered_at", "-pk")[:_MOST]
    return [_asked(one, actor, now) for one in waiting], [_asked(one, actor, now) for one in done]


def data_requests_of(case: Case, actor: Actor, *, now: datetime) -> list[Asked]:
    """Return the requests in one case that the actor sees, newest first."""
    rows = DataRequest.objects.filter(case=case).select_related("case").order_by("-pk")
    return [_asked(one, actor, now) for one in rows]


def one_request(case: Case, request_id: int, actor: Actor, key: bytes, *, now: datetime) -> Any:  # noqa: ANN401 - a row and its words
    """Return a request and what was said in it and in its answer.

    :raises Case.DoesNotExist: if there is none in this case.
    """
    related = ("case", "asked", "answer")
    row = DataRequest.objects.filter(case=case, pk=request_id).select_related(*related).first()
    if row is None:
        raise Case.DoesNotExist
    said = unseal_text(key, bytes(row.asked.body))
    answer = unseal_text(key, bytes(row.answer.body)) if row.answer else ""
    return _asked(row, actor, now), said, answer


def waiting_requests(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how many requests wait in cases that the actor sees, and how many are late."""
    rows = DataRequest.objects.filter(in_visible_case(actor), answered_at=None)
    return rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))


def own_requests(case_id: int) -> list[dict[str, Any]]:
    """Return the requests of the holder of a code, newest first."""
    return _of_case(case=case_id)


@kept
def _of_case(*, case: int) -> QuerySet[DataRequest, Any]:
    rows = DataRequest.objects.filter(case=case).order_by("-pk")
    found: QuerySet[DataRequest, Any] = rows.values(*_OWN)
    return found


def held_of(case: Case, key: bytes) -> Held:
    """Return what is held of who complained; the caller records the reading."""
    original = unseal_json(key, case.complaint.original) or {}
    texts = {name: str(original.get(name) or "") for name in ("subject", "text", "wanted", "loss")}
    messages = [
        {"at": one.at, "is_own": one.direction == "in", "text": unseal_text(key, bytes(one.body))}
        for one in Message.objects.filter(case=case, audience="complainant").order_by("at", "pk")
    ]
    files = Attachment.objects.filter(case=case).order_by("pk")
    papers = Document.objects.filter(case=case).defer("facts").order_by("pk")
    return Held(
        case=case,
        identity=unseal_json(key, case.complainant.sealed) or {},
        texts=texts,
        messages=messages,
        attachments=[unseal_text(key, bytes(one.name)) for one in files],
        papers=[
            {"title": KINDS[one.kind].title, "number": one.number, "on": one.issued_at}
            for one in papers
            if KINDS[one.kind].carries_identity
        ],
        readings=_readings(case),
    )


def _readings(case: Case) -> list[dict[str, Any]]:
    lists = OfficeLists(now=case.registered_at)
    found = []
    for entry in Entry.objects.filter(stream=case.number, event="identity.read").order_by("seq"):
        is_officer = entry.actor.startswith(_USER)
        who = lists.label(entry.actor.removeprefix(_USER)) if is_officer else ""
        found.append({"at": entry.at, "who": who, "what": _what(entry.facts)})
    return found


def _what(told: dict[str, Any]) -> str:
    if "data_request" in told:
        return "daftar data ini"
    if "attachment" in told:
        return "lampiran"
    if "package" in told:
        return "paket bukti"
    kinds = [told["kind"]] if "kind" in told else [o["kind"] for o in told.get("documents", ())]
    if kinds:
        return ", ".join(KINDS[kind].title for kind in kinds if kind in KINDS)
    return "nama dan cara menghubungi"


def _asked(row: DataRequest, actor: Actor, now: datetime) -> Asked:
    return Asked(
        id=row.pk,
        case=row.case.number,
        subject=row.case.subject,
        kind=row.kind,
        asked_at=row.asked_at,
        due_at=row.due_at,
        by_officer=row.recorded_by.startswith(_USER),
        outcome=row.outcome,
        answered_at=row.answered_at,
        is_late=(row.answered_at or now) > row.due_at,
        may_answer=may_read_who(actor, row.case),
    )
