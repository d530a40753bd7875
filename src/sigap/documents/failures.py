"""What is raised when no paper comes out."""

from __future__ import annotations


class RenderFailed(Exception):
    """No paper came out. `reason` is one line for a person.

    `code`: facts (they do not fit the kind; trying again is useless), template (it does not
    compile), crash or time-out (the renderer died or was stopped; trying again may help).
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
