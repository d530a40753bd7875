import pytest

from sigap.core.sop.definition import Lane
from sigap.core.sop.proposals import propose_executors, propose_role, unique_slug

CLERK = Lane("loket", "Petugas Loket", "Petugas Loket")
TEAM = Lane("tim", "Tim Teknis", "Tim Teknis")
CHIEF = Lane("kabid", "Kepala Bidang Perizinan", "Kepala Bidang Perizinan")
HEAD = Lane("kadis", "Kepala Dinas", "Kepala Dinas")
ARCHIVIST = Lane("arsip", "Arsiparis", "Arsiparis")
LANES = (CLERK, TEAM, CHIEF)


def executors(activities, lanes=LANES):
    return [proposal.executors for proposal in propose_executors(activities, lanes)]


@pytest.mark.parametrize(
    ("activities", "roles"),
    [
        (["Menerima permohonan"], [["loket"]]),
        (["Menerima permohonan", "Mencatat permohonan"], [["loket"], ["loket"]]),
        (["Menyerahkan berkas kepada Tim Teknis", "Meninjau lokasi"], [["loket"], ["tim"]]),
        (["Mencatat", "Memverifikasi berkas"], [["loket"], ["tim"]]),
        (["Mencatat", "Memeriksa kelengkapan berkas"], [["loket"], ["tim"]]),
        (["Mencatat", "Membuat disposisi", "Menyusun konsep"], [["loket"], ["kabid"], ["loket"]]),
        (["Memerintahkan Tim Teknis menyusun kajian", "Menyusun kajian"], [["kabid"], ["tim"]]),
        (["Menerima disposisi dari atasan"], [["loket"]]),
        (["Menerima berkas dari Petugas Loket", "Mengolah"], [["tim"], ["tim"]]),
        (["Tim Teknis menyusun kajian", "Mengetik kajian"], [["tim"], ["tim"]]),
        (["Pemeriksaan berkas oleh Kepala Bidang Perizinan"], [["kabid"]]),
        (["Bersama-sama Tim Teknis dan Petugas Loket menyusun jadwal"], [["tim", "loket"]]),
        (["Bersama - sama tim teknis dan petugas loket rapat"], [["tim", "loket"]]),
        (
            ["Bersama-sama Petugas Loket dan Tim Teknis melapor kepada Kepala Bidang Perizinan"],
            [["loket", "tim"]],
        ),
        (["Bersama Tim Teknis menyusun jadwal"], [["loket"]]),
        (
            ["Menyampaikan konsep kepada Kepala Bidang Perizinan", "Mengoreksi"],
            [["loket"], ["kabid"]],
        ),
    ],
)
def test_who_does_a_step_follows_the_stated_rules(activities, roles):
    assert executors(activities) == [tuple(step) for step in roles]


def test_only_what_the_text_says_is_said():
    proposals = propose_executors(
        ["Bersama-sama Petugas Loket dan Tim Teknis rapat", "Tim Teknis menulis", "Menulis"], LANES
    )
    assert [proposal.is_said for proposal in proposals] == [True, True, False]
    assert all(proposal.reason for proposal in proposals)


def test_the_highest_in_rank_decides_wherever_its_lane_stands():
    assert executors(["Menyetujui konsep"], (CHIEF, CLERK, HEAD)) == [("kadis",)]


def test_lanes_all_in_command_or_none_still_get_executors():
    assert executors(["Mencatat", "Menyetujui"], (HEAD, CHIEF)) == [("kadis",), ("kadis",)]
    assert executors(["Mencatat", "Menyetujui"], (CLERK, TEAM)) == [("loket",), ("loket",)]
    assert executors(["Memverifikasi berkas"], (CLERK,)) == [("loket",)]


def test_a_lane_of_one_word_is_named_by_it():
    activities = ["Menyerahkan berkas kepada arsiparis", "Menyimpan berkas"]
    assert executors(activities, (CLERK, ARCHIVIST)) == [("loket",), ("arsip",)]


def test_a_lane_spelled_nearly_alike_is_meant():
    activities = ["Menyerahkan berkas kepada Tim Teknik", "Mengolah"]
    assert executors(activities) == [("loket",), ("tim",)]


KNOWN = {
    "petugas-loket": "Petugas Loket Pengaduan",
    "koordinator": "Koordinator Bidang Pengendalian",
}


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Petugas Loret Pegaduan", "petugas-loket"),
        ("Koordinator Pengendalian DPMPTSP", "koordinator"),
        ("Petugas Loket Pelayanan", "petugas-loket-pelayanan"),
        ("Juru Bayar", "bendahara"),
        ("Kepala Subbag. TU & Umum", "kepala-subbag-tu-umum"),
        ("★", "lajur"),
    ],
)
def test_a_role_comes_from_the_title(title, role):
    assert propose_role(title, KNOWN, {"bendahara": "Juru Bayar Dinas"}, set()) == role


def test_a_role_is_given_once_in_an_sop():
    assert propose_role("Petugas Loket Pengaduan", KNOWN, {}, {"petugas-loket"}) == (
        "petugas-loket-pengaduan"
    )
    assert propose_role("Tim", {}, {}, {"tim"}) == "tim-2"


def test_a_free_id_is_found_in_any_case():
    assert unique_slug(["Izin"], {"izin", "izin-2", "izin-3"}, "sop") == "izin-4"
    assert unique_slug(["Izin", "Izin Usaha"], {"izin"}, "sop") == "izin-usaha"
    assert unique_slug(["…"], set(), "sop") == "sop"
