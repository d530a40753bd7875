"""The ledger's checkpoints and proofs as answered; bytes in hexadecimal."""

from __future__ import annotations

from datetime import datetime

from sigap.api.outputs.form import Output, Sha256


class CheckpointOut(Output):
    """What the log was at a moment, signed."""

    size: int
    root: Sha256
    at: datetime
    public_key: str
    signature: str


class ProofOut(Output):
    """That an entry is in the log, and that the log has only grown since `first`."""

    entry: Sha256
    index: int
    path: list[Sha256]
    checkpoint: CheckpointOut
    first: int | None
    growth: list[Sha256] | None
