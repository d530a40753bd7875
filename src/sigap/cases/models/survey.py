"""The satisfaction survey: what was answered, and, apart from it, who has answered already."""

from __future__ import annotations

from django.db import models
from django.db.models import Index, Q

_ELEMENTS = tuple(f"u{number}" for number in range(1, 10))


class SurveyAnswer(models.Model):
    """One answered survey (PermenPANRB 14/2017). Nothing leads from it to a case.

    Only the month is kept, so that it cannot be matched with the moment at which somebody
    answered.
    """

    month = models.DateField()  # its first day
    permit_type = models.ForeignKey("cases.PermitType", on_delete=models.PROTECT)
    u1 = models.PositiveSmallIntegerField()
    u2 = models.PositiveSmallIntegerField()
    u3 = models.PositiveSmallIntegerField()
    u4 = models.PositiveSmallIntegerField()
    u5 = models.PositiveSmallIntegerField()
    u6 = models.PositiveSmallIntegerField()
    u7 = models.PositiveSmallIntegerField()
    u8 = models.PositiveSmallIntegerField()
    u9 = models.PositiveSmallIntegerField()
    age = models.CharField(max_length=12, blank=True)  # a span of years
    gender = models.CharField(max_length=12, blank=True)
    education = models.CharField(max_length=12, blank=True)
    occupation = models.CharField(max_length=12, blank=True)
    suggestion = models.BinaryField(default=b"")  # sealed under the office's key

    class Meta:
        indexes = [Index(fields=["month"], name="survey_by_month")]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{one}__range": (1, 4) for one in _ELEMENTS}), name="survey_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return f"survey {self.pk}"


class SurveyTaken(models.Model):
    """That the complainant of a case has answered the survey; once."""

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="survey_taken"
    )
    on = models.DateField()

    def __str__(self) -> str:
        return f"survey taken by the complainant of case {self.case_id}"
