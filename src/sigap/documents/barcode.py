"""Code 128 bar codes (ISO/IEC 15417), set B: any short text of printable ASCII, as SVG."""

from __future__ import annotations

from sigap.core.errors import InvalidInput

# Widths of bar, space, bar … of the symbols 0 to 105; the stop symbol ends with a bar of 2.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131
311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232
"""
_SYMBOLS = tuple(_TABLE.split())
_STOP = "2331112"
_START_B = 104
_MODULUS = 103
_LONGEST = 40
_HEIGHT = 40


def code_128(text: str, where: str = "barcode") -> str:
    """Return `text` as a bar code in SVG, one unit a module, without quiet zone.

    :raises InvalidInput: if it is empty, longer than 40 characters or not printable ASCII.
    """
    if not 0 < len(text) <= _LONGEST or not (text.isascii() and text.isprintable()):
        raise InvalidInput(f"{where}: 1 sampai {_LONGEST} huruf atau angka ASCII")
    values = [ord(char) - 32 for char in text]
    check = (_START_B + sum(at * value for at, value in enumerate(values, 1))) % _MODULUS
    widths = "".join(_SYMBOLS[value] for value in (_START_B, *values, check)) + _STOP
    bars: list[str] = []
    x = 0
    for index, width in enumerate(map(int, widths)):
        if index % 2 == 0:
            bars.append(f"M{x} 0h{width}v{_HEIGHT}h-{width}z")
        x += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x} {_HEIGHT}">'
        f'<path d="{"".join(bars)}"/></svg>'
    )
