"""Pieces of pages that are drawn once for the same values: rows of lists, options of filters.

A piece is drawn from the values named here and from nothing else: it is given no request, no
user and no session, and the values and the language are its key. So a piece can't show to one
person what was drawn for another, and a changed value is another piece.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

# Exactly these. What is equal but drawn otherwise (text that needs no escaping) is none of them.
_PLAIN = frozenset((str, int, bool, type(None), date, datetime))
_MOST = 4096  # pieces; a row of a list takes about a kilobyte


def drawn(template: str, **values: str | int | date | datetime | None) -> SafeString:
    """Return a piece of a page drawn from plain values.

    :raises TypeError: for a value that is not plain.
    """
    kinds = tuple(map(type, values.values()))
    if not _PLAIN.issuperset(kinds):
        raise TypeError(f"{template} is drawn from plain values only")
    return _drawn(template, get_language(), kinds, tuple(values.items()))


@lru_cache(maxsize=_MOST)
def _drawn(
    template: str,
    _language: str | None,
    _kinds: tuple[type, ...],  # 1 and True are equal, and drawn otherwise
    values: tuple[tuple[str, Any], ...],
) -> SafeString:
    # Django escaped it, though it only promises a str.
    return mark_safe(get_template(template).render(dict(values)))  # noqa: S308
