"""What comes in and goes out beside the papers: uploads, messages, and repeats of requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from sigap.cases.models.leased import LeasedRow


class Attachment(LeasedRow):
    """A file that somebody handed in; the original is sealed under the case key.

    The name is sealed too: people call their files after themselves. The row is the job of
    looking into it; until then the verdict is empty.
    """

    class Verdict(models.TextChoices):
        """What the scanner said; `unscanned` where the office has none."""

        CLEAN = "clean"
        UNSCANNED = "unscanned"
        INFECTED = "infected"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="attachments")
    task = models.ForeignKey(
        "cases.Task", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    message = models.ForeignKey(
        "cases.Message", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    name = models.BinaryField()
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the file as handed in
    file = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=30, default="evidence")
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=80)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    found = models.CharField(max_length=80, blank=True)  # the scanner's name for it
    examined_at = models.DateTimeField(null=True)
    view_file = models.CharField(max_length=80, blank=True)  # a picture drawn anew, sealed too
    view_type = models.CharField(max_length=100, blank=True)
    view_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="attachment_waiting"),
            Index(fields=["id"], condition=Q(verdict="unscanned"), name="attachment_unscanned"),
            # Serves the administrators' list of what was given up.
            Index(fields=["id"], condition=Q(state="failed"), name="attachment_failed"),
            # Serves the sweep, which asks of every old file whether it is still in use.
            Index(fields=["view_file"], name="attachment_view"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk} of case {self.case_id}"


class AttachmentText(models.Model):
    """The words of an attachment, sealed; apart, because they are long and seldom wanted."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.PROTECT, primary_key=True, related_name="words"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"words of attachment {self.attachment_id}"


class Message(LeasedRow):
    """A word to or from the complainant or an agency. Outgoing rows are truth for the sender."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    direction = models.CharField(max_length=3)  # in, out
    audience = models.CharField(max_length=12, default="complainant")  # complainant, agency
    kind = models.CharField(max_length=40)  # message, completion, notice-received …
    body = models.BinaryField()  # sealed
    at = models.DateTimeField()
    author = models.CharField(max_length=80)  # user id, complainant, or system

    class Meta:
        indexes = [
            Index(fields=["case", "at"], name="message_of_case"),
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_waiting"),
            # Serves the administrators' list of what was given up.
            Index(fields=["id"], condition=Q(state="failed"), name="message_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class IdempotencyRecord(models.Model):
    """The answer to a POST that carried an Idempotency-Key, written with the act itself.

    `answer` is sealed under the office key; it is what a repeat gets.
    """

    principal = models.CharField(max_length=80)
    key_digest = models.BinaryField(max_length=32)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    created_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["principal", "key_digest"], name="idempotency_once"),
        ]
        indexes = [Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"repeat guard {self.pk}"
