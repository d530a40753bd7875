"""One complaint from the letter-box to the archive, through the API, as the different officers.

With a loop at IV.3 and one at V.4, a legal opinion, a review with another agency and its
letter, the signatures, and every paper read to see that it holds what its step recorded.
"""

import io

import pytest
from pypdf import PdfReader

from sigap.cases.models import Document
from sigap.cases.operations.papers import render_document
from tests.cases.filler import fill

COMPLAINT = {
    "channel": "counter",
    "permit_type": "pbg",
    "subject": "Retribusi PBG sudah dibayar, belum divalidasi",
    "text": "Retribusi dibayar 11 Desember 2025 sebesar Rp14.250.000. SIMBG belum berubah.",
    "wanted": "Pembayaran divalidasi dan PBG diterbitkan",
    "registration_number": "PBG-321608-21102025-960",
    "complainant": {
        "name": "Suherman Wijaya",
        "kind": "perorangan",
        "phone": "0812-0000-0100",
        "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya",
    },
}
# What each form is told beside what its schema asks for; words that its papers must hold.
TOLD = {
    "disposition": {"instructions": ["Periksa bukti setor pelapor"]},
    "identify": {"rules": ["Peraturan Daerah tentang Retribusi PBG"]},
    "plan": {
        "mode": {"mode": "lintas-pd", "agencies": ["bapenda"]},
        "questions": ["Kapan pembayaran diterima kas daerah?"],
    },
    "review": {"reasons": "Setoran tercatat pada 12 Desember 2025, validasi terlewat."},
    "order-answer": {"points": ["Jelaskan mengapa validasi terlewat"]},
    "consult": {"text": "Sebutkan pasal tentang waktu validasi."},
    "draft": {
        "letter": {"body": [{"type": "paragraph", "text": "Pembayaran Saudara telah divalidasi."}]}
    },
    "archive": {
        "place": {"cabinet": "L2", "shelf": "R4", "box": "B17", "folder": "0123"},
    },
}
HOLDS = {
    "form-pengaduan": ["Suherman Wijaya", "PBG-321608-21102025-960", "Rp14.250.000"],
    "tanda-terima": ["Suherman Wijaya"],
    "lembar-disposisi": ["Periksa bukti setor pelapor"],
    "hasil-identifikasi": ["Peraturan Daerah tentang Retribusi PBG"],
    "catatan-kelengkapan": ["Bukti setor belum ada"],
    "rencana-telaah": ["Kapan pembayaran diterima kas daerah?", "Badan Pendapatan Daerah"],
    "surat-dinas": ["Kepala Badan Pendapatan Daerah"],
    "risalah-rapat": ["validasi terlewat"],
    "catatan-konsultasi-hukum": ["Sebutkan pasal tentang waktu validasi."],
    "konsep-surat-balasan": ["Pembayaran Saudara telah divalidasi."],
    "catatan-perbaikan": ["Tambahkan tanggal validasi"],
    "surat-balasan": ["Suherman Wijaya", "Pembayaran Saudara telah divalidasi."],
    "arsip-index": ["500.16.7.2"],
    "label-arsip": ["L2"],
}
LOOPS = {
    ("penelaahan-substansi", 3): ("tidak-lengkap", "Bukti setor belum ada; minta kepada pelapor."),
    ("penyampaian-jawaban", 4): ("perlu-perbaikan", "Tambahkan tanggal validasi pada alinea dua."),
}
BOOKS = (
    "buku-penerimaan-laporan",
    "buku-pengaduan",
    "buku-penerimaan",
    "agenda-kerja",
    "buku-arsip",
)
LATER = {"consult-missing", "held-up"}


class Story:
    """A case taken from task to task by the officers of its roles."""

    def __init__(self, api, office, told, loops):
        self.api, self.office, self.told, self.loops = api, office, told, dict(loops)
        self.steps = []

    def run(self):
        filed = self.api("petugas-loket").post("/complaints", COMPLAINT).json()
        self.number, self.code = filed["number"], filed["tracking_code"]
        for _ in range(80):
            tasks = self.api("koordinator").get(f"/cases/{self.number}").json()["tasks"]
            if not tasks:
                return self
            assert any(self.complete(task) for task in tasks)
        raise AssertionError("the case did not end")

    def complete(self, task):
        self.office.later(5)
        client = self.api(task["role"])
        form = client.get(f"/tasks/{task['id']}").json()
        data = fill(form["schema"], now=self.office.now)
        kind = self.form_of(task)
        for name, value in self.told.get(kind, {}).items():
            grows = isinstance(value, dict) and name in data and kind != "plan"
            data[name] = {**data[name], **value} if grows else value
        body = {"data": data, "note": "Sesuai berkas."}
        place = (task["sop"], task["no"])
        if form["outcomes"]:
            body["outcome"] = form["outcomes"][0]["id"]
            if task["type"] == "step" and place in self.loops:
                body["outcome"], body["note"] = self.loops[place]
        answer = client.post(f"/tasks/{task['id']}/complete", body)
        if answer.status_code != 200:
            assert answer.json()["code"] in LATER, answer.json()
            return False
        if task["type"] == "step":
            self.loops.pop(place, None)
        self.steps.append((*place, task["type"]))
        return True

    def form_of(self, task):
        from sigap.cases.models import Task
        from sigap.cases.queries.sops import sop_of_version

        row = Task.objects.select_related("run").get(pk=task["id"])
        if row.type != "step":
            return row.type
        return sop_of_version(row.run.sop_version_id).step(row.number).form


def words_of(content):
    """Return the text of a PDF with all white space made one blank."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def story(api, office):
    story = Story(api, office, TOLD, LOOPS).run()
    # The worker's part, run by hand.
    for document in Document.objects.filter(state="waiting"):
        render_document(document.pk, now=office.now)
    return story


def test_a_complaint_comes_in_and_leaves_as_an_answered_archived_case(story, api):
    case = api("koordinator").get(f"/cases/{story.number}").json()

    assert case["status"] == "closed"
    steps = [(sop, no) for sop, no, kind in story.steps if kind == "step"]
    assert len(set(steps)) == 17
    assert steps.count(("penelaahan-substansi", 3)) == 2
    assert steps.count(("penyampaian-jawaban", 4)) == 2
    assert {kind for _, _, kind in story.steps} == {
        "step",
        "confirm",
        "consult",
        "signature",
        "memo",
    }

    papers = api("koordinator").get(f"/cases/{story.number}/documents", limit=200).json()["items"]
    assert {paper["status"] for paper in papers} == {"issued"}
    assert set(HOLDS) <= {paper["kind"] for paper in papers}
    texts = {}
    for paper in papers:
        content = api("koordinator").get(f"/documents/{paper['id']}").content
        text = words_of(content)
        assert story.number in text or paper["kind"] == "surat-dinas", paper
        assert paper["number"] in text
        texts.setdefault(paper["kind"], []).append(text)
    for kind, words in HOLDS.items():
        for word in words:
            assert any(squeezed(word) in squeezed(text) for text in texts[kind]), (kind, word)

    for book in BOOKS:
        lines = api("koordinator").get(f"/registers/{book}").json()["items"]
        assert story.number in {line["case"] for line in lines}, book

    tracked = api().get(f"/track/{story.code}").json()
    assert tracked["status"] == "closed"
    assert "divalidasi" in tracked["answer"]["text"]
    rated = api().post(f"/track/{story.code}/rating", {"rating": "puas"})
    assert rated.status_code == 200


def squeezed(text):
    """Return a text without blanks: a paper breaks words where its lines end."""
    return "".join(text.split()).replace("\u00ad", "")
