"""Changes of the office's rules on their way: written by one person, decided by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint


class SopDraft(models.Model):
    """A new version of an SOP that is being written, until a second person puts it in force.

    `edition` grows with every change: who saves says which one they had before them, so that
    two people never overwrite each other. `hands` are the ids of all who wrote in it; none of
    them may put it in force.
    """

    class State(models.TextChoices):
        """A draft that is sent back is being written again."""

        WRITING = "writing"
        PROPOSED = "proposed"
        ACTIVATED = "activated"
        DROPPED = "dropped"

    sop = models.SlugField(max_length=60, blank=True)  # empty while the text cannot be read
    title = models.CharField(max_length=200, blank=True)
    based_on = models.ForeignKey(
        "cases.SopVersion", null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    source = models.TextField()
    edition = models.PositiveIntegerField(default=1)
    hands = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)  # why the procedure changes
    effective_on = models.DateField(null=True)  # null: from the moment of approval
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)  # why it was sent back or dropped
    version = models.OneToOneField(
        "cases.SopVersion", null=True, on_delete=models.PROTECT, related_name="draft"
    )

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.sop or 'an unread SOP'}"


class ExecutorConfirmation(models.Model):
    """A person confirmed who does a step, where the decree's flowchart had been lost."""

    version = models.ForeignKey(
        "cases.SopVersion", on_delete=models.PROTECT, related_name="confirmations"
    )
    step = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["version", "step"], name="executor_confirmed_once")]

    def __str__(self) -> str:
        return f"step {self.step} of version {self.version_id}"


class CalendarMove(models.Model):
    """Moving what is already promised to another calendar version: proposed, then confirmed.

    The cases are moved one by one after the confirmation; those that still stand on another
    version are what is left to do.
    """

    class State(models.TextChoices):
        """Confirmed: being carried out; done: every open case has been moved."""

        PROPOSED = "proposed"
        CONFIRMED = "confirmed"
        DONE = "done"
        DROPPED = "dropped"

    calendar = models.ForeignKey(
        "cases.CalendarVersion", on_delete=models.PROTECT, related_name="moves"
    )
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(default=0)  # moved so far

    class Meta:
        constraints = [
            # What is to be moved has one answer at a time.
            UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="calendar_move_open",
            ),
        ]

    def __str__(self) -> str:
        return f"move to calendar {self.calendar_id}: {self.state}"
