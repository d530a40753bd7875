"""What is found wrong or doubtful in an SOP file: one line each, with place, reason and mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error keeps the file from being loaded; a warning is for the office to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt. `where` is a path such as `steps[4].outcomes[1].next`, counted from 1.

    `what` is Indonesian: the reason and, after a semicolon, the mend. `file` is the name under
    which the text was given.
    """

    level: Level
    where: str
    what: str
    file: str = ""

    def __str__(self) -> str:
        return " ".join(f"{self.file}: {self.level}: {self.where}: {self.what}".split())


def has_errors(findings: list[Finding]) -> bool:
    """Return whether any finding is an error."""
    return any(finding.level is Level.ERROR for finding in findings)
