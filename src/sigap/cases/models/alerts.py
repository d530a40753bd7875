"""What officers are told of tasks that grow late: once each, on the desk and by e-mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from sigap.cases.models.leased import LeasedRow


class StaffMail(LeasedRow):
    """An e-mail to an officer; the row is the job.

    `lines` hold numbers, steps and moments of cases as they stood then, nothing of a person.
    """

    to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="staff_mails")
    kind = models.SlugField(max_length=40)
    on = models.DateField()  # the office's day
    at = models.DateTimeField()
    lines = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    fate = models.CharField(max_length=10, blank=True)  # sent, withheld, bounced, unsure, nothing
    begun_at = models.DateTimeField(null=True)  # handed to the server, which can't be asked again

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["to", "on"], condition=Q(kind="staff-digest"), name="staff_digest_daily"
            )
        ]
        indexes = [
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="staff_mail_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} to user {self.to_id} on {self.on}"


class Alert(models.Model):
    """An officer was told that a task is near its end, late, or late for long.

    One a task, officer and kind; a due moment that is moved may be told of again.
    """

    class Kind(models.TextChoices):
        """`escalated` is told to the coordinators, `escalated-again` to the head."""

        SOON = "soon"
        LATE = "late"
        ESCALATED = "escalated"
        ESCALATED_AGAIN = "escalated-again"

    task = models.ForeignKey("cases.Task", on_delete=models.PROTECT, related_name="alerts")
    to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    mail = models.ForeignKey(StaffMail, null=True, on_delete=models.PROTECT, related_name="alerts")

    class Meta:
        constraints = [UniqueConstraint(fields=["task", "to", "kind", "due_at"], name="alert_once")]
        indexes = [
            Index(fields=["to", "kind"], name="alert_of_officer"),
            Index(fields=["to"], condition=Q(mail=None), name="alert_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for task {self.task_id} to user {self.to_id}"
