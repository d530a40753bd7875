"""The row that is its own job: what a worker needs to claim it, try it, and give it up."""

from __future__ import annotations

from django.db import models


class LeasedRow(models.Model):
    """A row that a worker must act upon once. Written in the operation's own transaction.

    A worker claims it by a conditional update of `lease_until`; a lease that ran out may be
    claimed again, so what a worker does must be safe to repeat. After the last try the state
    is `failed` and a person sees it, with `last_error` in one line and without identity.
    """

    class State(models.TextChoices):
        """`held` rows wait for a person (a letter to be handed over), never for a worker."""

        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"
        HELD = "held"

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
