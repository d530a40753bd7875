from importlib.resources import files

import pytest

from sigap.core.sop.definition import Outcome, Unit
from sigap.core.sop.parse import parse
from sigap.sops import SHIPPED, shipped

SOPS = {name: parse(text, name=name)[0] for name, text in shipped().items()}
III, IV, V = SOPS.values()


def test_every_sop_file_of_the_package_is_shipped():
    found = {
        path.name.removesuffix(".toml")
        for path in files("sigap.sops").iterdir()
        if path.name.endswith(".toml") and "\nformat = " in f"\n{path.read_text('utf-8')}"
    }
    assert found == set(SHIPPED) == set(SOPS)


def test_they_follow_one_another():
    assert [(sop.id, sop.then) for sop in SOPS.values()] == [
        ("penerimaan-pengaduan", "penelaahan-substansi"),
        ("penelaahan-substansi", "penyampaian-jawaban"),
        ("penyampaian-jawaban", ""),
    ]
    assert [sop.decree.annex for sop in SOPS.values()] == ["III", "IV", "V"]


def test_seventeen_steps_take_the_time_of_the_decree():
    def sums(sop):
        minutes = {Unit.MINUTES: 1, Unit.HOURS: 60}
        return (
            sum(step.time.amount for step in sop.steps if step.time.unit is Unit.DAYS),
            sum(step.time.amount * minutes.get(step.time.unit, 0) for step in sop.steps),
        )

    assert [sums(sop) for sop in SOPS.values()] == [(0, 200), (5, 105), (0, 195)]
    assert [len(sop.steps) for sop in SOPS.values()] == [5, 6, 6]


def test_who_does_each_step():
    clerk, analyst, officer, coordinator = (
        *("petugas-loket", "analis-pengaduan", "penata-perizinan", "koordinator"),
    )
    assert [[step.executors for step in sop.steps] for sop in SOPS.values()] == [
        [(clerk,), (clerk,), (analyst,), (coordinator,), (analyst,)],
        [(analyst,), (analyst,), (officer,), (officer, analyst), (analyst,), (coordinator,)],
        [(coordinator,), (analyst,), (officer,), (coordinator,), (analyst,), (analyst,)],
    ]
    said = [
        (sop.decree.annex, step.no)
        for sop in SOPS.values()
        for step in sop.steps
        if not step.executor_inferred
    ]
    assert said == [("IV", 4)]  # "Bersama - sama JF Penata Perizinan dan Analisis Pengaduan"
    assert V.step(2).consults == ("analis-hukum",)
    assert {step.no: step.separate_from for step in V.steps if step.separate_from} == {
        3: (2,),
        4: (2,),
    }


FORMS = {
    "III": {
        "intake": ("form-pengaduan", "tanda-terima", "map-pengaduan"),
        "distribute": ("slip-serah-terima",),
        "accept": (),
        "disposition": ("lembar-disposisi",),
        "identify": ("hasil-identifikasi", "memo-penyiapan-dokumen"),
    },
    "IV": {
        "collect": ("bahan-telaahan",),
        "hand-over": ("slip-serah-terima",),
        "completeness": ("catatan-kelengkapan",),
        "plan": ("rencana-telaah",),
        "invite": ("catatan-undangan", "surat-dinas"),
        "review": ("risalah-rapat",),
    },
    "V": {
        "order-answer": ("lembar-disposisi",),
        "draft": ("konsep-surat-balasan", "catatan-konsultasi-hukum"),
        "examine": ("catatan-tinjauan",),
        "approve": ("catatan-perbaikan", "surat-balasan"),
        "dispatch": ("informasi-pemanggilan", "bukti-pengiriman"),
        "archive": ("arsip-index", "label-arsip"),
    },
}


@pytest.mark.parametrize("sop", SOPS.values(), ids=SHIPPED)
def test_each_step_has_its_form_and_papers(sop):
    assert {step.form: step.produces for step in sop.steps} == FORMS[sop.decree.annex]


def test_the_three_decisions():
    decisions = {
        (sop.decree.annex, step.no): step.outcomes
        for sop in SOPS.values()
        for step in sop.steps
        if step.outcomes
    }
    assert decisions == {
        ("IV", 3): (
            Outcome("lengkap", "Lengkap", 4),
            Outcome("tidak-lengkap", "Tidak lengkap", 1, note_required=True),
        ),
        ("V", 3): (
            Outcome("sesuai", "Sesuai", 4),
            Outcome("perlu-perbaikan", "Perlu perbaikan", 2, note_required=True),
        ),
        ("V", 4): (
            Outcome("tidak-perlu-perbaikan", "Tidak perlu perbaikan", 5),
            Outcome("perlu-perbaikan", "Perlu perbaikan", 2, note_required=True),
        ),
    }


def test_titles_are_as_printed_and_names_are_mended():
    lanes = {lane.title: lane.name for sop in SOPS.values() for lane in sop.lanes}
    assert lanes == {
        "Petugas Loret Pegaduan": "Petugas Loket Pengaduan",
        "Analisis Pengaduan": "Analis Pengaduan",
        "Koordinator Bidang Pengendalian DPMPTSP": "Koordinator Bidang Pengendalian",
        "Koordinator Pengendalian DPMPTSP": "Koordinator Bidang Pengendalian",
        "JF Penata Perizinan": "JF Penata Perizinan",
    }
    assert V.step(4).lane_text == {"penata-perizinan": "tidak perlu perbaikan"}
