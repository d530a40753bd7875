"""What a new version says otherwise, and trial runs through it."""

from dataclasses import replace
from datetime import date

import pytest

from sigap.core.sop.definition import Duration, Lane, Outcome, Unit
from sigap.core.sop.differences import Difference, changed_steps, differences, paired_steps
from sigap.core.sop.parse import parse
from sigap.core.sop.place_words import place_in_words
from sigap.core.sop.trial import MOST_STEPS, try_out
from sigap.sops import shipped

SOPS = {name: parse(text, name=name)[0] for name, text in shipped().items()}
REVIEW = SOPS["penelaahan-substansi"]


def with_steps(sop, steps):
    """Return an SOP with other steps, numbered anew; references keep their numbers."""
    return replace(sop, steps=tuple(replace(s, no=no) for no, s in enumerate(steps, 1)))


@pytest.mark.parametrize("sop", SOPS.values())
def test_an_sop_does_not_differ_from_itself(sop):
    assert differences(sop, sop) == []


def test_a_changed_time_is_one_difference():
    steps = list(REVIEW.steps)
    steps[1] = replace(steps[1], time=Duration(20, Unit.MINUTES, "20 menit"))

    found = differences(REVIEW, replace(REVIEW, steps=tuple(steps)))

    assert found == [Difference("changed", "Waktu", "10 menit", "20 menit", 2)]


def test_the_letters_of_a_time_count_too():
    steps = list(REVIEW.steps)
    steps[3] = replace(steps[3], time=Duration(60, Unit.MINUTES, "60 menit"))
    assert steps[3].time != REVIEW.steps[3].time

    steps[3] = replace(steps[3], time=Duration(1, Unit.HOURS, "1 JAM"))
    found = differences(REVIEW, replace(REVIEW, steps=tuple(steps)))

    assert [(one.before, one.after) for one in found] == [("1 jam", "1 JAM")]


def test_an_inserted_step_is_told_once_and_references_that_followed_are_not():
    fresh = replace(REVIEW.steps[0], activity="Memeriksa tanda terima yang hilang.")
    steps = [REVIEW.steps[0], fresh, *REVIEW.steps[1:]]
    moved = tuple(
        replace(one, next=one.next + 1 if one.next and one.next > 1 else one.next)
        for one in REVIEW.steps[2].outcomes
    )
    steps[3] = replace(steps[3], outcomes=moved)

    found = differences(REVIEW, with_steps(REVIEW, steps))

    assert found == [
        Difference("added", "Langkah 2", after="Memeriksa tanda terima yang hilang.", step=2)
    ]
    assert changed_steps(found) == {2}


def test_a_removed_step_is_told_by_its_old_number():
    found = differences(REVIEW, with_steps(REVIEW, REVIEW.steps[:4] + REVIEW.steps[5:]))

    assert [(one.kind, one.what, one.step) for one in found] == [("removed", "Langkah 5", 5)]
    assert changed_steps(found) == frozenset()


def test_a_reworded_step_stays_the_same_step():
    steps = list(REVIEW.steps)
    steps[1] = replace(steps[1], activity=steps[1].activity.replace("berbagai", "semua"))

    found = differences(REVIEW, replace(REVIEW, steps=tuple(steps)))

    assert [(one.kind, one.what, one.step) for one in found] == [("changed", "Kegiatan", 2)]


def test_a_moved_step_is_told_as_moved():
    steps = [REVIEW.steps[1], REVIEW.steps[0], *REVIEW.steps[2:]]
    changed = with_steps(REVIEW, steps)

    assert paired_steps(REVIEW, changed)[1] == 2
    assert "moved" in {one.kind for one in differences(REVIEW, changed)}


def test_head_and_lanes_are_compared():
    decree = replace(REVIEW.decree, number="HK.1/2027", effective=date(2027, 1, 1))
    lanes = (*REVIEW.lanes[:-1], Lane("sekretaris", "Sekretaris", "Sekretaris Dinas"))

    found = differences(REVIEW, replace(REVIEW, decree=decree, lanes=lanes, then=""))

    told = {(one.kind, one.what) for one in found}
    assert told == {
        ("changed", "Dilanjutkan oleh"),
        ("changed", "Nomor keputusan"),
        ("changed", "Tanggal efektif"),
        ("added", "Lajur Sekretaris Dinas"),
        ("removed", f"Lajur {REVIEW.lanes[-1].name}"),
    }
    assert next(one.after for one in found if one.what == "Tanggal efektif") == "01 JANUARI 2027"


def test_another_answer_is_told_in_words():
    steps = list(REVIEW.steps)
    steps[2] = replace(
        steps[2], outcomes=(*steps[2].outcomes, Outcome("batal", "Batal", None, True))
    )

    found = differences(REVIEW, replace(REVIEW, steps=tuple(steps)))

    assert found[0].what == "Hasil"
    assert found[0].after.endswith("Batal → selesai, wajib catatan")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("steps[4].outcomes[1].next", "Langkah 4, Hasil 1, tujuan"),
        ("steps[4].executors", "Langkah 4, Pelaksana"),
        ("steps[2].no", "Langkah 2, Nomor"),
        ("steps[2]", "Langkah 2"),
        ("lanes[3].title", "Lajur 3, judul"),
        ("decree.revised", "Kepala, Tanggal revisi"),
        ("then", "Dilanjutkan oleh"),
        ("baris 3, kolom 1", "baris 3, kolom 1"),
        ("steps[2].sesuatu", "Langkah 2, sesuatu"),
    ],
)
def test_places_are_told_in_words(where, words):
    assert place_in_words(where) == words


class TestTrial:
    def test_a_case_runs_to_its_first_decision(self):
        trial = try_out(SOPS, "penerimaan-pengaduan", [])

        assert [one.step.no for one in trial.way] == [1, 2, 3, 4, 5, 1, 2]
        assert (trial.asks.sop, trial.asks.step.no) == ("penelaahan-substansi", 3)

    def test_answers_lead_on_and_loops_are_counted(self):
        answers = ["tidak-lengkap", "lengkap", "sesuai", "tidak-perlu-perbaikan"]

        trial = try_out(SOPS, "penerimaan-pengaduan", answers)

        assert trial.asks is None
        assert not trial.is_cut
        places = [(one.sop[:10], one.step.no, one.attempt) for one in trial.way]
        assert places[5:12] == [
            ("penelaahan", 1, 1),
            ("penelaahan", 2, 1),
            ("penelaahan", 3, 1),
            ("penelaahan", 1, 2),
            ("penelaahan", 2, 2),
            ("penelaahan", 3, 2),
            ("penelaahan", 4, 1),
        ]
        assert len(trial.way) == 17 + 3

    def test_an_answer_that_is_not_offered_is_asked_for_again(self):
        trial = try_out(SOPS, "penelaahan-substansi", ["karangan", "lengkap"])

        assert trial.asks.step.no == 3

    def test_endless_loops_are_cut(self):
        trial = try_out(SOPS, "penelaahan-substansi", ["tidak-lengkap"] * 1000)

        assert trial.is_cut
        assert len(trial.way) == MOST_STEPS

    def test_sops_that_follow_in_a_ring_end(self):
        ring = {name: replace(sop, then="penerimaan-pengaduan") for name, sop in SOPS.items()}
        ring["penerimaan-pengaduan"] = SOPS["penerimaan-pengaduan"]

        trial = try_out(ring, "penerimaan-pengaduan", ["lengkap"])

        assert trial.asks is None

    def test_an_unknown_sop_has_no_way(self):
        assert try_out(SOPS, "karangan", []).way == ()
