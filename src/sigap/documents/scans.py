"""Scanned paper: which of our papers is on each page, by the QR code in its foot.

The libraries that read pictures and PDF meet what a scanner or a telephone made. As with other
files from outside they run in a process of their own, with bounded memory and time.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sigap.core.errors import InvalidInput, Refused
from sigap.core.numbering import normalise_code

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES = 60
DEFAULT_SECONDS = 90.0
_MEMORY_BYTES = 1536 * 1024**2
_CPU_SECONDS = 80
_MOST_PIXELS = 80_000_000
_FIELD = "files"


def codes_of(
    content: bytes,
    media_type: str,
    *,
    most_pages: int = MOST_PAGES,
    seconds: float = DEFAULT_SECONDS,
) -> list[str]:
    """Return for each page the check code that is printed on it, "" where none can be read.

    Pages beyond `most_pages` are not looked at.

    :raises Refused: `scan-unreadable` for a file that is damaged or takes too much.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program, of a type we know
            [sys.executable, "-m", "sigap.documents.scans", media_type, str(most_pages)],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": ""},
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise Refused(
            "scan-unreadable",
            "Pindaian tidak dapat dibaca. Pindai lagi sebagai PDF atau JPG, paling banyak "
            f"{MOST_PAGES} halaman.",
            field=_FIELD,
        )
    pages: list[list[str]] = json.loads(done.stdout)
    return [_code_in(texts) for texts in pages]


def split(content: bytes, groups: list[list[int]]) -> list[bytes]:
    """Return a PDF for each group of pages, numbered from 0, their pictures as they were."""
    from pypdf import PdfReader, PdfWriter

    reader, made = PdfReader(BytesIO(content)), []
    for group in groups:
        writer = PdfWriter()
        for index in group:
            writer.add_page(reader.pages[index])
        out = BytesIO()
        writer.write(out)
        made.append(out.getvalue())
    return made


def _code_in(texts: list[str]) -> str:
    """Return the code of a check page among what the codes on a page say."""
    for text in texts:
        try:
            return normalise_code(text.rstrip("/").rpartition("/")[2])
        except InvalidInput:
            continue
    return ""


def _pages(content: bytes, media_type: str, most: int) -> Iterator[list[Any]]:
    """Yield the pictures on each page, the largest first: a scanner makes one a page."""
    from PIL import Image
    from pypdf import PdfReader

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    if media_type != "application/pdf":
        with Image.open(BytesIO(content)) as picture:
            picture.load()
            yield [picture]
        return
    for page in PdfReader(BytesIO(content)).pages[:most]:
        found = [one.image for one in page.images if one.image is not None]
        yield sorted(found, key=lambda one: -one.width * one.height)[:4]


def _texts(pictures: list[Any]) -> list[str]:
    import zxingcpp

    texts, wanted = [], zxingcpp.barcode_formats_from_str("QRCode")
    for picture in pictures:
        grey = picture.convert("L")
        found = zxingcpp.read_barcodes(grey, formats=wanted)
        texts += [one.text for one in found]
    return texts


def main() -> int:
    """Become the child: read a file from standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = _pages(sys.stdin.buffer.read(), sys.argv[1], int(sys.argv[2]))
        print(json.dumps([_texts(one) for one in pages]))
    except Exception:  # noqa: BLE001 - a damaged file, in words of many libraries
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
