"""What a carrier of notices may say: taken, refused for good, nobody knows, or not now."""

from __future__ import annotations


class RefusedForGood(Exception):
    """The carrier will never take a notice for this address; `code` is its own, without words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(Exception):
    """The notice was handed over, and the answer never came."""


class NotNow(Exception):
    """The carrier could not be reached or did not take it: tried again later. No identity."""
