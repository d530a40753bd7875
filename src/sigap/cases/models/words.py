"""The words of a case, by which it is found."""

from __future__ import annotations

from django.db import models


class CaseWords(models.Model):
    """The stems of everything in a case that may be found, each once, with where it stands.

    A stem of the complaint stands alone; `p_`, `l_` and `a_` before one say that it stands in
    a paper without identity, in a letter, in an attachment. `place` sorts by reception and
    then by case, so that the newest is found first without sorting. The index over `stems` is
    the database's own (migration 0016): FTS5, kept by triggers, or GIN.
    """

    place = models.BigIntegerField(primary_key=True)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="words")
    stems = models.TextField()

    def __str__(self) -> str:
        return f"words of case {self.case_id}"
