"""Failures of the protection of personal data, with the letters that tell of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class Breach(models.Model):
    """A failure on the clock of the law, which runs in calendar hours from when it was found.

    `sealed` holds what is told of it, `conclusion` what it ended with, by the office's key.
    """

    class Outcome(models.TextChoices):
        """How it ended; empty: still at work."""

        HANDLED = "handled"
        UNFOUNDED = "unfounded"

    happened_at = models.DateTimeField(null=True)  # not known yet
    found_at = models.DateTimeField()
    due_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    sealed = models.BinaryField()
    edition = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    conclusion = models.BinaryField(default=bytes)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Serves the register: what is not closed, soonest due first.
            Index(fields=["due_at"], condition=Q(closed_at=None), name="breach_open"),
        ]

    def __str__(self) -> str:
        return f"breach {self.pk}"


class BreachCase(models.Model):
    """A case whose data a failure laid open."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="breaches")

    class Meta:
        constraints = [UniqueConstraint(fields=["breach", "case"], name="breach_case_once")]

    def __str__(self) -> str:
        return f"case {self.case_id} in breach {self.breach_id}"


class BreachLetter(models.Model):
    """A numbered notice of a failure. `file` is its paper, sealed by the office's key."""

    class Audience(models.TextChoices):
        """Who is told; the public only where the law wants it."""

        PERSONS = "persons"
        AUTHORITY = "authority"
        PUBLIC = "public"

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="letters")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    number = models.CharField(max_length=80)
    file = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=20, blank=True)
    proof = models.BinaryField(default=bytes)  # the number of a receipt, whose hand took it
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            # A letter that was not sent is drawn anew under its number.
            UniqueConstraint(
                fields=["breach", "audience"],
                condition=Q(sent_at=None),
                name="breach_letter_unsent",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.number}"
