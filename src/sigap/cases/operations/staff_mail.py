"""E-mails to officers on their way: handed over once, with what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from sigap.accounts.queries import addresses
from sigap.cases.identity import blind
from sigap.cases.models import StaffMail
from sigap.cases.operations import leases
from sigap.cases.operations.notices import EMAIL, Outgoing
from sigap.cases.queries.alerts import list_of
from sigap.cases.queries.notices import staff_words
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id, office_profile

if TYPE_CHECKING:
    from datetime import datetime

SENT, WITHHELD, BOUNCED, UNSURE, NO_WAY = "sent", "withheld", "bounced", "unsure", "no-way"


def outgoing_mail(mail_id: int, *, now: datetime) -> Outgoing | None:
    """Return what to hand to the mail server now; None if it rests, waits, or has gone already."""
    mail = StaffMail.objects.select_related("to").get(pk=mail_id)
    if mail.state != StaffMail.State.WAITING:
        return None
    if mail.begun_at:
        # Whoever handed it over died before the answer came.
        end_mail(mail_id, fate=UNSURE)
        return None
    if not settings.SIGAP_OUTBOUND_DELIVERY or not settings.SIGAP_SMTP_HOST:
        end_mail(mail_id, fate=WITHHELD)
        return None
    address = addresses().get(mail.to_id)
    if not address:
        end_mail(mail_id, fate=NO_WAY)
        return None
    calendar = calendar_of_version(current_calendar_id())
    if not calendar.is_open(now):
        postpone_mail(mail_id, until=calendar.next_opening(now))
        return None
    subject, text = staff_words(mail.kind, _values(mail), on=calendar.local_day(now))
    return Outgoing(
        id=mail.pk,
        carrier=EMAIL,
        key=blind("staff-mail", str(mail.pk)).hex(),
        to=address,
        subject=subject,
        text=text,
    )


def begin_mail(mail_id: int, *, now: datetime) -> None:
    """Note that an e-mail is being handed over where it could not be asked for again."""
    StaffMail.objects.filter(pk=mail_id).update(begun_at=now)


def mail_not_begun(mail_id: int) -> None:
    """Note that the handing over surely did not happen after all."""
    StaffMail.objects.filter(pk=mail_id).update(begun_at=None)


def end_mail(mail_id: int, *, fate: str) -> None:
    """End the waiting of an e-mail, once."""
    StaffMail.objects.filter(pk=mail_id, state=StaffMail.State.WAITING).update(
        state=StaffMail.State.DONE,
        fate=fate,
        next_try_at=None,
        lease_until=None,
        lease_owner="",
        last_error="",
    )


def postpone_mail(mail_id: int, *, until: datetime) -> None:
    """Let an e-mail that a worker has taken wait until a moment; this was no try."""
    leases.postpone(StaffMail(pk=mail_id), until=until)


def _values(mail: StaffMail) -> dict[str, str]:
    facts = mail.facts
    rest = facts.get("all", 0) - len(mail.lines)
    more = [f"dan {rest} tugas lain"] if rest > 0 else []
    return {
        "nama": mail.to.name,
        "kantor": office_profile().data["short"],
        "tautan": f"{settings.SIGAP_BASE_URL}/meja/",
        "jumlah": str(facts.get("all", 0)),
        "terlambat": str(facts.get("late", 0)),
        "hari_ini": str(facts.get("today", 0)),
        "dieskalasi": str(facts.get("escalated", 0)),
        "daftar": "\n".join([list_of(mail.lines), *more]),
    }
