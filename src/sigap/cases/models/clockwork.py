"""What the workers share besides the work: when something is next due, and who is alive."""

from __future__ import annotations

from django.db import models


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
