"""Texts with places to fill: `{nomor}` becomes a number. Nothing else in a text has a meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACE = re.compile(r"\{([a-z_]+)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its places filled; a place without a value stays as it is.

    What is filled in is never looked at again, so that a value may hold braces.
    """
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_places(text: str, known: Iterable[str]) -> list[str]:
    """Return the places in `text` that nothing fills, each once, in their order."""
    names = dict.fromkeys(_PLACE.findall(text))
    allowed = frozenset(known)
    return [name for name in names if name not in allowed]
