"""Opening a stranger's file: a copy of a picture without what the camera wrote, and its text.

The libraries that read pictures, PDF and office files meet whatever strangers send. So they run
in a process of their own, with bounded memory and time, that has nothing else in it.
"""

from __future__ import annotations

import json
import os
import re
import resource
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax import ContentHandler, SAXException, make_parser
from xml.sax.handler import feature_external_ges, feature_external_pes

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
# Where the words of an office file stand, and the elements that end a line.
_OFFICE = {
    _WORD: ("word/document.xml", {"p", "br", "tab"}),
    _ODT: ("content.xml", {"p", "h", "tab", "line-break"}),
}
TEXTS = frozenset({"application/pdf", "text/plain", *_OFFICE})

DEFAULT_SECONDS = 30.0
LONGEST_TEXT = 200_000  # letters that are kept
_MEMORY_BYTES = 1024**3
_CPU_SECONDS = 25
_LENGTH = struct.Struct(">I")
_MOST_PIXELS = 80_000_000  # the largest cameras in telephones have 50 million
_LONGEST_SIDE = 2000  # pixels; a page photographed at this size can still be read
_QUALITY = 82
_MOST_PAGES = 200
_MOST_UNPACKED = 50_000_000  # bytes of the one member that is read


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of a file: a picture to look at ("" as type: none), and its words."""

    view: bytes
    view_type: str
    text: str


class CannotOpen(Exception):
    """The file could not be read in bounded time and memory; it may still be a sound file."""


def open_file(content: bytes, media_type: str, *, seconds: float = DEFAULT_SECONDS) -> Opened:
    """Return picture and text of a file; nothing for a type that has neither.

    :raises CannotOpen: if it is damaged, or would take too much.
    """
    if media_type not in PICTURES | TEXTS:
        return Opened(b"", "", "")
    asked = media_type.encode()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sigap.documents.opening"],
            input=_LENGTH.pack(len(asked)) + asked + content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": ""},
        )
    except subprocess.TimeoutExpired:
        raise CannotOpen("terlalu lama dibuka") from None
    out = done.stdout
    if done.returncode or len(out) < _LENGTH.size:
        raise CannotOpen(f"tidak dapat dibuka (status {done.returncode})")
    (length,) = _LENGTH.unpack_from(out)
    head = json.loads(out[_LENGTH.size : _LENGTH.size + length])
    return Opened(out[_LENGTH.size + length :], head["view_type"], head["text"])


def opened(content: bytes, media_type: str) -> Opened:
    """Do the same here and now. Runs in the child process."""
    if media_type in PICTURES:
        return Opened(*_redrawn(content), "")
    if media_type == "application/pdf":
        text = "\n".join(_pages(content))
    elif media_type in _OFFICE:
        text = _office_text(content, *_OFFICE[media_type])
    else:
        text = content.decode("utf-8", "replace")
    return Opened(b"", "", _plain(text))


def _redrawn(content: bytes) -> tuple[bytes, str]:
    """Return a picture drawn anew, upright: no place, no camera, no thumbnail, nothing hidden."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    with Image.open(BytesIO(content)) as found:
        if found.width * found.height > _MOST_PIXELS:
            raise ValueError("too many pixels")
        picture = ImageOps.exif_transpose(found)
        picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        clean = Image.new("RGB", picture.size)
        clean.paste(picture.convert("RGB"))
    drawn = BytesIO()
    clean.save(drawn, "JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue(), "image/jpeg"


def _pages(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    found = 0
    for page in PdfReader(BytesIO(content)).pages[:_MOST_PAGES]:
        text = page.extract_text()
        found += len(text)
        yield text
        if found > LONGEST_TEXT:
            return


class _Words(ContentHandler):
    """Collects the letters of an office file, a line for each paragraph."""

    def __init__(self, breaks: set[str]) -> None:
        super().__init__()
        self.breaks, self.length = breaks, 0
        self.parts: list[str] = []

    def characters(self, content: str) -> None:
        """Take letters, as many as are kept."""
        if self.length <= LONGEST_TEXT:
            self.parts.append(content)
            self.length += len(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - its name in the standard library
        """End a line where the writer did."""
        if name.rpartition(":")[2] in self.breaks:
            self.parts.append("\n")


def _office_text(content: bytes, member: str, breaks: set[str]) -> str:
    words = _Words(breaks)
    # Bounded from outside, in memory and time; nothing outside of the file is read.
    parser = make_parser()  # noqa: S317
    parser.setFeature(feature_external_ges, False)  # noqa: FBT003 - the library's own signature
    parser.setFeature(feature_external_pes, False)  # noqa: FBT003
    parser.setContentHandler(words)
    with zipfile.ZipFile(BytesIO(content)) as packed, packed.open(member) as source:
        parser.parse(BytesIO(source.read(_MOST_UNPACKED)))
    return "".join(words.parts)


def _plain(text: str) -> str:
    """Return text without control characters and without runs of blanks."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", " ", text.replace("\r", "\n"))
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n\s*", "\n", text).strip()[:LONGEST_TEXT]


def main() -> int:
    """Become the child: read a file from standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = sys.stdin.buffer.read()
    (length,) = _LENGTH.unpack_from(asked)
    media_type = asked[_LENGTH.size : _LENGTH.size + length].decode()
    try:
        found = opened(asked[_LENGTH.size + length :], media_type)
    except (Exception, SAXException):  # noqa: BLE001 - a damaged file, in words of many libraries
        return 1
    head = json.dumps({"view_type": found.view_type, "text": found.text}).encode()
    sys.stdout.buffer.write(_LENGTH.pack(len(head)) + head + found.view)
    return 0


if __name__ == "__main__":
    sys.exit(main())
