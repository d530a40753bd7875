"""The map: well-formed whatever the texts hold, said in words, without style, shaped by state."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sigap.core.sop.chart import ways_of
from sigap.core.sop.svg import Mark, MarkState, to_svg
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops, wild_text

SVG = "{http://www.w3.org/2000/svg}"


def drawn(one, **how):
    return ET.fromstring(to_svg(one, **how))


def of_class(root, name):
    return [found for found in root.iter() if name in found.get("class", "").split()]


def words(root):
    return [found.text for found in root.iter(f"{SVG}text")]


def step(root, no):
    return of_class(root, "sop-map-step")[no - 1]


@pytest.mark.parametrize("one", [*SHIPPED, *FOREIGN], ids=lambda one: one.id)
def test_every_step_way_and_lane_is_drawn(one):
    root = drawn(one)
    (arrows,) = of_class(root, "sop-map-arrows")

    assert len(of_class(root, "sop-map-step")) == len(one.steps)
    assert len(arrows.findall(f"{SVG}polygon")) == len(ways_of(one))
    assert len(of_class(root, "sop-map-symbol")) == sum(
        len(row.executors) for row in one.steps
    ) + len(of_class(root, "sop-map-event"))
    printed = " ".join(words(root))
    for lane in one.lanes:
        assert all(word in printed for word in lane.name.split())


def test_the_picture_is_said_in_words():
    root = drawn(SHIPPED[1], title="Di mana pengaduan ini", marks={3: Mark(MarkState.NOW, loops=1)})
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert title.text == "Di mana pengaduan ini"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (
        "Langkah 3, JF Penata Perizinan: Menerima dokumen telaahan memeriksa kelengkapan dokumen "
        "yang…; sekarang di sini; diulang 1×; Lengkap: langkah 4; Tidak lengkap: langkah 1."
    ) in desc.text


def test_a_strict_policy_lets_all_of_it_through():
    text = to_svg(
        FOREIGN[0], marks={1: Mark(MarkState.DONE), 2: Mark(count=3, late=1)}, links={1: "/a"}
    )

    assert not re.search(r"<style|\sstyle=|<script|\son\w+=|javascript:|<use|url\(", text)
    assert set(re.findall(r'(?:stroke|fill)="([^"]*)"', text)) == {"none", "currentColor"}


def test_state_is_a_shape_and_a_word_not_a_colour_alone():
    marks = {
        1: Mark(MarkState.DONE),
        2: Mark(MarkState.SKIPPED),
        3: Mark(MarkState.NOW),
        4: Mark(MarkState.NEXT),
    }
    root = drawn(SHIPPED[1], marks=marks)
    symbols = [of_class(step(root, no), "sop-map-symbol")[0] for no in range(1, 5)]

    assert [step(root, no).get("class").split()[1:] for no in marks] == [
        [f"is-{mark.state}"] for mark in marks.values()
    ]
    assert "1\N{THIN SPACE}✓" in words(step(root, 1))
    assert "dilewati" in words(step(root, 2))
    assert symbols[1].get("stroke-dasharray")
    assert "sekarang di sini" in words(step(root, 3))
    assert symbols[2].get("stroke-width") == "10"
    assert step(root, 3).get("aria-current") == "step"
    assert symbols[3].attrib.keys() == {"class", "points"}


def test_volumes_and_lateness_are_bars_figures_and_words():
    root = drawn(SHIPPED[0], marks={1: Mark(count=10), 2: Mark(count=20, late=5)}, full_bar=20)
    bars = [
        int(of_class(step(root, no), kind)[0].get("width"))
        for no, kind in ((1, "sop-map-bar"), (2, "sop-map-bar"), (2, "sop-map-late"))
    ]

    assert "10" in words(step(root, 1))
    assert "20 · ▲ 5 terlambat" in words(step(root, 2))
    assert bars == [bars[1] // 2, bars[1], bars[1] // 4]
    assert of_class(step(root, 1), "sop-map-late") == []
    assert "20 berkas; 5 terlambat" in root.findtext(f"{SVG}desc")


def test_a_step_that_one_case_did_late_and_again_says_so():
    marks = {3: Mark(MarkState.DONE, late=2, loops=1), 4: Mark(MarkState.DONE)}
    root = drawn(SHIPPED[1], marks=marks)

    assert step(root, 3).get("class") == "sop-map-step is-done is-late"
    assert "selesai · diulang 1× · ▲ lewat" in " ".join(words(step(root, 3)))
    assert "selesai; diulang 1×; ▲ lewat batas; Lengkap" in root.findtext(f"{SVG}desc")
    assert "selesai" not in words(step(root, 4))


def test_bars_stay_within_the_picture_even_if_more_than_full():
    root = drawn(SHIPPED[0], marks={1: Mark(count=900)}, full_bar=3)
    (bar,) = of_class(root, "sop-map-bar")
    move = of_class(root, "sop-map-step")[0]
    (row,) = of_class(move, "sop-map-row")

    end = int(bar.get("x")) + int(bar.get("width"))
    assert end < int(row.get("x")) + int(row.get("width"))


def test_a_linked_step_says_where_it_leads_and_the_picture_can_be_walked():
    root = drawn(SHIPPED[0], links={2: '/berkas/?q=a&b="c"'}, names={2: "Bagikan <berkas>"})
    (link,) = root.iter(f"{SVG}a")

    assert root.get("role") == "group"
    assert link.get("href") == '/berkas/?q=a&b="c"'
    assert link.get("aria-label").startswith("Langkah 2, Petugas Loket Pengaduan: Bagikan")
    assert of_class(link, "sop-map-step")


def test_narrow_without_names_it_shows_times():
    wide, narrow = drawn(SHIPPED[0]), drawn(SHIPPED[0], show_names=False)

    assert "Kegiatan" in words(wide)
    assert "Kegiatan" not in words(narrow)
    assert int(narrow.get("width")) < int(wide.get("width"))
    assert [
        word
        for no in range(1, 6)
        for word in words(step(narrow, no))
        if word.endswith(("menit", "Jam"))
    ] == [str(one.time) for one in SHIPPED[0].steps]
    assert "; 30 menit; " in narrow.findtext(f"{SVG}desc")


def test_what_a_draft_changes_is_marked_and_said():
    root = drawn(SHIPPED[0], show_names=False, marks={4: Mark(changed=True)})

    assert step(root, 4).get("class") == "sop-map-step is-changed"
    assert "diubah" in words(step(root, 4))
    assert root.findtext(f"{SVG}desc").count("diubah") == 1


def test_same_arguments_give_the_same_text():
    marks = {1: Mark(count=3, late=1)}

    assert to_svg(FOREIGN[0], marks=marks) == to_svg(FOREIGN[0], marks=dict(marks))


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(sops(text=wild_text(), max_steps=5))
def test_any_texts_make_well_formed_xml(one):
    root = drawn(one, marks={1: Mark(MarkState.NOW, 3, 1, 2)}, links={1: "/"})

    assert len(of_class(root, "sop-map-step")) == len(one.steps)
