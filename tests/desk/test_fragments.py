"""Pieces that are drawn once show what they were given, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from sigap.ui import fragments
from sigap.ui.fragments import drawn
from tests.cases.office import file_complaint, play

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW = "desk/_task_row.html"
TOLD = {
    "id": 7,
    "case": "PGD-2026-000007",
    "subject": "Izin <lama>",
    "attempt": 1,
    "kind": "",
    "code": "III.1",
    "title": "Terima dan catat pengaduan",
    "permit_name": "Persetujuan Bangunan Gedung (PBG)",
    "permit": "PBG",
    "holder": "Anda",
    "since": "10.41",
    "due_state": "next",
    "due_text": "masih 3 jam",
    "is_theirs": False,
}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    fragments._drawn.cache_clear()
    yield
    fragments._drawn.cache_clear()


def test_the_same_values_are_drawn_once_and_any_other_value_anew() -> None:
    first = drawn(ROW, **TOLD)
    assert drawn(ROW, **TOLD) is first
    changed = {
        name: f"{value}x" if isinstance(value, str) else value for name, value in TOLD.items()
    }
    for name, value in {**changed, "id": 8, "attempt": 2, "is_theirs": True}.items():
        if value != TOLD[name]:
            assert drawn(ROW, **{**TOLD, name: value}) != first, name


def test_what_is_drawn_is_escaped() -> None:
    assert "Izin &lt;lama&gt;" in drawn(ROW, **TOLD)


def test_a_number_and_a_truth_that_are_equal_are_drawn_apart() -> None:
    assert 'data-task="1"' in drawn(ROW, **{**TOLD, "id": 1})
    assert 'data-task="True"' in drawn(ROW, **{**TOLD, "id": True})


def test_each_language_has_its_own() -> None:
    with translation.override("id"):
        drawn(ROW, **TOLD)
    with translation.override("en"):
        drawn(ROW, **TOLD)
    assert fragments._drawn.cache_info().currsize == 2


@pytest.mark.parametrize("value", [mark_safe("<b>x</b>"), ["x"], object()])
def test_only_plain_values_are_taken(value: object) -> None:
    with pytest.raises(TypeError, match="plain values only"):
        drawn(ROW, **{**TOLD, "subject": value})


def test_one_officer_never_sees_what_was_drawn_for_another(office, sign_in) -> None:
    """The same tasks in the other order of visitors give the same two pages."""
    case = file_complaint(office)
    play(office, case, until="accept")
    file_complaint(office, by="")
    roles = ("petugas-loket", "koordinator", "analis-pengaduan")
    pages = ("/meja/", "/meja/?tab=lain")
    browsers = {role: sign_in(role) for role in roles}

    def seen(order: tuple[str, ...]) -> dict[tuple[str, str], list[str]]:
        fragments._drawn.cache_clear()
        return {
            (role, page): [
                row["drawn"]
                for _, rows in browsers[role].get(page).context["groups"]
                for row in rows
            ]
            for role in order
            for page in pages
        }

    first = seen(roles)
    assert seen(roles[::-1]) == first
    assert len({str(rows) for rows in first.values()}) > 1
