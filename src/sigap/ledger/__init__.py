"""The ledger: append-only hash chains that anybody can check. Knows no case and no person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigap.ledger.operations import append

__all__ = ["append"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module has
    # Late, because Django imports this package before its models may be loaded.
    if name == "append":
        from sigap.ledger.operations import append

        return append
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
