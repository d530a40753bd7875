"""One complaint through all 17 steps, by clicking, with a loop at IV.3 and one at V.4."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acting import Act, perform, working_day

PAPER = "Map Pengaduan, lemari 2"
STEPS = [
    *((f"III.{no}", 1) for no in range(1, 6)),
    *((f"IV.{no}", 2) for no in (1, 2, 3)),
    *((f"IV.{no}", 1) for no in (4, 5, 6)),
    ("V.1", 1),
    *((f"V.{no}", 2) for no in (2, 3, 4)),
    *((f"V.{no}", 1) for no in (5, 6)),
]


def intake(page):
    """Take the complaint at the counter and return its number."""
    page.goto("/loket/")
    for name, typed in (
        ("name", "Suherman Wijaya"),
        ("phone", "0812-0000-0100"),
        ("subject", "Retribusi PBG sudah dibayar, belum divalidasi"),
        ("text", "Saya Suherman Wijaya sudah membayar retribusi. PBG belum terbit."),
    ):
        page.locator(f"[name={name}]").fill(typed)
    page.locator("[name=permit_type]").select_option(label="Persetujuan Bangunan Gedung (PBG)")
    page.get_by_role("button", name="Catat saja, tanda tangan nanti").click()
    page.wait_for_url(re.compile(r"PGD-\d{4}-\d{5}"))
    return re.search(r"PGD-\d{4}-\d{5}", page.url)[0]


def acts():
    """Return who does what, in order."""
    soon, review = working_day(2), working_day(5)
    collected = {
        "items.item-1.result.~0.place": "Bukti setor dari Bapenda",
        "items.item-1.result.~0.pages": "2",
    }
    draft = {
        "letter.body": "Retribusi Saudara sudah kami terima pada 11 Desember.\n\n"
        "PBG terbit paling lambat lima hari kerja sesudah surat ini."
    }
    collecting = (
        Act("rina", "Kumpulkan dokumen bahan telaahan", collected),
        Act("rina", "Sampaikan bahan telaahan", {"recipient": "Budi Hartono"}),
    )
    drafting = (
        Act("rina", "Konsep surat balasan", draft),
        Act("budi", "Tinjau konsep", {}, outcome="Sesuai"),
    )
    return (
        Act(
            "siti",
            "Terima dan catat pengaduan",
            {
                "declaration": True,
                "signatures.complainant.~0.on_paper_at": PAPER,
                "signatures.officer.~0.on_paper_at": PAPER,
            },
        ),
        Act("siti", "Kelompokkan dan bagikan", {"analyst": "Rina Maulida"}),
        Act("rina", "Terima dan laporkan", {"class": "Pengaduan berkadar pengawasan"}),
        Act(
            "dewi",
            "Disposisi",
            {"urgency": "Biasa", "instructions.0": "Telaah", "addressees": "Rina Maulida"},
        ),
        Act(
            "rina",
            "Identifikasi kebutuhan dokumen",
            {
                "needed.0.what": "Bukti setor retribusi",
                "needed.0.holder": "Badan Pendapatan Daerah",
                "needed.0.why": "Memastikan tanggal dan jumlah pembayaran",
                "needed.0.asked_by": soon.date().isoformat(),
                "rules.0": "PP 16 Tahun 2021",
            },
        ),
        Act("dewi", "Memo Perintah Penyiapan Dokumen", {}),
        *collecting,
        Act(
            "budi",
            "Periksa kelengkapan",
            {},
            outcome="Tidak lengkap",
            note="Bukti setor tidak terbaca; minta salinan dari Bapenda.",
        ),
        *collecting,
        Act("budi", "Periksa kelengkapan", {"items.item-1": True}, outcome="Lengkap"),
        Act(
            "budi",
            "Rencana telaah",
            {
                "mode.~": "Telaah mandiri",
                "questions.0": "Mengapa pembayaran belum divalidasi?",
                "starts_at": review.strftime("%Y-%m-%dT%H:%M"),
                "place": "Ruang rapat lantai 2",
                "leader": "Dewi Lestari",
            },
        ),
        Act("rina", "Konfirmasi langkah bersama", {}, outcome="Sesuai"),
        Act("rina", "Undang bidang dan Perangkat Daerah", {}),
        Act(
            "dewi",
            "Telaah dan risalah",
            {
                "findings.question-1.finding": "Berkas tidak diteruskan antarbidang.",
                "conclusion": "Terbukti sebagian",
                "reasons": "Pembayaran ada, validasi terlewat.",
                "legal_basis.0": "PP 16 Tahun 2021",
            },
        ),
        Act(
            "dewi",
            "Perintah membuat jawaban",
            {"points.0": "Kapan PBG terbit", "analyst": "Rina Maulida"},
        ),
        Act(
            "hendra",
            "Pendapat hukum",
            {"text": "Kewajiban memvalidasi ada pada kantor."},
            outcome="Setuju",
        ),
        *drafting,
        Act(
            "dewi",
            "Setujui surat balasan",
            {},
            outcome="Perlu perbaikan",
            note="Sebutkan tanggal PBG terbit.",
        ),
        *drafting,
        Act("dewi", "Setujui surat balasan", {}, outcome="Tidak perlu perbaikan"),
        Act("kepala", "Tanda tangani surat", {"signed.on_paper_at": PAPER}),
        Act(
            "rina",
            "Kirim jawaban",
            {
                "delivery.~": "Diterima oleh pelapor",
                "delivery.~0.attempts.0.means": "Diambil di loket",
                "delivery.~0.attempts.0.to": "Suherman Wijaya",
                "delivery.~0.attempts.0.result": "Diterima dan ditandatangani",
                "delivery.~0.attempts.0.proof": PAPER,
            },
        ),
        Act(
            "rina",
            "Arsipkan",
            {"place.cabinet": "2", "place.shelf": "A", "place.box": "7", "place.folder": "31"},
        ),
    )


@pytest.mark.parametrize(
    "how",
    [(1280, True), (360, True), (1280, False)],
    ids=["1280", "360", "1280-no-scripts"],
)
def test_a_complaint_from_the_counter_to_the_archive(visit, site, worker, pictures, how):
    width, scripts = how
    pages = {}

    def at(user):
        if user not in pages:
            pages[user] = visit(user, width=width, scripts=scripts)
        return pages[user]

    number = intake(at("siti"))
    for turn, act in enumerate(acts()):
        perform(at(act.user), number, act)
        pictures(at(act.user), f"journey-{width}{'' if scripts else '-plain'}-{turn:02}")

    page = at("rina")
    page.goto(f"/berkas/{number}/")
    expect(page.get_by_text("Tidak ada lagi yang harus dikerjakan")).to_be_visible()
    assert steps_done(site, number) == STEPS
    assert unfinished_papers(site, number) == ""


def steps_done(site, number):
    """Return the steps that were completed and how often, as the SOP orders them."""
    told = site.python(
        "from sigap.cases.models import StepRun\n"
        f"runs = StepRun.objects.filter(case__number={number!r}, completed_at__isnull=False)\n"
        "for run in runs: print(run.sop, run.number)"
    )
    codes = {
        "penerimaan-pengaduan": "III",
        "penelaahan-substansi": "IV",
        "penyampaian-jawaban": "V",
    }
    done = [line.split() for line in told.splitlines() if line.startswith("pen")]
    order = [f"{codes[sop]}.{no}" for sop, no in done]
    return [(step, order.count(step)) for step, _ in STEPS]


def unfinished_papers(site, number):
    """Return the papers that the worker has not made within its time, if any."""
    return site.python(
        "import time\n"
        "from sigap.cases.models import Document\n"
        "until = time.monotonic() + 60\n"
        f"waiting = Document.objects.filter(case__number={number!r}).exclude(state='done')\n"
        "while waiting.exists() and time.monotonic() < until: time.sleep(0.2)\n"
        "print(*waiting.values_list('kind', 'state'), end='')"
    )
