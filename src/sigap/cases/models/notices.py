"""What goes out to the complainant besides letters: short notices, their texts, broken promises."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from sigap.cases.models.leased import LeasedRow


class Notice(LeasedRow):
    """A short word that there is news, carried by e-mail or telephone; the row is the job.

    It says neither who complained nor about what: that stands behind the tracking code.
    `state` `held` waits for an officer who calls.
    """

    class Fate(models.TextChoices):
        """What became of it; empty while it waits."""

        SENT = "sent"
        WITHHELD = "withheld"  # nothing leaves this installation
        BOUNCED = "bounced"  # every way that there is has refused it for good
        UNSURE = "unsure"  # handed over, but the answer never came: not sent again by itself
        CALL = "call"  # no way by machine: an officer calls, writes or waits at the counter
        TOLD = "told"  # an officer has told it
        NO_WAY = "no-way"  # no way by machine, and not worth a call

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.SlugField(max_length=40, db_index=False)
    message = models.OneToOneField(
        "cases.Message", null=True, on_delete=models.PROTECT, related_name="notice"
    )
    facts = models.JSONField(default=dict)  # without personal data: dates, slugs, names of offices
    at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=Fate.choices, blank=True)
    carrier = models.CharField(max_length=10, blank=True)  # email, gateway, person
    begun_at = models.DateTimeField(null=True)  # handed over to a carrier that can't be asked again
    ended_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=120, blank=True)  # the carrier's, or how it was told
    refused_by = models.JSONField(default=list)  # carriers that refused for good: name, code, at
    told_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            Index(fields=["case", "at"], name="notice_of_case"),
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notice_waiting"),
            # Serves the desk: whom to call, longest waiting first (SQLite knows no list of states).
            Index(fields=["at"], condition=~Q(state="done"), name="notice_open"),
            # Serves the administrators' list of what was given up.
            Index(fields=["id"], condition=Q(state="failed"), name="notice_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class NoticeText(models.Model):
    """The office's words for one kind of notice in one language, from a day on."""

    kind = models.SlugField(max_length=40)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=120)  # of the e-mail
    body = models.TextField()  # of the e-mail
    short = models.CharField(max_length=320)  # of the SMS or WhatsApp message
    valid_from = models.DateField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "language", "valid_from"], name="notice_text_dated")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}) from {self.valid_from}"


class PromiseCheck(models.Model):
    """A look at a promise that ran out or soon will: what was expected then, and why.

    `expected_at` is the date that the complainant was told, or would have been.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="promise_checks")
    at = models.DateTimeField()
    promised_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    verdict = models.CharField(max_length=8)  # kept, soon, late
    reason = models.SlugField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [Index(fields=["case", "-at"], name="promise_of_case")]

    def __str__(self) -> str:
        return f"{self.verdict} for case {self.case_id}"
