"""The office's own data: profile, lists, signatories, SOP and calendar versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class OfficeProfile(models.Model):
    """Letterhead and choices of the office; a change makes a new version, papers keep theirs."""

    version = models.PositiveIntegerField(unique=True)
    data = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"office profile {self.version}"


class PermitType(models.Model):
    """A kind of permit (PBG, SLF …) and who handles complaints about it."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )  # null: the pool of the analysts

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A unit inside the office, another regional agency (PD), or the internal auditor (APIP)."""

    class Kind(models.TextChoices):
        """Decides by which means it is invited (IV.5)."""

        INTERNAL = "internal"
        AGENCY = "pd"
        AUDITOR = "apip"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    head_post = models.CharField(max_length=160, blank=True)  # "Kepala Dinas …": addressee
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Signatory(models.Model):
    """Who signs which letters; a delegation (a.n.) carries its legal basis."""

    role = models.SlugField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )
    post = models.CharField(max_length=160)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=80, blank=True)
    nip = models.CharField(max_length=24, blank=True)
    on_behalf_of = models.CharField(max_length=160, blank=True)  # "a.n. …"
    legal_basis = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.post}: {self.name}"


class CalendarVersion(models.Model):
    """A frozen calendar, its holidays written out; a correction makes a new version."""

    version = models.PositiveIntegerField(unique=True)
    source = models.TextField()  # the TOML it was made from
    frozen = models.JSONField()  # core.worktime's frozen form
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar {self.version}"


class SopVersion(models.Model):
    """One version of one SOP, never changed; cases that begin the SOP later take the newest."""

    sop = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField()
    digest = models.CharField(max_length=64)
    in_force_from = models.DateTimeField()
    activated_by = models.CharField(max_length=80)

    class Meta:
        constraints = [UniqueConstraint(fields=["sop", "version"], name="sop_version_once")]

    def __str__(self) -> str:
        return f"{self.sop} v{self.version}"


class WaitingLimit(models.Model):
    """How long a step may wait in the queue before it is begun; step 0: the SOP's default."""

    sop = models.SlugField(max_length=60)
    step = models.PositiveSmallIntegerField()
    limit = models.CharField(max_length=20)  # "2 jam", as an SOP prints a time

    class Meta:
        constraints = [UniqueConstraint(fields=["sop", "step"], name="waiting_limit_once")]

    def __str__(self) -> str:
        return f"{self.sop} {self.step}: {self.limit}"


class DeadlineRule(models.Model):
    """A dated legal or promised limit, with its source and whether that was verified."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    verified = models.CharField(max_length=20)
    verified_by = models.CharField(max_length=80, blank=True)  # who saw the text; empty: as shipped
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["slug", "valid_from"], name="deadline_dated")]

    def __str__(self) -> str:
        return f"{self.slug} from {self.valid_from}"


class Regulation(models.Model):
    """An entry of the regulations library, chosen at III.5 and cited in reviews and letters."""

    title = models.CharField(max_length=400)
    short = models.CharField(max_length=120, unique=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.short


class RetentionRule(models.Model):
    """A line of the retention schedule (JRA): classification code, years kept, final fate."""

    code = models.CharField(max_length=24)
    name = models.CharField(max_length=160)
    active_years = models.PositiveSmallIntegerField()
    inactive_years = models.PositiveSmallIntegerField()
    fate = models.CharField(max_length=10)  # permanen, musnah
    is_default = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["code", "valid_from"], name="retention_dated")]
        indexes = [Index(fields=["code"], name="retention_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LetterTemplate(models.Model):
    """One version of a prepared text for a letter; what was in force is never changed.

    `slug` is the template over all its versions, `purpose` what it is for. `edition` grows with
    every change of a draft: who saves says which one they had before them.
    """

    class State(models.TextChoices):
        """Of one template, at most one version is being written and one holds."""

        DRAFT = "draft"
        IN_FORCE = "in-force"
        ENDED = "ended"
        DROPPED = "dropped"

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    purpose = models.SlugField(max_length=40)
    permit_type = models.ForeignKey(PermitType, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    data = models.JSONField()  # about, salutation, body as it is typed, closing, nature
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    in_force_at = models.DateTimeField(null=True)
    in_force_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["slug", "version"], name="letter_template_version"),
            UniqueConstraint(
                fields=["slug", "state"],
                condition=Q(state__in=["draft", "in-force"]),
                name="letter_template_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"


class PaperWording(models.Model):
    """One version of an office's words for a kind of paper; the newest holds.

    `data` is what differs from the words that ship: `texts` by id and `hidden` parts. Empty: the
    shipped words hold again.
    """

    kind = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    data = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "version"], name="paper_wording_version")]

    def __str__(self) -> str:
        return f"wording of {self.kind} v{self.version}"


class ProcessingRecord(models.Model):
    """One version of what an office says of a way it processes personal data; the newest holds.

    `data` is what differs from the words that ship, by field. Empty: the shipped words hold again.
    """

    activity = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    data = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["activity", "version"], name="processing_record_version")
        ]

    def __str__(self) -> str:
        return f"record of {self.activity} v{self.version}"
