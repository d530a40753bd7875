"""What is raised for a row that is not there, or that the asker may not know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.cases.models import Case, Document, Task

if TYPE_CHECKING:
    from django.core.exceptions import ObjectDoesNotExist

# Only what somebody asked for by name. Any other missing row is a fault and stays one.
ABSENT: tuple[type[ObjectDoesNotExist], ...] = (
    Case.DoesNotExist,
    Task.DoesNotExist,
    Document.DoesNotExist,
)
