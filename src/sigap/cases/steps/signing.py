"""How a person signs a form at the counter: on paper, drawn on the screen, or declared online."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigap.cases.steps.fields import LINE, one_of, text_field, way, words
from sigap.core.errors import InvalidInput, Refused
from sigap.documents.pictures import drawn_image

if TYPE_CHECKING:
    from sigap.cases.steps.fields import Schema

_LONGEST_IMAGE = 400_000
# One transparent pixel: what a drawn signature looks like to whoever reads the schema.
_PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def ways_to_sign(whose: str, *, at_counter: bool = True) -> Schema:
    """Return the ways to sign; one who is not at the counter may have declared when filing."""
    branches = [
        way(
            "way",
            "paper",
            f"{whose}: di kertas",
            {"on_paper_at": words("Tempat kertas yang ditandatangani", longest=LINE)},
            ["on_paper_at"],
        ),
        way(
            "way",
            "drawn",
            f"{whose}: di layar",
            {
                "image": text_field(
                    "Tanda tangan (gambar PNG atau SVG)",
                    longest=_LONGEST_IMAGE,
                    shortest=1,
                    suggestions=[_PIXEL],
                )
            },
            ["image"],
        ),
    ]
    if not at_counter:
        branches.insert(0, way("way", "declaration", f"{whose}: dinyatakan saat mengirim"))
    return one_of(branches)


def signed(person: dict[str, Any], how: dict[str, Any], *, at: str, where: str) -> dict[str, Any]:
    """Return a person as papers show who signed, and how.

    :raises Refused: `invalid-data` if what was drawn is no picture.
    """
    facts = {**person, "way": how["way"], "signed_at": at}
    if how["way"] == "drawn":
        try:
            drawn_image(how["image"], where)
        except InvalidInput as wrong:
            raise Refused("invalid-data", str(wrong), field=f"{where}.image") from None
        facts["image"] = how["image"]
    if how["way"] == "paper":
        facts["on_paper_at"] = how["on_paper_at"]
    return facts
