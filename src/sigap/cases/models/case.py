"""The case, the complaint in it, who complained (sealed), and who may or may not touch it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class Case(models.Model):
    """The folder (Berkas Pengaduan): one complaint with all that grows around it.

    Holds only what may stand in the clear; subject and the rest are working copies in which
    the complainant's own name, phone, e-mail, NIK and address are masked.
    """

    class Status(models.TextChoices):
        """The public contract of `status`."""

        OPEN = "open"
        WAITING_COMPLAINANT = "waiting-complainant"
        HELD = "held"
        FORWARDED = "forwarded"
        WITHDRAWN = "withdrawn"
        MERGED = "merged"
        CLOSED = "closed"

    ENDED = (Status.FORWARDED, Status.WITHDRAWN, Status.MERGED, Status.CLOSED)

    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    close_reason = models.CharField(max_length=30, blank=True)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)  # III.1 signed; null: not yet in the books
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()  # the promise to the citizen: the end of the case
    first_due_at = models.DateTimeField()  # the promise as first made
    calendar = models.ForeignKey("cases.CalendarVersion", on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=20)
    permit_type = models.ForeignKey("cases.PermitType", on_delete=models.PROTECT, db_index=False)
    subject = models.CharField(max_length=200)
    registration_number = models.CharField(max_length=80, blank=True)
    outside_number = models.CharField(max_length=80, blank=True)
    complainant_kind = models.CharField(max_length=20)
    anonymous = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    complaint_class = models.CharField(max_length=40, blank=True)
    risk = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=20, blank=True)
    conclusion = models.CharField(max_length=30, blank=True)
    rating = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)
    tracking_digest = models.BinaryField(max_length=32, unique=True)
    objection_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="objections"
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="joined"
    )
    waits_for = models.ForeignKey("cases.Agency", null=True, on_delete=models.PROTECT)
    # Serves the desk and the case page: where the case stands, without reading its runs.
    sop = models.SlugField(max_length=60, blank=True, db_index=False)
    step = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            # Serves GET /cases: newest first, keyset on (received_at, id).
            Index(fields=["-received_at", "-id"], name="case_newest"),
            Index(fields=["status", "-received_at", "-id"], name="case_by_status"),
            Index(fields=["permit_type", "-received_at", "-id"], name="case_by_permit"),
            # Serves the head's view: where running cases stand; they are few beside the ended.
            Index(fields=["sop", "step"], condition=Q(closed_at=None), name="case_running"),
            # Serves the reports: what ended within their days.
            Index(fields=["closed_at"], name="case_ended"),
            # Serves the check for earlier cases about the same permit file.
            Index(
                fields=["registration_number"],
                condition=~Q(registration_number=""),
                name="case_permit_file",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_ended(self) -> bool:
        """Whether nothing more can be done in the case."""
        return self.status in self.ENDED


class CaseKey(models.Model):
    """The case's own key, wrapped by the master key. Destroying it erases the identity."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="key"
    )
    wrapped = models.BinaryField(max_length=200)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"key of case {self.case_id}"


class OfficeKey(models.Model):
    """The office's root, wrapped by the master key `key_id`; there once that was ever changed."""

    root = models.BinaryField(max_length=400)
    key_id = models.CharField(max_length=16)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"root under {self.key_id}"


class Complaint(models.Model):
    """What the complainant submitted: masked working copies, the original sealed beside."""

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="complaint"
    )
    text = models.TextField()
    wanted = models.TextField(blank=True)
    loss = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    service_on = models.DateField(null=True)  # when the service was received
    original = models.BinaryField()  # sealed JSON: subject, text, wanted, loss as written

    def __str__(self) -> str:
        return f"complaint of case {self.case_id}"


class Complainant(models.Model):
    """Who complained, sealed under the case key (JSON: name, phone, e-mail, NIK, address …).

    Read only through `sigap.cases.identity.read_identity`, which logs the reading.
    """

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, primary_key=True, related_name="complainant"
    )
    sealed = models.BinaryField()
    tracking_code = models.BinaryField()  # sealed, so that the receipt can be printed again
    reachable = models.CharField(max_length=60, blank=True)  # phone, email, address: which exist
    language = models.CharField(max_length=2, default="id")  # in which notices are written

    def __str__(self) -> str:
        return f"complainant of case {self.case_id}"


class IdentityIndex(models.Model):
    """A keyed blind index of one normalised piece of identity; tells nothing without the key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="identity_index")
    kind = models.CharField(max_length=8)  # phone, email, nik, name
    digest = models.BinaryField(max_length=16)

    class Meta:
        indexes = [Index(fields=["kind", "digest"], name="identity_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class CasePause(models.Model):
    """A span in which the case's clocks stand still; `ended_at` null: still paused."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=20)  # held, waiting-complainant
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # when a person has to look again
    reason = models.BinaryField()  # sealed
    looked_at = models.DateTimeField(null=True)  # when the sweep asked a person to decide
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_paused_once"),
        ]
        indexes = [
            # Serves the sweep: it costs what falls due, not what is paused.
            Index(fields=["until"], condition=Q(ended_at=None), name="pause_falls_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class Exclusion(models.Model):
    """A person who may do nothing (or not one step) in a case: conflict of interest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    sop = models.SlugField(max_length=60, blank=True)  # empty: the whole case
    step = models.PositiveSmallIntegerField(default=0)
    reason = models.BinaryField()  # sealed
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["case", "user", "sop", "step"], name="excluded_once"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} in case {self.case_id}"


class NamedReader(models.Model):
    """A person who may see a *rahasia* case without holding a task of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="named_readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    by = models.CharField(max_length=80)
    second = models.CharField(max_length=80, blank=True)  # who confirmed the widening
    reads_identity = models.BooleanField(default=False)  # revealed by two persons
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["case", "user"], name="named_reader_once")]

    def __str__(self) -> str:
        return f"user {self.user_id} of case {self.case_id}"


class Deviation(models.Model):
    """Something that happened otherwise than the SOP says; shown in the conformance report."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deviations")
    code = models.CharField(max_length=40)
    sop = models.SlugField(max_length=60, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    text = models.CharField(max_length=300)  # without personal data

    def __str__(self) -> str:
        return f"{self.code} in case {self.case_id}"


class SideExit(models.Model):
    """A side exit or interruption that was taken, with what was filled in for it.

    `data` is the sealed JSON (reason, where the paper lies, …) that the ledger's entry commits
    to; only the reason codes that carry no personal data stand in the clear elsewhere.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="side_exits")
    action = models.SlugField(max_length=40)
    sop = models.SlugField(max_length=60, blank=True)  # where the case stood
    step = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=80, blank=True)  # acting officer: for whom
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.action} of case {self.case_id}"
