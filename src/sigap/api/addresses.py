"""Addresses that answers point at."""

from __future__ import annotations

from typing import Any

from sigap.core.numbering import normalise_code

ROOT = "/api/v1"


def paper_address(document_id: int) -> str:
    """Return the address of a paper's PDF."""
    return f"{ROOT}/documents/{document_id}"


def answer_address(code: str) -> str:
    """Return where the holder of a tracking code fetches the answering letter."""
    return f"/lacak/{normalise_code(code)}/jawaban/"


def with_address(paper: dict[str, Any]) -> dict[str, Any]:
    """Return a paper's row with the address of its PDF."""
    return {**paper, "url": paper_address(paper["id"])}
