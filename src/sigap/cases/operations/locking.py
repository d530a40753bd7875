"""Taking a case for writing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sigap.accounts.kept import kept
from sigap.cases.access import visible_case_id
from sigap.cases.identity import required
from sigap.cases.models import Case, OfficeProfile, Task
from sigap.cases.queries.casefile import CaseFile, load, load_all
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from sigap.cases.actor import Actor


# Machines that share an office may differ by this much; more is a clock that was set back.
_TOLERANCE = timedelta(minutes=1)


def lock_case(case_id: int, *, now: datetime, needs_key: bool = True) -> CaseFile:
    """Return the case read under a lock that lasts until the caller's transaction ends.

    :raises Refused: `identity-destroyed` unless it is no matter; `clock-behind` if something in
        the case happened well after `now`: what is written then would stand before what came
        before it.
    """
    found: list[Case] = _locked(case=case_id)
    if not found:
        raise Case.DoesNotExist
    case = found[0]
    file = load(case, now=now)
    if needs_key:
        required(file.key)
    moments = [case.registered_at, *(run.opened_at for run in file.runs)]
    moments += [task.completed_at for task in file.tasks if task.completed_at]
    latest = max(moments)
    if now < latest - _TOLERANCE:
        raise Refused(
            "clock-behind",
            "Jam komputer server mundur: catatan terakhir berkas ini lebih baru daripada "
            "sekarang. Tidak ada yang disimpan. Minta pengelola membetulkan jam, lalu ulangi.",
            detail={"latest": latest.isoformat()},
        )
    return file


@kept
def _locked(*, case: int) -> QuerySet[Case]:
    rows = Case.objects.select_for_update(of=("self",)).select_related("permit_type")
    return rows.filter(pk=case)


def hold_case(case_id: int) -> None:
    """Take the lock of a case that the caller needs not read, until its transaction ends.

    Whoever writes rows of a case and its ledger takes this first: acts write the ledger and
    then a paper's row, the worker the other way, and on PostgreSQL each would wait for the
    other until one of them is thrown out.
    """
    Case.objects.select_for_update().values_list("pk").get(pk=case_id)


def lock_cases(case_ids: Sequence[int], *, now: datetime) -> list[CaseFile]:
    """Return several cases read under locks that last until the caller's transaction ends.

    Always taken in one order, so that two acts on the same cases never wait for each other.
    """
    cases = Case.objects.select_for_update(of=("self",)).select_related("permit_type")
    return load_all(list(cases.filter(pk__in=case_ids).order_by("pk")), now=now)


def lock_visible(number: str, *, actor: Actor, now: datetime) -> CaseFile:
    """Return a case that the actor may see, locked.

    :raises Case.DoesNotExist: if there is none, or none that this actor may know of.
    """
    return lock_case(visible_case_id(number, actor), now=now)


def hold_office_texts() -> None:
    """Take the lock of the office's own texts until the caller's transaction ends.

    What is new has no row of its own to lock: two new templates for one letter, or two first
    wordings of one paper, would not see each other on PostgreSQL.
    """
    # Not for its key: papers refer to the profile and are ordered meanwhile.
    rows = OfficeProfile.objects.select_for_update(no_key=True).order_by("version")
    list(rows.values_list("pk", flat=True)[:1])


def task_in(file: CaseFile, task_id: int) -> Task:
    """Return the task of a locked case, as it is now."""
    return next(task for task in file.tasks if task.pk == task_id)


def require_open(file: CaseFile) -> None:
    """Refuse what needs a case that has not ended.

    :raises Refused: `closed`, saying when.
    """
    case = file.case
    if case.is_ended:
        when = case.closed_at.isoformat() if case.closed_at else ""
        raise Refused(
            "closed",
            f"Berkas {case.number} sudah selesai; tidak ada yang dapat diubah.",
            detail={"status": case.status, "closed_at": when},
        )
