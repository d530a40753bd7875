"""What processes share besides the work: when something is next due, who is alive, how often."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, UniqueConstraint


class Periodic(models.Model):
    """Something that is done again and again; whoever moves `next_at` on does it this time."""

    name = models.SlugField(max_length=40, primary_key=True)
    next_at = models.DateTimeField()
    last_begun_at = models.DateTimeField(null=True)
    last_done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class WorkerSign(models.Model):
    """A sign of life of one worker process, renewed while it runs, removed when it ends."""

    owner = models.CharField(max_length=80, primary_key=True)  # host, process, random part
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.owner


class LimitBucket(models.Model):
    """How full one limit is for one address, contact or name; see `cases.operations.limits`.

    `subject` is a keyed digest. A row whose moment has passed says nothing any more.
    """

    limit = models.CharField(max_length=20)
    subject = models.BinaryField(max_length=16)
    filled_until_ms = models.BigIntegerField()  # milliseconds since 1970: empty again then

    class Meta:
        constraints = [UniqueConstraint(fields=["limit", "subject"], name="limit_once")]
        indexes = [Index(fields=["filled_until_ms"], name="limit_empty")]

    def __str__(self) -> str:
        return f"{self.limit} {self.pk}"
