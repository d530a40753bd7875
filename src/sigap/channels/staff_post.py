"""E-mails to officers, by the same mail server as the notices; each handed over once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sigap.cases.operations import staff_mail
from sigap.cases.operations.jobs import posting
from sigap.cases.operations.notices import EMAIL
from sigap.channels import mail
from sigap.channels.carried import NotNow, RefusedForGood, Unsure
from sigap.channels.outbox import RESTS

if TYPE_CHECKING:
    from datetime import datetime


def post(mail_id: int, *, now: datetime) -> None:
    """Send an e-mail if it is time; safe to repeat, sent once.

    :raises NotNow: to be tried again.
    """
    out = staff_mail.outgoing_mail(mail_id, now=now)
    if out is None:
        return
    rest = RESTS[EMAIL]
    if rest.until and now < rest.until:
        staff_mail.postpone_mail(mail_id, until=rest.until)
        return
    try:
        mail.send(out, begin=partial(staff_mail.begin_mail, mail_id, now=now), now=now)
    except NotNow:
        rest.begin(now)
        staff_mail.mail_not_begun(mail_id)
        raise
    except RefusedForGood:
        rest.end()
        staff_mail.end_mail(mail_id, fate=staff_mail.BOUNCED)
    except Unsure:
        rest.begin(now)
        staff_mail.end_mail(mail_id, fate=staff_mail.UNSURE)
    else:
        rest.end()
        staff_mail.end_mail(mail_id, fate=staff_mail.SENT)


# The lease is longer than a mail server can take with every answer at its slowest.
WORK = posting(post, lease=timedelta(minutes=5))
