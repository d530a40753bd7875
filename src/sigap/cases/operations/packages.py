"""Evidence packages: ordered by an officer, made by a worker, kept sealed for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.cases import filestore
from sigap.cases.access import visible_cases
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.identity import DESTROYED, office_key, unwrap
from sigap.cases.models import Case, CaseKey, EvidencePackage
from sigap.cases.operations.leases import wake_workers
from sigap.cases.operations.locking import hold_case
from sigap.cases.queries.packages import is_gone, may_include_identity
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.filestore import Stored

KEPT = timedelta(days=7)
LEASE = timedelta(minutes=10)  # renewed with every file
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a worker has to make, and the key under which it is kept."""

    case_id: int
    with_identity: bool
    key: bytes


def order_package(
    *, number: str, with_identity: bool, actor: Actor, now: datetime
) -> EvidencePackage:
    """Order the package of a case that has ended; one that is on its way is not ordered twice.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `not-ended`, `identity-closed`.
    """
    with transaction.atomic():
        case = visible_cases(actor).get(number=number)
        hold_case(case.pk)
        if not case.is_ended:
            raise Refused("not-ended", "Paket bukti dibuat setelah berkas selesai.")
        if with_identity and not may_include_identity(actor, case):
            raise Refused(
                "identity-closed", "Paket dengan identitas pelapor tertutup bagi peran Anda."
            )
        same = {"case": case, "with_identity": with_identity, "ordered_by": actor.user_id}
        waiting = EvidencePackage.objects.filter(state=EvidencePackage.State.WAITING, **same)
        if found := waiting.first():
            return found
        made = EvidencePackage.objects.create(
            case=case,
            with_identity=with_identity,
            ordered_by_id=actor.user_id,
            ordered_at=now,
            next_try_at=now,
        )
        _note(case, {"package": made.pk, "identity": with_identity}, actor=actor, now=now)
        wake_workers()
    return made


def export_case(number: str, *, with_identity: bool, now: datetime) -> int:
    """Note that whoever runs the machine takes a case out; return its id.

    :raises Refused: `not-found`.
    """
    with transaction.atomic():
        case = Case.objects.filter(number=number).first()
        if case is None:
            raise Refused("not-found", f"Tidak ada berkas {number}.")
        hold_case(case.pk)
        _note(case, {"identity": with_identity}, actor=SYSTEM, now=now)
    return case.pk


def begin(package_id: int) -> Ordered | None:
    """Return what is to be made, None if it is made already."""
    row = EvidencePackage.objects.get(pk=package_id)
    if row.state != EvidencePackage.State.WAITING:
        return None
    return Ordered(row.case_id, row.with_identity, _key(row.case_id))


def note_progress(package_id: int, done: int, of: int, *, now: datetime) -> None:
    """Note how far a package is, and that its worker lives."""
    mine = EvidencePackage.objects.filter(pk=package_id, state=EvidencePackage.State.WAITING)
    mine.update(files_done=done, files_all=of, next_try_at=now + LEASE, lease_until=now + LEASE)


def finish(package_id: int, stored: Stored, *, now: datetime, lacks: str = "") -> None:
    """Keep a made package, once; `lacks` says what could not be taken into it."""
    waiting = EvidencePackage.objects.filter(pk=package_id, state=EvidencePackage.State.WAITING)
    won = waiting.update(
        state=EvidencePackage.State.DONE,
        file=stored.file,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        made_at=now,
        next_try_at=None,
        lease_until=None,
        lease_owner="",
        last_error=lacks,
    )
    if not won:
        filestore.remove(stored.file)


def read_package(
    *, number: str, package_id: int, actor: Actor, now: datetime
) -> tuple[str, int, Iterator[bytes]]:
    """Return name, size and content of a package; one with identity is a logged reading.

    :raises Case.DoesNotExist: if the case or the package is not there for this actor.
    :raises Refused: `identity-closed`, `not-rendered`, `package-gone`.
    """
    case = visible_cases(actor).select_related("key").get(number=number)
    row = EvidencePackage.objects.filter(case=case, pk=package_id).first()
    if row is None:
        raise Case.DoesNotExist
    if row.with_identity and not may_include_identity(actor, case):
        raise Refused("identity-closed", "Paket dengan identitas pelapor tertutup bagi peran Anda.")
    if row.state != EvidencePackage.State.DONE:
        raise Refused("not-rendered", "Paket sedang dibuat. Coba lagi sebentar.")
    if is_gone(row, case) or not filestore.path_of(row.file).is_file():
        raise Refused("package-gone", "Paket ini sudah dihapus. Buat yang baru.")
    if row.with_identity:
        with transaction.atomic():
            told = {"package": row.pk}
            record(case, "identity.read", actor=actor, at=now, key=b"", data=told)
    ending = "" if row.with_identity else "-tanpa-identitas"
    name = f"{case.number}-paket-bukti{ending}.zip"
    return name, row.size_bytes, filestore.read(row.file, _key(case.pk))


def sweep_packages(*, now: datetime) -> int:
    """Remove packages that have been kept long enough; returns how many."""
    old = EvidencePackage.objects.filter(made_at__lt=now - KEPT).exclude(file="")
    rows = list(old.order_by("pk").values_list("pk", "file")[:_BATCH])
    for pk, file in rows:
        # The row first: a row without its file would look damaged, a file without row is swept.
        EvidencePackage.objects.filter(pk=pk).update(file="", size_bytes=0)
        filestore.remove(file)
    return len(rows)


def _key(case_id: int) -> bytes:
    """Return the key of the case; the office's where identity and key were destroyed."""
    key = unwrap(bytes(CaseKey.objects.values_list("wrapped", flat=True).get(pk=case_id)))
    return office_key() if key == DESTROYED else key


def _note(case: Case, told: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    record(case, "package.ordered", actor=actor, at=now, key=b"", data=told)
