"""Pictures that papers carry, each as SVG source: QR codes, and images given in the facts."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from io import BytesIO

import segno

from sigap.core.errors import InvalidInput

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_DATA_ADDRESS = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)
_LARGEST_BYTES = 2_000_000
# A small file may unfold into a picture that fills the memory.
_LARGEST_PIXELS = 25_000_000
# An image is drawn, never fetched; text in it would need fonts that the paper does not embed.
_NOT_IN_SVG = re.compile(
    r"<(text|script|foreignObject|use|style|!ENTITY)\b|(href|src)\s*=\s*[\"'](?!data:image/|#)",
    re.IGNORECASE,
)


def qr_code(address: str) -> str:
    """Return the QR code of `address` as SVG, without quiet zone: the paper leaves the room."""
    drawn = BytesIO()
    # Trying all eight masks takes a sixth of a letter's time; this one's penalty on our addresses
    # is within 1% of the best of eight, the other seven's within 9%. Every reader reads each.
    segno.make(address, error="m", micro=False, mask=6).save(
        drawn, kind="svg", xmldecl=False, border=0, svgclass=None, lineclass=None, omitsize=True
    )
    return drawn.getvalue().decode()


def drawn_image(value: str, where: str) -> str:
    """Return an image of the facts as SVG source: SVG as it is, PNG and JPEG wrapped.

    :raises InvalidInput: if it is none of these, too large, or refers to something outside.
    """
    if len(value) > _LARGEST_BYTES:
        raise InvalidInput(f"{where}: gambar melebihi {_LARGEST_BYTES // 1_000_000} MB")
    if value.lstrip().startswith("<"):
        return _checked_svg(value, where)
    found = _DATA_ADDRESS.match(value)
    try:
        raw = base64.b64decode(value[found.end() :] if found else value, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(f"{where}: bukan SVG maupun base64") from None
    if raw.lstrip().startswith(b"<"):
        return _checked_svg(raw.decode("utf-8", "replace"), where)
    width, height, kind = _size(raw, where)
    if not 0 < width * height <= _LARGEST_PIXELS:
        raise InvalidInput(f"{where}: gambar {width} × {height} titik terlalu besar atau kosong")
    data = base64.b64encode(raw).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )


def _checked_svg(source: str, where: str) -> str:
    if not source.isprintable() and any(0xD800 <= ord(char) < 0xE000 for char in source):
        raise InvalidInput(f"{where}: SVG bukan teks Unicode")
    if "<svg" not in source or _NOT_IN_SVG.search(source):
        raise InvalidInput(f"{where}: SVG hanya boleh berisi bentuk, tanpa teks dan rujukan luar")
    return source


def _size(raw: bytes, where: str) -> tuple[int, int, str]:
    if raw.startswith(_PNG) and len(raw) > 24:
        width, height = struct.unpack_from(">II", raw, 16)
        return width, height, "png"
    if raw.startswith(_JPEG):
        at = 2
        while at + 9 < len(raw):
            marker, length = struct.unpack_from(">xBH", raw, at)
            # Start-of-frame markers carry the size; C4, C8 and CC in their range do not.
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack_from(">HH", raw, at + 5)
                return width, height, "jpeg"
            at += 2 + length
    raise InvalidInput(f"{where}: gambar harus SVG, PNG, atau JPEG")
