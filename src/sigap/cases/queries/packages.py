"""Evidence packages of a case, as whoever may take them sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.access import may_read_identity, visible_cases
from sigap.cases.models import EvidencePackage

if TYPE_CHECKING:
    from sigap.cases.actor import Actor
    from sigap.cases.models import Case

# Who may take a case out of the house with the complainant's name in it.
WITH_IDENTITY = frozenset({"koordinator", "kepala-dinas"})


def may_include_identity(actor: Actor, case: Case) -> bool:
    """Whether `actor` may take a package that says who complained."""
    return bool(actor.roles & WITH_IDENTITY) and may_read_identity(actor, case)


def packages_of(number: str, *, actor: Actor) -> dict[str, Any]:
    """Return a case and its packages that this actor may take, the newest first.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    """
    case = visible_cases(actor).select_related("key").get(number=number)
    opens = may_include_identity(actor, case)
    rows = EvidencePackage.objects.filter(case=case).select_related("ordered_by")
    if not opens:
        rows = rows.filter(with_identity=False)
    found = [_row(row, case) for row in rows.order_by("-pk")]
    return {
        "number": case.number,
        "subject": case.subject,
        "is_ended": case.is_ended,
        "may_identity": opens,
        "packages": found,
        "is_waiting": any(row["state"] == EvidencePackage.State.WAITING for row in found),
    }


def is_gone(row: EvidencePackage, case: Case) -> bool:
    """Whether a made package can be taken no more: removed, or sealed by a key since destroyed."""
    destroyed_at = case.key.destroyed_at
    return not row.file or (destroyed_at is not None and row.ordered_at <= destroyed_at)


def _row(row: EvidencePackage, case: Case) -> dict[str, Any]:
    is_done = row.state == EvidencePackage.State.DONE
    return {
        "id": row.pk,
        "lacks": row.last_error if is_done else "",
        "state": "gone" if is_done and is_gone(row, case) else str(row.state),
        "with_identity": row.with_identity,
        "ordered_at": row.ordered_at,
        "ordered_by": row.ordered_by.name if row.ordered_by else "",
        "files_done": row.files_done,
        "files_all": row.files_all,
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
    }
