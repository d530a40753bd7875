import pytest

from sigap.core.sop.likeness import is_same_title, likeness, stem, stems


@pytest.mark.parametrize(
    "family",
    [
        ("telaah", "telaahan", "menelaah", "penelaahan"),
        ("adu", "pengaduan", "mengadu"),
        ("siap", "penyiapan", "menyiapkan"),
        ("periksa", "memeriksa", "pemeriksaan", "diperiksa"),
        ("baik", "perbaikan", "memperbaiki", "diperbaiki"),
        ("lengkap", "kelengkapan", "melengkapi", "dilengkapi"),
        ("arsip", "pengarsipan", "mengarsipkan", "diarsipkan", "arsipnya"),
        ("perintah", "memerintahkan", "diperintahkan"),
        ("balas", "balasan", "membalas"),
        ("catat", "catatan", "mencatat", "pencatatan"),
        ("konsep", "draft", "draf", "rancangan"),
        ("risalah", "notula", "notulen"),
    ],
)
def test_words_of_one_family_have_one_stem(family):
    assert {stem(word) for word in family} == {family[0]}


@pytest.mark.parametrize("word", ["dokumen", "berkas", "hasil", "memo", "surat", "agenda", "izin"])
def test_a_bare_word_is_its_own_stem(word):
    assert stem(word) == word


def test_stems_leave_out_what_tells_nothing():
    assert stems("Memo Mengenai Perintah Penyiapan Dokumen") == (
        *("memo", "perintah", "siap", "dokumen"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Petugas Loret Pegaduan", "Petugas Loket Pengaduan"),
        ("Analisis Pengaduan", "Analis Pengaduan"),
        ("Koordinator Pengendalian DPMPTSP", "Koordinator Bidang Pengendalian"),
        ("Koordinator Bidang Pengendalian DPMPTSP", "Koordinator Bidang Pengendalian"),
        ("Kepala Bidang Perizinan", "KEPALA BIDANG PERIZINAN"),
        ("Arsiparis", "Arsiparis"),
    ],
)
def test_titles_of_one_post(one, other):
    assert is_same_title(one, other)
    assert is_same_title(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Analis Hukum", "Analis Pengaduan"),
        ("Kepala Bidang", "Kepala Dinas"),
        ("Kepala Bidang Perizinan", "Kepala Seksi Perizinan"),
        ("Kepala Bidang Perizinan", "Kepala Bidang Pengawasan"),
        ("Petugas Loket Pelayanan", "Petugas Loket Pengaduan"),
        ("Petugas", "Petugas Loket"),
        ("Sekretaris Dinas", "Kepala Dinas"),
        ("", "Petugas"),
    ],
)
def test_titles_of_different_posts(one, other):
    assert not is_same_title(one, other)
    assert not is_same_title(other, one)


def test_likeness_runs_from_nothing_to_equal():
    assert (likeness("abc", "abc"), likeness("abc", "xyz")) == (1, 0)
    assert likeness("a" * 300 + "b", "a" * 300 + "c") > 0.9
