"""What the pure core raises. Every class carries a stable code and a sentence for a person."""

from __future__ import annotations


class Refused(Exception):
    """A person asked for something that the SOP or the office's rules do not allow now.

    Anticipated, so never logged as an error. `code` is stable and lower-case with hyphens;
    `message` is Indonesian, may be reworded, and says what is wrong and what to do. `field`
    names the input at fault, `detail` holds facts for machines (who, when, what is missing).
    """

    def __init__(
        self, code: str, message: str, *, field: str = "", detail: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.detail = detail or {}


class InvalidInput(ValueError):
    """A file or a value given from outside cannot be used; the message says why and the mend."""
