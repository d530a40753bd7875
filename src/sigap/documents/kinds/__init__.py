"""The registry of document kinds: one file each, and nothing else decides what can be issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.documents.kinds import form_pengaduan, surat_balasan, tanda_terima

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sigap.documents.kinds.kind import Kind

KINDS: Mapping[str, Kind] = {
    module.KIND.id: module.KIND
    for module in (
        form_pengaduan,
        tanda_terima,
        surat_balasan,
    )
}
