"""Paper that left its shelf for a while."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class FolderLoan(models.Model):
    """A folder lent to an officer; it comes back before it is lent again."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="borrowed"
    )
    purpose = models.BinaryField()  # sealed, like the slip that says it
    lent_at = models.DateTimeField()
    lent_by = models.CharField(max_length=80)
    due_on = models.DateField()
    returned_at = models.DateTimeField(null=True)
    returned_to = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["case"], condition=Q(returned_at=None), name="folder_lent_once"
            ),
        ]
        indexes = [
            Index(fields=["due_on"], condition=Q(returned_at=None), name="folder_out"),
        ]

    def __str__(self) -> str:
        return f"folder of case {self.case_id} lent {self.lent_at:%Y-%m-%d}"
