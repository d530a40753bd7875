"""Evidence packages on their way to whoever ordered them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q

from sigap.cases.models.leased import LeasedRow


class EvidencePackage(LeasedRow):
    """A case packed as evidence; the row is the job of packing it. `file` is sealed."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="packages")
    with_identity = models.BooleanField()
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField()
    files_done = models.PositiveIntegerField(default=0)
    files_all = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=80, blank=True)  # empty again once it was kept long enough
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [
            Index(fields=["next_try_at"], condition=Q(state="waiting"), name="package_waiting"),
            # Serves the sweep, which asks of every old file whether it is still in use.
            Index(fields=["file"], name="package_file"),
        ]

    def __str__(self) -> str:
        return f"package {self.pk} of case {self.case_id}"
