import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.sop.import_text import import_text
from sigap.core.sop.parse import parse
from sigap.core.sop.print_text import print_text
from tests.core.sop.decree import ANNEXES, DECREE, ROLES, SHIPPED
from tests.core.sop.sample_files import GOOD

ANNEX_III, ANNEX_IV, ANNEX_V = ANNEXES.values()


def imported(text, **known):
    sops, findings = import_text(text, name="naskah.txt", **known)
    assert [str(found) for found in findings] == []
    return sops


def faults(text):
    sops, findings = import_text(text, name="naskah.txt")
    assert sops == []
    assert all(re.match(r"naskah\.txt: error: baris \d+: .+; .+", str(found)) for found in findings)
    return [(found.where, found.what) for found in findings]


def test_the_decree_becomes_three_files_that_are_sound():
    for one in imported(DECREE, roles=ROLES):
        assert parse(one.toml(), name="") == (one.sop, [])


def test_what_is_printed_equals_the_shipped_files():
    sops = [one.sop for one in imported(DECREE, roles=ROLES)]
    assert [sop.id for sop in sops] == list(SHIPPED)
    assert [sop.title for sop in sops] == [sop.title for sop in SHIPPED.values()]
    assert [sop.decree for sop in sops] == [sop.decree for sop in SHIPPED.values()]
    assert [sop.lanes for sop in sops] == [sop.lanes for sop in SHIPPED.values()]
    assert list(map(print_text, sops)) == list(map(print_text, SHIPPED.values()))


def test_what_the_text_cannot_know_is_proposed_and_marked():
    sops = imported(DECREE, roles=ROLES)
    assert [one.sop.then for one in sops] == [sop.then for sop in SHIPPED.values()]
    for one, shipped in zip(sops, SHIPPED.values(), strict=True):
        for step, wanted in zip(one.sop.steps, shipped.steps, strict=True):
            assert step.executors == wanted.executors
            assert step.executor_inferred == wanted.executor_inferred
            assert step.executor_inferred == (f"steps[{step.no}].executors" in one.remarks)
        assert {"id", "then", "decree.related", "decree.equipment"} <= set(one.remarks)
        assert "# Diusulkan" in one.toml()


def test_nothing_is_invented():
    for one in imported(DECREE, roles=ROLES):
        for step in one.sop.steps:
            assert (step.outcomes, step.consults, step.separate_from, step.gates) == (
                (),
                (),
                (),
                (),
            )
            assert (step.form, step.produces) == ("", ())


def test_without_known_roles_lanes_of_one_title_share_a_role():
    roles = [[lane.role for lane in one.sop.lanes] for one in imported(DECREE)]
    clerk, analyst, coordinator, officer = (
        *("petugas-loret-pegaduan", "analisis-pengaduan"),
        *("koordinator-bidang-pengendalian-dpmptsp", "jf-penata-perizinan"),
    )
    assert roles == [
        [clerk, analyst, coordinator],
        [analyst, officer, coordinator],
        [coordinator, analyst, officer],
    ]


def test_many_prints_in_one_text_are_imported_as_a_chain():
    prints = [print_text(parse(text, name="")[0]) for text in GOOD.values()]
    sops = imported("\n".join([*prints, print_text(SHIPPED["penerimaan-pengaduan"])]))
    assert [print_text(one.sop) for one in sops][:3] == prints
    assert [one.sop.then for one in sops] == [*(one.sop.id for one in sops[1:]), ""]


def test_two_sops_of_one_title_get_different_ids():
    sops = imported(ANNEX_III + ANNEX_III)
    assert [one.sop.id for one in sops] == [
        "penerimaan-pengaduan",
        "penerimaan-pengaduan-perizinan",
    ]


def strip_ends(text):
    return "\n".join(line.rstrip() for line in text.split("\n"))


HARMLESS = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old line ends": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "stripped ends": strip_ends,
    "blank lines doubled": lambda text: text.replace("\n\n", "\n\n\n \n"),
    "hard blanks": lambda text: text.replace("PEMERINTAH ", "PEMERINTAH\xa0"),
    "head shifted by a tab": lambda text: re.sub(
        r"(?m)^(Nomor SOP|Tanggal|Disahkan|Judul|Dasar|Keterkaitan|Peringatan)", r"\t\1", text
    ),
    "head shifted by cells": lambda text: re.sub(
        r"(?m)^\t*(Nomor SOP|Tanggal \w+|Disahkan oleh|Judul SOP)\t", r"\t\t\1\t\t", text
    ),
    "values shifted by a tab": lambda text: re.sub(r"(?m)^(<[ou]l|Apabila)", r"\t\1", text),
    "labels with colons": lambda text: re.sub(
        r"(Tanggal \w+|Disahkan oleh|Judul SOP|Nomor SOP)\t", r"\1 :\t", text
    ),
    "labels in capitals": lambda text: re.sub(
        "Dasar Hukum|Judul SOP|Tanggal Revisi", lambda found: found[0].upper(), text
    ),
    "labels shortened": lambda text: re.sub(r"Tanggal (?=Pem|Rev|Ef)", "Tgl. ", text).replace(
        "Judul SOP", "Nama SOP"
    ),
    "subject in one line": lambda text: text.replace(
        "PENGAWASAN\nPERIZINAN", "PENGAWASAN PERIZINAN"
    ),
    "subject torn by a blank line": lambda text: text.replace(
        "PENGAWASAN\nPERIZINAN", "PENGAWASAN\n\nPERIZINAN"
    ),
    "no line SOP above the table": lambda text: re.sub(r"(?m)^SOP .*\n", "", text),
    "no column numbers": lambda text: text.replace("1\t2\t3\t4\t5\t6\t7\t8\t9\n", ""),
    "numbers with dots": lambda text: re.sub(r"(?m)^(\d)(?=\t[A-Z])", r"\1.", text),
    "a cell torn by a line break": lambda text: text.replace(
        "SP/SOP/Peraturan yang relevan.", "SP/SOP/Peraturan\nyang relevan."
    ),
    "blank lines between rows": lambda text: re.sub(r"(?m)^(\d\t[A-Z])", r"\n\1", text),
    "a name torn off its post": lambda text: text.replace(
        "BEKASI</p>  <p>DANI", "BEKASI</p>\n\n<p>DANI"
    ),
    "other tags": lambda text: text.replace("<i>review</i>", "<EM class='x'>review</EM>"),
    "a preface": lambda text: "Menimbang : a. bahwa\n\nMEMUTUSKAN\n\nKESATU\n" + text,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_the_layout_may_differ(name):
    changed = HARMLESS[name](DECREE)
    assert changed != DECREE
    sops = [one.sop for one in imported(changed, roles=ROLES)]
    assert list(map(print_text, sops)) == list(map(print_text, SHIPPED.values()))


def test_an_sop_without_annex_line_has_no_annex():
    (one,) = imported(ANNEX_IV.replace("LAMPIRAN IV\n", ""))
    assert (one.sop.decree.annex, one.sop.decree.instrument) == ("", "KEPUTUSAN BUPATI BEKASI")
    sops = imported(re.sub(r"(?m)^LAMPIRAN .*\n", "", DECREE))
    assert [one.sop.decree.annex for one in sops] == ["", "", ""]
    assert {one.sop.decree.instrument for one in sops} == {"KEPUTUSAN BUPATI BEKASI"}


def test_the_annex_line_may_name_the_instrument():
    text = ANNEX_IV.replace("LAMPIRAN IV\n\nKEPUTUSAN", "Lampiran IV : Keputusan")
    text = text.replace("LAMPIRAN IV\n\nKEPUTUSAN", "Lampiran IV Keputusan")
    (one,) = imported(text)
    assert (one.sop.decree.annex, one.sop.decree.instrument) == ("IV", "Keputusan BUPATI BEKASI")


def test_an_own_sop_number_is_kept():
    (one,) = imported(ANNEX_IV.replace("Nomor SOP\tHK.02.02/KEP.465", "Nomor SOP\tSOP-9"))
    assert one.sop.decree.sop_number == "SOP-9/DPMPSTP/2024"
    assert one.sop.decree.number == "HK.02.02/KEP.465/DPMPSTP/2024"


def test_a_name_not_set_apart_is_taken_from_the_signature():
    text = ANNEX_IV.replace(
        "<p>Pj. BUPATI BEKASI</p>  <p>DANI RAMDAN</p>", "Pj. BUPATI BEKASI DANI RAMDAN"
    )
    (one,) = imported(text)
    assert (one.sop.decree.approver, one.sop.decree.approver_name) == (
        "Pj. BUPATI BEKASI",
        "DANI RAMDAN",
    )
    (unsigned,) = imported(text[: text.index("\nPj. BUPATI")])
    assert unsigned.sop.decree.approver == "Pj. BUPATI BEKASI DANI RAMDAN"
    assert "decree.approver_name" in unsigned.remarks


def test_a_title_that_the_table_spells_otherwise_is_remarked():
    text = ANNEX_IV.replace("SOP Penelaahan Substansi Pengaduan", "SOP Penelahan Substansi")
    (one,) = imported(text)
    assert one.sop.title == "Penelaahan Substansi Pengaduan Perizinan"
    assert "SOP Penelahan Substansi Perizinan" in one.remarks["title"]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("NOMOR : HK.02.02/KEP.465/DPMPSTP/2024\n", "", "NOMOR"),
        ("TANGGAL : 08 AGUSTUS 2024\n", "", "TANGGAL"),
        ("TANGGAL : 08 AGUSTUS 2024\n", "TANGGAL : AGUSTUS 2024\n", "TANGGAL"),
        ("26 JUNI 2024", "26 JUNO 2024", "Tanggal Pembuatan"),
        ("30 JULI 2024", "", "Tanggal Revisi"),
        ("30 JULI 2024", "-", "Tanggal Revisi"),
        ("Tanggal Efektif\t08 AGUSTUS 2024", "", "Tanggal Efektif"),
        ("Nomor SOP", "Nomer SOP", "Nomor SOP"),
        ("Disahkan oleh\t<p>Pj. BUPATI BEKASI</p>  <p>DANI RAMDAN</p>", "", "Disahkan oleh"),
        ("Peringatan\tPencatatan dan pendataan\n", "", "Peringatan"),
        ("Dasar Hukum\tKualifikasi pelaksana\n", "\n", "Dasar Hukum"),
        ("2 hari", "2 minggu", "Waktu"),
        ("2 hari", "", "Waktu"),
        ("5 menit", "0 menit", "Waktu"),
        ("1\tMengumpulkan", "2\tMengumpulkan", "langkah ke-1"),
        ("\t30 menit\tCatatan Kelengkapan Dokumen\t", "", "terpotong"),
        ("\t30 menit\tCatatan", "\t\t30 menit\tCatatan", "kolom"),
        ("Memimpin pelaksanaan", "\tMemimpin pelaksanaan", "kolom"),
        ("\t\tAnalisis Pengaduan\tJF Penata Perizinan", "\t\tAnalisis Pengaduan\t", "lajur"),
        ("Kelengkapan\tWaktu", "Syarat\tWaktu", "nama pelaksana"),
        ("No.\tKegiatan", "Urutan\tTindakan", "tabel"),
    ],
)
def test_what_is_missing_is_told_with_line_and_mend(old, new, word):
    assert old in ANNEX_IV
    found = faults(ANNEX_IV.replace(old, new, 1))
    assert any(word in what for _, what in found)
    assert len(found) <= 2


def test_faults_of_all_annexes_come_at_once():
    text = DECREE.replace("30 JUNI 2024", "akhir Juni").replace("2 Jam", "dua jam")
    lines = text.split("\n")
    assert [where for where, _ in faults(text)] == [
        f"baris {1 + next(index for index, line in enumerate(lines) if fault in line)}"
        for fault in ("dua jam", "akhir Juni")
    ]


def test_a_head_without_table_is_a_truncated_text():
    for cut in ("No.\tKegiatan", "SOP Penyampaian", "Dasar Hukum", "Nomor SOP", "TANGGAL"):
        text = DECREE[: DECREE.rindex(cut)]
        assert [what for _, what in faults(text)] == [
            "kepala SOP ini tidak diikuti tabel langkah; naskah terpotong, lengkapi"
        ]
    lost = DECREE.replace(ANNEX_IV[ANNEX_IV.index("No.\tKegiatan") :], "\n")
    assert any("tidak diikuti tabel" in what for _, what in faults(lost))


def test_no_truncation_raises_or_loses_half_a_row():
    whole = [print_text(one.sop).split("\n") for one in imported(DECREE, roles=ROLES)]
    for end in range(0, len(DECREE), 23):
        sops, findings = import_text(DECREE[:end], name="naskah.txt", roles=ROLES)
        assert bool(sops) != bool(findings)
        for one, lines in zip(sops, whole, strict=False):
            assert set(print_text(one.sop).split("\n")) <= set(lines)


@pytest.mark.parametrize("text", ["", "\n", "\x00", "No.\tKegiatan\tPelaksana", "x" * 100_000])
def test_what_is_no_decree_is_told_so(text):
    assert 1 <= len(faults(text)) <= 17


@st.composite
def mutilated(draw):
    """Return the decree with lines dropped, doubled, swapped, cut or filled with odd things."""
    lines = draw(st.sampled_from([*ANNEXES.values(), DECREE])).split("\n")
    odd = st.sampled_from(["\t", "\t\t", "1\t", "LAMPIRAN", "Nomor SOP", "Dasar Hukum\t", "<ol>"])
    for _ in range(draw(st.integers(1, 5))):
        index = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "cut", "odd", "noise"])):
            case "drop":
                lines[index] = ""
            case "double":
                lines.insert(index, lines[index])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[index], lines[other] = lines[other], lines[index]
            case "cut":
                lines[index] = lines[index][: draw(st.integers(0, 200))]
            case "odd":
                lines[index] = draw(odd) + lines[index]
            case "noise":
                lines[index] = draw(st.text(max_size=5)) + lines[index]
    return "\n".join(lines)


@settings(max_examples=300)
@given(mutilated())
def test_no_mutilated_text_raises_and_what_is_imported_is_sound(text):
    sops, findings = import_text(text, name="naskah.txt", roles=ROLES)
    assert bool(sops) != bool(findings)
    for one in sops:
        assert parse(one.toml(), name="") == (one.sop, [])
    assert all("\n" not in str(found) for found in findings)


@settings(max_examples=100)
@given(st.text(st.sampled_from("\t\n 1NoKegiatanPelaksanaMutuBaku.:<ol>;")))
def test_no_text_raises(text):
    import_text(text)
