"""People whom no machine reaches: whom to call, the way to do it, and that it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import transaction

from sigap.cases.access import in_visible_case, may_read_identity
from sigap.cases.events import record
from sigap.cases.identity import case_key, unseal_json
from sigap.cases.models import Case, Notice
from sigap.cases.operations.leases import try_again
from sigap.cases.operations.locking import hold_case
from sigap.cases.operations.notices import PERSON
from sigap.cases.queries.notices import words_of
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.errors import Refused
from sigap.core.masking import Identity, is_mobile, normal_phones

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor

HOW = ("whatsapp", "telephone", "email", "letter", "counter")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a person, and what to say. Whoever gets this has read an identity."""

    number: str
    name: str
    phones: tuple[str, ...]
    email: str
    address: str
    text: str

    @property
    def whatsapp(self) -> str:
        """Return the address that opens a WhatsApp message ready to be sent; "" without one."""
        mobile = next(filter(is_mobile, self.phones), "")
        return f"https://wa.me/{mobile.removeprefix('+')}?text={quote(self.text)}" if mobile else ""


def contact_of(*, notice_id: int, actor: Actor, now: datetime) -> Contact:
    """Return how to reach the complainant of a notice; the reading is on the record first.

    :raises Case.DoesNotExist: if there is no such notice, or none that this actor may know of.
    :raises Refused: `identity-closed`.
    """
    notice = _visible(notice_id, actor)
    if not may_read_identity(actor, notice.case):
        raise Refused("identity-closed", "Identitas pelapor tertutup bagi peran Anda.")
    key = case_key(notice.case_id)
    person = Identity(**unseal_json(key, notice.case.complainant.sealed))
    on = calendar_of_version(notice.case.calendar_id).local_day(now)
    with transaction.atomic():
        data = {"complainant": True, "notice": notice.pk}
        record(notice.case, "identity.read", actor=actor, at=now, key=key, data=data)
    return Contact(
        number=notice.case.number,
        name=person.name,
        phones=normal_phones(person.phone),
        email=person.email,
        address=person.address,
        text=words_of(notice, key=key, on=on).short,
    )


def note_told(*, notice_id: int, how: str, actor: Actor, now: datetime) -> Notice:
    """Note that an officer has told it; all that waited for a call in this case is told with it.

    :raises Case.DoesNotExist: as `contact_of`.
    :raises Refused: `invalid-data`, `unchanged` if nothing waited any more.
    """
    if how not in HOW:
        raise Refused("invalid-data", "Pilih cara menghubungi.", field="how")
    with transaction.atomic():
        case = _visible(notice_id, actor).case
        hold_case(case.pk)
        waiting = Notice.objects.select_for_update().filter(
            case=case, state__in=(Notice.State.HELD, Notice.State.FAILED)
        )
        ids = list(waiting.order_by("pk").values_list("pk", flat=True))
        if notice_id not in ids:
            raise Refused("unchanged", "Kabar ini sudah disampaikan.")
        waiting.update(
            state=Notice.State.DONE,
            fate=Notice.Fate.TOLD,
            carrier=PERSON,
            reference=how,
            told_by=actor.id,
            ended_at=now,
        )
        record(
            case,
            "notice.told",
            actor=actor,
            at=now,
            key=case_key(case.pk),
            data={"notices": ids, "how": how},
        )
    return Notice.objects.get(pk=notice_id)


def send_again(*, notice_id: int, actor: Actor, now: datetime) -> bool:
    """Let the workers try once more what they had given up; return whether they had.

    :raises Case.DoesNotExist: as `contact_of`.
    """
    return try_again(_visible(notice_id, actor), now=now)


def _visible(notice_id: int, actor: Actor) -> Notice:
    found = Notice.objects.select_related("case__complainant").filter(
        in_visible_case(actor), pk=notice_id
    )
    notice = found.first()
    if notice is None:
        raise Case.DoesNotExist
    return notice
