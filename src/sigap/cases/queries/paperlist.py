"""Papers as lists and the public check show them; never their content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.access import in_visible_case, visible_cases
from sigap.cases.models import Document
from sigap.cases.queries.paging import Rows, after_id, page
from sigap.cases.queries.papers import ordering_entry, papers_of, signed_file_of
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.errors import InvalidInput
from sigap.core.numbering import normalise_code
from sigap.documents.kinds import KINDS

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.cases.models import Case

RENDERING, ISSUED, FAILED, REVOKED = "rendering", "issued", "failed", "revoked"


def paper_status(document: Document) -> str:
    """Return the state of a paper in the words of the API."""
    if document.revoked_at:
        return REVOKED
    if document.state == Document.State.DONE:
        return ISSUED
    return FAILED if document.state == Document.State.FAILED else RENDERING


def paper_row(document: Document) -> dict[str, Any]:
    """Return a paper as lists show it."""
    return {
        "id": document.pk,
        "kind": document.kind,
        "title": KINDS[document.kind].title,
        "number": document.number,
        "version": document.version,
        "status": paper_status(document),
        "issued_at": document.issued_at,
        "rendered_at": document.rendered_at,
        "waits_for_number": document.state == Document.State.HELD,
        "signed_at": document.signed_at,
        "signed_how": document.signed_how,
        "pages": document.pages,
        "size_bytes": document.size_bytes,
        "sha256": document.sha256 or None,
        "code": document.code,
    }


def paper_rows(case: Case) -> list[dict[str, Any]]:
    """Return all papers of a case, oldest first."""
    return [paper_row(document) for document in papers_of(case.pk)]


def case_papers(number: str, *, actor: Actor) -> list[dict[str, Any]]:
    """Return all papers of a case, oldest first.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    return paper_rows(visible_cases(actor).get(number=number))


def papers(number: str, *, actor: Actor, limit: int, cursor: str = "") -> Rows:
    """Return a page of a case's papers, oldest first.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    :raises Refused: `unknown-cursor`.
    """
    case_id = visible_cases(actor).values_list("pk", flat=True).get(number=number)
    rows = papers_of(case_id).filter(pk__gt=after_id(cursor))
    return page(list(rows[: limit + 1]), limit, paper_row, lambda row: (row.pk,))


def paper_to_change(document_id: int, *, actor: Actor) -> dict[str, Any]:
    """Return what a form about one paper says of it.

    :raises Document.DoesNotExist: if there is none, or none that this actor may know of.
    """
    papers = Document.objects.defer("facts").select_related("case")
    document = papers.get(in_visible_case(actor), pk=document_id)
    return {**paper_row(document), "case": document.case.number}


def verified(code: str) -> dict[str, Any]:
    """Return what anybody may know who holds a paper with this code; no personal data.

    :raises Document.DoesNotExist: for any wrong code.
    """
    try:
        wanted = normalise_code(code)
    except InvalidInput:
        raise Document.DoesNotExist from None
    papers = Document.objects.defer("facts").select_related("case", "replaced_by")
    document = papers.get(code=wanted)
    signed = signed_file_of(document)
    replacement = getattr(document, "replaced_by", None)
    calendar = calendar_of_version(document.case.calendar_id)
    return {
        "code": document.code,
        "kind": document.kind,
        "title": KINDS[document.kind].title,
        "number": document.number,
        "version": document.version,
        "date": calendar.local_day(document.issued_at),
        "sha256": document.sha256 or None,
        "status": paper_status(document),
        "entry": ordering_entry(document) or None,
        "signed_at": document.signed_at,
        "signed_how": document.signed_how,
        "signed_sha256": signed.sha256 if signed else None,
        "signed_issuer": signed.issuer if signed and signed.is_trusted else "",
        "replaced_by": replacement.number if replacement else "",
    }
