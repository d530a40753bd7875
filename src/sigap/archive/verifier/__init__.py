"""The verifier that lies in every evidence package: one readable file, for Python alone."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT, _END = "from sigap.archive.verifier.proofs import (", ")\n"
_PROOFS_BEGIN = "# --- Ed25519"


def single_file() -> str:
    """Return the verifier as one file: the check with the proofs where it imports them."""
    check = (_FOLDER / "check.py").read_text(encoding="utf-8")
    proofs = (_FOLDER / "proofs.py").read_text(encoding="utf-8")
    before, _, rest = check.partition(_IMPORT)
    after = rest.partition(_END)[2]
    return before + proofs[proofs.index(_PROOFS_BEGIN) :] + after
