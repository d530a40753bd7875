"""Words from the office to the complainant, and the files that go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sigap.cases import filestore
from sigap.cases.events import record
from sigap.cases.identity import case_key, unseal_text
from sigap.cases.models import Attachment, Case
from sigap.cases.operations.exit import tell
from sigap.cases.operations.locking import lock_visible
from sigap.cases.operations.reading import Read, require_harmless
from sigap.cases.queries.evidence import message_row
from sigap.cases.queries.tracking import case_behind
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.models import Message

LONGEST = 5_000
# Who works on cases with the complainant; a superior writes as well as the counter.
WRITERS = frozenset(
    ("petugas-loket", "analis-pengaduan", "penata-perizinan", "koordinator", "kepala-dinas")
)


def write_to_complainant(
    *,
    number: str,
    text: str,
    attachments: Sequence[Attachment] = (),
    actor: Actor,
    now: datetime,
) -> Message:
    """Leave a word for the holder of the code; a notice without its content says it is there.

    :raises Case.DoesNotExist: if there is no such case, or none that this actor may know of.
    :raises Refused: `wrong-role`, `invalid-data`, `identity-destroyed`.
    """
    text = text.strip()
    if not actor.roles & WRITERS:
        raise Refused("wrong-role", "Menulis kepada pelapor bukan wewenang peran Anda.")
    if not text or len(text) > LONGEST:
        raise Refused("invalid-data", f"Tulis 1 sampai {LONGEST} huruf.", field="text")
    with transaction.atomic():
        file = lock_visible(number, actor=actor, now=now)
        if not file.key:
            raise Refused("identity-destroyed", "Identitas pelapor berkas ini sudah dimusnahkan.")
        message = tell(file, "message", text, actor=actor, now=now)
        for one in attachments:
            one.case, one.message = file.case, message
            one.save()
        record(
            file.case,
            "message.sent",
            actor=actor,
            at=now,
            key=file.key,
            data={"message": message.pk, "attachments": len(attachments)},
            rows=[message_row(message, file.key)],
            files={f"attachment:{one.pk}": one.sha256 for one in attachments},
        )
    return message


def read_file_from_office(*, code: str, attachment_id: int) -> Read:
    """Return a file that the office sent to the holder of a code.

    :raises Case.DoesNotExist: for a wrong code, or a file that was not sent to its holder.
    :raises Refused: `not-scanned`, `infected`.
    """
    case_id = case_behind(code)
    sent = Attachment.objects.filter(
        case=case_id, message__direction="out", message__audience="complainant"
    )
    found = sent.filter(pk=attachment_id).first()
    if found is None:
        raise Case.DoesNotExist
    require_harmless(found)
    key = case_key(case_id)
    content = filestore.read_whole(found.file, key)
    return Read(unseal_text(key, bytes(found.name)), found.media_type, content, found.sha256)
