"""What a schema's description says of its field, and of the values of its list."""

from __future__ import annotations

import re
from typing import Any


def labels_of(schema: dict[str, Any]) -> dict[str, str]:
    """Return the labels that the description gives as “value = label; value = label”."""
    labels, text = {}, schema.get("description", "")
    values = sorted(map(str, schema.get("enum", ())), key=len, reverse=True)
    for value in values:
        found = re.search(rf"(?:^|; |\. ){re.escape(value)} = (.+?)(?=; \S+ = |$)", text)
        if found:
            labels[value] = found[1]
    return labels


def help_of(schema: dict[str, Any]) -> str:
    """Return the description without the labels of the list."""
    text = str(schema.get("description", ""))
    values = list(map(str, schema.get("enum", ())))
    if not values:
        return text
    starts = [text.find(f"{value} = ") for value in values]
    first = min((at for at in starts if at >= 0), default=len(text))
    return text[:first].rstrip(" .;")
