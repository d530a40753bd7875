"""What a complainant asked for as the data subject: to see the data, or to have it corrected."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q


class DataRequest(models.Model):
    """A request about personal data, with the limit of the law, counted in calendar hours.

    What was asked and what was answered are messages of the case, sealed and recorded as such.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        ACCESS = "access"
        CORRECTION = "correction"

    class Outcome(models.TextChoices):
        """How it was answered; empty: not yet."""

        GIVEN = "given"
        CORRECTED = "corrected"
        REFUSED = "refused"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked = models.OneToOneField(
        "cases.Message", on_delete=models.PROTECT, related_name="data_request"
    )
    recorded_by = models.CharField(max_length=80)  # the complainant, or an officer for them
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.OneToOneField(
        "cases.Message", null=True, on_delete=models.PROTECT, related_name="data_answer"
    )

    class Meta:
        indexes = [
            # Serves the desk: what is not answered, soonest due first.
            Index(fields=["due_at"], condition=Q(answered_at=None), name="data_request_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} asked in case {self.case_id}"
