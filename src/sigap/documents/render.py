"""Facts of a kind drawn by its template as PDF/A-2a and PDF/UA-1.

The same facts, office, moment and template give the same bytes: no clock, no font of the machine,
no file outside `templates/`. Facts enter as JSON, never as markup.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sigap.documents import indonesian
from sigap.documents.contained import DEFAULT_SECONDS, RENDERER
from sigap.documents.failures import RenderFailed
from sigap.documents.kinds import KINDS
from sigap.documents.office import Office
from sigap.documents.pages import page_count
from sigap.documents.paper_texts import worded
from sigap.documents.pictures import qr_code
from sigap.documents.reading import FactsInvalid, moment_forms, printable
from sigap.documents.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TEMPLATES = Path(__file__).parent / "templates"

# 2a for archives, UA-1 for screen readers; Typst refuses to write a file that breaks either.
STANDARDS = ["a-2a", "ua-1"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """An unsigned paper. `warnings` are the renderer's own, for tests of templates."""

    pdf: bytes
    sha256: str
    pages: int
    template_version: str
    warnings: tuple[str, ...] = ()


def render(
    kind_id: str,
    facts: Mapping[str, Any],
    office: Mapping[str, Any],
    *,
    issued_at: datetime,
    wording: Mapping[str, Any] | None = None,
    version: int = 1,
    code: str = "",
    verify_url: str = "",
    entry: str = "",
    seconds: float = DEFAULT_SECONDS,
) -> Rendered:
    """Return the paper of `kind_id` made from `facts`.

    `issued_at` is aware and becomes the date of the file. `wording` is what the office says
    otherwise than shipped, see `paper_texts`. `code` is the short code of the check page and
    `verify_url` its address, drawn as QR code; without them the paper says nothing of checking.
    `entry` is the hash of the ledger's entry that ordered it. May be called from any thread;
    after `seconds` the renderer is stopped.

    :raises RenderFailed: with a one-line reason; see there.
    """
    if kind_id not in KINDS:
        raise RenderFailed("facts", f"jenis dokumen tidak dikenal: {kind_id}")
    data, zone = _page_data(kind_id, facts, office, issued_at, version, code, verify_url, wording)
    data["meta"]["entry"] = one_line(entry)
    offset = issued_at.astimezone(zone).utcoffset() or timedelta(0)
    pdf, warnings = compiled(
        KINDS[kind_id].template,
        json.dumps(data, ensure_ascii=False, sort_keys=True),
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=issued_at.astimezone(timezone(offset)).replace(microsecond=0),
        seconds=seconds,
    )
    pages = page_count(pdf)
    if not pages:
        raise RenderFailed("template", f"{kind_id}: jumlah halaman tidak terbaca")
    return Rendered(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=pages,
        template_version=template_version(kind_id),
        warnings=warnings,
    )


def render_picture(
    kind_id: str,
    facts: Mapping[str, Any],
    office: Mapping[str, Any],
    *,
    issued_at: datetime,
    wording: Mapping[str, Any] | None = None,
    dots_per_inch: float = 96,
) -> bytes:
    """Return the first page of a paper as PNG: a look at it, never a paper that is issued.

    :raises RenderFailed: as `render`.
    """
    if kind_id not in KINDS:
        raise RenderFailed("facts", f"jenis dokumen tidak dikenal: {kind_id}")
    data, _ = _page_data(kind_id, facts, office, issued_at, 1, "", "", wording)
    drawn, _ = compiled(
        KINDS[kind_id].template,
        json.dumps(data, ensure_ascii=False, sort_keys=True),
        format="png",
        ppi=dots_per_inch,
    )
    return drawn


@cache
def template_version(kind_id: str) -> str:
    """Return a digest of all that shapes the kind beside facts: template, parts, renderer."""
    digest = hashlib.sha256(f"typst {installed('typst')}\n".encode())
    for path in (TEMPLATES / KINDS[kind_id].template, *sorted((TEMPLATES / "parts").iterdir())):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _page_data(  # noqa: PLR0917 - the arguments of `render`, passed on
    kind_id: str,
    facts: Mapping[str, Any],
    office: Mapping[str, Any],
    issued_at: datetime,
    version: int,
    code: str,
    verify_url: str,
    wording: Mapping[str, Any] | None,
) -> tuple[dict[str, Any], ZoneInfo]:
    kind = KINDS[kind_id]
    if issued_at.utcoffset() is None:
        raise RenderFailed("facts", f"{kind_id}: saat terbit tanpa zona waktu")
    try:
        zone_key = office.get("time_zone") or "Asia/Jakarta"
        zone = ZoneInfo(zone_key)
        letterhead = printable(Office, office, zone=zone_key, where="office")
        body = printable(kind.facts, facts, zone=zone_key)
    except FactsInvalid as wrong:
        raise RenderFailed("facts", f"{kind_id}: {wrong}") from None
    except (ZoneInfoNotFoundError, ValueError, TypeError) as wrong:
        raise RenderFailed("facts", f"{kind_id}: office.time_zone: {wrong}") from None
    words = worded(kind, wording or {}, body, letterhead)
    heading = words["texts"].get("heading", kind.title)
    meta = {
        "kind": kind.id,
        "title": one_line(heading),
        "draft": kind.draft,
        "version": version,
        "code": one_line(code),
        "verify_url": one_line(verify_url),
        "entry": "",
        "qr": qr_code(verify_url) if verify_url else "",
        "zone": indonesian.zone_name(issued_at.astimezone(zone), zone.key),
        "issued": moment_forms(issued_at, zone),
    }
    return {"facts": body, "office": letterhead, "meta": meta, **words}, zone


def compiled(
    template: str,
    data: str,
    *,
    root: Path = TEMPLATES,
    timestamp: datetime | None = None,
    seconds: float = DEFAULT_SECONDS,
    **how: Any,  # noqa: ANN401 - of the renderer
) -> tuple[bytes, tuple[str, ...]]:
    """Return what the renderer draws, of pictures the first page, and its warnings."""
    if timestamp is not None:
        how["timestamp"] = timestamp.isoformat()
    return RENDERER.draw(root, template, data, seconds=seconds, **how)
