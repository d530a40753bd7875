"""Cases whose retention is over: proposed for destruction by one person, destroyed by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint


class Destruction(models.Model):
    """A list of cases to be destroyed. `file` is the certificate, sealed by the office's key."""

    class State(models.TextChoices):
        """One list at a time waits for its decision."""

        PROPOSED = "proposed"
        DONE = "done"
        DROPPED = "dropped"

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)  # why it was dropped
    number = models.CharField(max_length=80, blank=True)
    file = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="destruction_open"
            ),
        ]

    def __str__(self) -> str:
        return f"destruction {self.pk}: {self.state}"


class DestructionItem(models.Model):
    """A case on a list, with what the schedule says of it."""

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="destructions")
    code = models.CharField(max_length=24)
    kept_until = models.DateField()

    class Meta:
        constraints = [UniqueConstraint(fields=["destruction", "case"], name="destroyed_once")]

    def __str__(self) -> str:
        return f"case {self.case_id} on list {self.destruction_id}"
