"""Looking into what was handed in: harmful or not, a copy to look at, words to be found by.

The original stays as it came, sealed, with its hash. Each attachment is its own job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases import filestore, scanner
from sigap.cases.actor import SYSTEM
from sigap.cases.events import record
from sigap.cases.identity import case_key, seal_text
from sigap.cases.models import Attachment, AttachmentText
from sigap.cases.operations.leases import postpone
from sigap.cases.operations.locking import hold_case
from sigap.cases.operations.wordindex import index_attachment
from sigap.cases.scanner import ScannerDown
from sigap.documents.opening import CannotOpen, Opened, open_file

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.filestore import Stored

_ASKED_AGAIN = timedelta(minutes=1)
_BATCH = 500
_NOTHING = Opened(b"", "", "")


def examine(attachment_id: int, *, now: datetime) -> None:
    """Scan a file, redraw a picture, take the words out; safe to repeat, done once.

    Without a verdict of the scanner that the office has set up, the file waits.
    """
    attachment = Attachment.objects.select_related("case").get(pk=attachment_id)
    if attachment.state != Attachment.State.WAITING:
        return
    key = case_key(attachment.case_id)
    found = ""
    if scanner.is_set_up():
        try:
            found = scanner.scan(filestore.read(attachment.file, key))
        except ScannerDown as down:
            postpone(attachment, until=now + _ASKED_AGAIN, error=str(down))
            return
    if found:
        _settle(attachment, Attachment.Verdict.INFECTED, key=key, now=now, found=found)
        return
    verdict = Attachment.Verdict.CLEAN if scanner.is_set_up() else Attachment.Verdict.UNSCANNED
    try:
        opened = open_file(filestore.read_whole(attachment.file, key), attachment.media_type)
    except CannotOpen:
        opened = _NOTHING
    view = filestore.put([opened.view], key) if opened.view else None
    won = _settle(attachment, verdict, key=key, now=now, opened=opened, view=view)
    if view and not won:
        filestore.remove(view.file)


def sweep_unscanned(*, now: datetime) -> int:
    """Let files be scanned that came before there was a scanner; returns how many."""
    if not scanner.is_set_up():
        return 0
    unscanned = Attachment.objects.filter(
        verdict=Attachment.Verdict.UNSCANNED, state=Attachment.State.DONE
    )
    ids = list(unscanned.order_by("pk").values_list("pk", flat=True)[:_BATCH])
    return Attachment.objects.filter(pk__in=ids).update(
        state=Attachment.State.WAITING, next_try_at=now, attempts=0
    )


def _settle(
    attachment: Attachment,
    verdict: str,
    *,
    key: bytes,
    now: datetime,
    found: str = "",
    opened: Opened = _NOTHING,
    view: Stored | None = None,
) -> bool:
    """Write what was found, once; return whether this was the one."""
    with transaction.atomic():
        hold_case(attachment.case_id)
        won = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.WAITING).update(
            state=Attachment.State.DONE,
            verdict=verdict,
            found=found,
            examined_at=now,
            view_file=view.file if view else "",
            view_type=opened.view_type,
            view_sha256=view.sha256 if view else "",
            next_try_at=None,
            lease_until=None,
            lease_owner="",
            last_error="",
        )
        if won:
            text = seal_text(key, opened.text)
            AttachmentText.objects.update_or_create(
                attachment=attachment, defaults={"sealed": text}
            )
            record(
                attachment.case,
                f"attachment.{verdict}",
                actor=SYSTEM,
                at=now,
                key=key,
                data={"attachment": attachment.pk, **({"found": found} if found else {})},
                files={f"attachment:{attachment.pk}:view": view.sha256} if view else None,
            )
            index_attachment(attachment, opened.text, key)
    return bool(won)
