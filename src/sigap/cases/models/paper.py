"""Documents, the numbers they take, and the lines of the office's books."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from sigap.cases.models.leased import LeasedRow


class Document(LeasedRow):
    """A paper of the case, listed from the moment it is ordered.

    The row is the job: it is ordered in the operation's own transaction with its facts frozen
    (sealed JSON), the worker renders it. `state` (from LeasedRow) drives the rendering;
    `status` in the API is derived: waiting/leased → rendering, done → issued, failed → failed,
    `revoked_at` set → revoked.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    run = models.ForeignKey(
        "cases.StepRun", null=True, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.SlugField(max_length=40, db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=80, blank=True)
    facts = models.BinaryField()  # sealed JSON, frozen at order
    office = models.ForeignKey("cases.OfficeProfile", on_delete=models.PROTECT, db_index=False)
    issued_at = models.DateTimeField()  # the date the paper bears
    code = models.CharField(max_length=16, unique=True)  # printed, checked at /verifikasi/
    template_version = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_how = models.CharField(max_length=20, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    on_paper_at = models.BinaryField(default=b"")  # sealed: where the signed paper lies
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.BinaryField(default=b"")  # sealed
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        constraints = [
            UniqueConstraint(fields=["case", "kind", "version"], name="document_version"),
        ]
        indexes = [
            # Serves the renderer: what is to do, oldest first; and the desk of what failed.
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="document_waiting"),
            Index(fields=["id"], condition=Q(state="failed"), name="document_failed"),
            # Serves the sweep, which asks of every old file whether it is still in use.
            Index(fields=["file"], name="document_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version} of case {self.case_id}"


class SignedCopy(models.Model):
    """A signed paper as it was stored beside the issued file: scanned, or a signed PDF.

    Bytes are kept as they came. A better scan is another row; the newest counts.
    """

    class Way(models.TextChoices):
        """How it was signed."""

        INK = "ink"
        FILE = "file"
        CERTIFICATE = "certificate"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="copies")
    way = models.CharField(max_length=12, choices=Way.choices)
    file = models.CharField(max_length=80)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(default=0)
    matched = models.BooleanField(default=False)  # a scan: by the code printed on it
    holder = models.CharField(max_length=300, blank=True)  # of the certificate
    issuer = models.CharField(max_length=300, blank=True)
    serial = models.CharField(max_length=64, blank=True)
    is_trusted = models.BooleanField(default=False)  # its chain ends at a root the office set
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            # Serves the sweep, which asks of every old file whether it is still in use.
            Index(fields=["file"], name="signed_copy_file"),
        ]

    def __str__(self) -> str:
        return f"{self.way} copy of document {self.document_id}"


class NumberSequence(models.Model):
    """The last number taken in a series and year. The row is the lock."""

    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["series", "year"], name="one_sequence")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class LetterNumber(models.Model):
    """A letter number that has been taken; a cancelled one stays, with its reason."""

    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=80)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="numbers")
    taken_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["series", "year", "sequence"], name="letter_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


class RegisterEntry(models.Model):
    """A line in one of the office's five books; numbered without gaps a year."""

    register = models.SlugField(max_length=40, db_index=False)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    run = models.ForeignKey("cases.StepRun", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # without identity; identity joins by role
    frozen = models.JSONField(null=True)  # the whole line as it stood when its year was closed

    class Meta:
        constraints = [
            UniqueConstraint(fields=["register", "year", "sequence"], name="register_line"),
        ]
        indexes = [Index(fields=["case"], name="register_of_case")]

    def __str__(self) -> str:
        return f"{self.register} {self.year}/{self.sequence}"


class RegisterClosing(models.Model):
    """A year of a book that was closed by a person: frozen, hashed, and kept as PDF."""

    register = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    lines = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)  # of the frozen lines, also in the ledger
    reason = models.CharField(max_length=300)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [UniqueConstraint(fields=["register", "year"], name="register_closed_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.year} closed"


class RegisterVolume(models.Model):
    """A volume of a closed book as PDF; a thick book has several, of equally many lines."""

    closing = models.ForeignKey(RegisterClosing, models.CASCADE, related_name="volumes")
    number = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=80)  # sealed under the office's key
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["closing", "number"], name="volume_bound_once")]

    def __str__(self) -> str:
        return f"{self.closing}, volume {self.number}"
