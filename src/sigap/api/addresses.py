"""Addresses that answers point at."""

from __future__ import annotations

from typing import Any

ROOT = "/api/v1"


def paper_address(document_id: int) -> str:
    """Return the address of a paper's PDF."""
    return f"{ROOT}/documents/{document_id}"


def with_address(paper: dict[str, Any]) -> dict[str, Any]:
    """Return a paper's row with the address of its PDF."""
    return {**paper, "url": paper_address(paper["id"])}
