"""The procedure is changed by those who own it: typed, drawn, judged, approved, run and moved.

The coordinator (dewi) writes, the head of the office (kepala) decides. Cases that run meanwhile
are played by the office's own operations, now, as officers would.
"""

import json
import re

import pytest
from playwright.sync_api import expect

from sigap.core.sop.parse import parse
from sigap.core.sop.print_text import print_text
from sigap.sops import shipped
from tests.browser.seeing import look

INTAKE, REVIEW = "penerimaan-pengaduan", "penelaahan-substansi"
HOME = "/kelola/sop/"

# Plays complaints to a step of the review; prints number and version of the run of each.
_PLAY = """
import json, random
from datetime import UTC, datetime, timedelta
from sigap.bench.demo import filing_of
from sigap.bench.play import Player
from sigap.bench.sample_office import sample_complaints
from sigap.cases.actor import PUBLIC
from sigap.cases.models import Case, StepRun
from sigap.cases.operations.register import register_complaint

class Now:
    def due(self, *_):
        return datetime.now(tz=UTC)

def play(which, number, step):
    now = datetime.now(tz=UTC)
    complaint = sample_complaints()[which]
    case = Case.objects.filter(number=number).first() or register_complaint(
        filing=filing_of(complaint, received_at=now), actor=PUBLIC, now=now
    ).case
    player = Player(
        case_id=case.pk,
        complaint=complaint,
        calendar=Now(),
        rng=random.Random(1),
        at=now,
        latest=now + timedelta(days=1),
        recorded_at=now,
    )
    runs = StepRun.objects.filter(case=case, sop="penelaahan-substansi", number=step)
    while not runs.exists():
        assert player.play_one() is not None
    return case.number, runs.get().sop_version.version

print(json.dumps([play(*one) for one in json.loads('''PLAYED''')]))
"""


def play(site, *cases):
    """Play cases, each (complaint, number or "", step); return number and version of each."""
    told = site.python(_PLAY.replace("PLAYED", json.dumps(cases)))
    return [tuple(one) for one in json.loads(told)]


def begin(page, sop=REVIEW):
    """Begin a draft of an SOP by its page; return its address."""
    page.goto(f"{HOME}{sop}/")
    page.get_by_role("button", name="Tulis perubahan").click()
    page.wait_for_url("**/konsep/*/")
    return page.url


def test_a_step_is_changed_by_one_approved_by_another_and_runs_for_new_cases(visit, site, pictures):
    (stays, _), (moves, _) = play(site, (20, "", 2), (21, "", 2))
    page = visit("dewi")
    address = begin(page)
    judged, chart = page.locator("#judged"), page.get_by_role("img", name="Bagan alir")

    # Typed: the drawing, the findings and the difference follow, and nothing is saved yet.
    expect(chart).to_contain_text("10 menit")
    time = page.get_by_label("Waktu langkah 2", exact=True)
    time.fill("sebentar")
    expect(judged).to_contain_text("1 kesalahan")
    expect(time).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[id='s2.time-fault']")).to_contain_text("bukan lama waktu")
    expect(chart, "what was right before stays in sight").to_contain_text("10 menit")
    time.fill("45 menit")
    expect(judged).not_to_contain_text("kesalahan")
    expect(time).not_to_have_attribute("aria-invalid", "true")
    expect(chart).to_contain_text("45 menit")
    expect(chart.locator(".is-changed")).to_contain_text("diubah")
    expect(judged.locator("del")).to_have_text("10 menit")
    expect(judged.locator("ins")).to_have_text("45 menit")
    pictures(page, "sop-editor-typed")
    other = visit("dewi")
    other.goto(address)
    expect(other.get_by_label("Waktu langkah 2", exact=True)).to_have_value("10 menit")

    # Proposed with a reason; who wrote it cannot approve it.
    page.get_by_role("button", name="Simpan dan usulkan…").click()
    page.wait_for_url("**/usulkan/")
    page.get_by_role("button", name="Usulkan", exact=True).click()
    expect(page.get_by_role("alert").first, "no proposal without a reason").to_be_visible()
    page.get_by_label("Mengapa diubah").fill("Berkas tebal tidak selesai dalam 10 menit")
    page.get_by_role("button", name="Usulkan", exact=True).click()
    page.wait_for_url(address)
    expect(page.get_by_text("menunggu persetujuan")).to_be_visible()
    expect(page.get_by_role("button", name="Setujui dan berlakukan")).to_have_count(0)

    # Approved by the head, who sees why and what changes.
    head = visit("kepala")
    head.goto(HOME)
    head.get_by_role("row", name=re.compile("menunggu persetujuan")).get_by_role("link").click()
    expect(head.get_by_text("Berkas tebal tidak selesai")).to_be_visible()
    expect(head.locator("ins")).to_have_text("45 menit")
    pictures(head, "sop-editor-decision")
    head.get_by_role("button", name="Setujui dan berlakukan").click()
    head.wait_for_url(f"**{HOME}{REVIEW}/?versi=2")
    expect(head.get_by_role("status").first).to_contain_text("versi 2 berlaku sejak sekarang")

    # A new case runs on it, an old one goes on by the version it began with.
    (_, new), (_, old) = play(site, (22, "", 2), (20, stays, 3))
    assert (old, new) == (1, 2)

    # Another old one is moved, but not without a reason.
    move_with_a_reason(head, moves, pictures)
    expect(head.get_by_role("row", name=re.compile(moves))).to_have_count(0)
    expect(head.get_by_role("row", name=re.compile(stays))).to_have_count(1)
    assert play(site, (21, moves, 3)) == [(moves, 2)]


def move_with_a_reason(page, number, pictures):
    """Move a running case to the version in force, from the page of that version."""
    page.get_by_role("link", name="Lihat", exact=True).click()
    page.get_by_role("row", name=re.compile(number)).get_by_role("link", name="Pindahkan").click()
    page.get_by_role("button", name="Pindahkan", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.get_by_label("Mengapa berkas ini dipindahkan").fill("Berkasnya tebal")
    pictures(page, "sop-editor-move")
    page.get_by_role("button", name="Pindahkan", exact=True).click()
    page.wait_for_url(f"**{HOME}{REVIEW}/berkas/")
    expect(page.get_by_role("status").first).to_contain_text(number)


def test_bad_values_stand_beside_their_cells_and_keep_a_draft_from_being_proposed(visit):
    page = visit("dewi", scripts=False)
    begin(page, INTAKE)
    page.get_by_label("Waktu langkah 4", exact=True).fill("0,5 jam")
    page.get_by_label("Kegiatan langkah 1", exact=True).fill("   ")
    page.locator("[name='s5.outcomes']").evaluate("one => one.closest('details').open = true")
    page.locator("[name='s5.outcomes']").fill("Cukup → 99\nKurang → 1")
    page.get_by_role("button", name="Simpan konsep", exact=True).last.click()

    faults = {cell: page.locator(f"[id='{cell}-fault']") for cell in ("s4.time", "s1.activity")}
    expect(faults["s4.time"]).to_contain_text("bukan lama waktu")
    expect(faults["s1.activity"]).to_contain_text("kegiatan kosong")
    expect(page.locator("[id='s5.outcomes-fault']")).to_be_visible()
    expect(page.get_by_label("Waktu langkah 4", exact=True)).to_have_value("0,5 jam")

    page.get_by_role("button", name="Simpan dan usulkan…").click()
    page.get_by_label("Mengapa diubah").fill("Coba")
    page.get_by_role("button", name="Usulkan", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("masih berisi kesalahan")


def test_the_table_is_worked_by_keyboard_alone(visit):
    page = visit("dewi")
    begin(page, INTAKE)
    rows = page.locator("tbody[id^=langkah]")
    before = rows.count()

    # From a finding to the cell it speaks of, and back to typing.
    time = page.get_by_label("Waktu langkah 3", exact=True)
    time.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("besok")
    finding = page.locator("#judged").get_by_role("link", name="Langkah 3, Waktu")
    expect(finding).to_be_visible()
    finding.focus()
    page.keyboard.press("Enter")
    expect(time).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("20 menit")
    expect(finding).to_have_count(0)

    # Nobody leaves what is typed behind without being asked.
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Kepala dan lajur").focus()
    page.keyboard.press("Enter")
    expect(time).to_have_value("20 menit")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    time.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Konsep disimpan.")

    # A row more, and away with it; what the others say of each other follows.
    page.get_by_role("button", name="Sisipkan sesudahnya").nth(1).focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 1)
    page.get_by_role("button", name="Hapus langkah 3").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before)
    expect(page.get_by_label("Waktu langkah 3", exact=True)).to_have_value("20 menit")


def test_a_pasted_decree_becomes_drafts_that_can_be_tried_out(visit):
    sops = [parse(text, name=name)[0] for name, text in shipped().items()]
    page = visit("dewi", width=360)
    page.goto(f"{HOME}baru/")
    page.get_by_label("Naskah", exact=True).fill("Ini bukan keputusan.")
    page.get_by_role("button", name="Baca naskah").click()
    expect(page.get_by_role("alert")).to_contain_text("Belum menjadi konsep.")
    page.get_by_label("Naskah", exact=True).fill("\n\n".join(map(print_text, sops)))
    page.get_by_role("button", name="Baca naskah").click()
    expect(page.get_by_role("status").first).to_contain_text("3 konsep")

    page.get_by_role("link", name=sops[0].title).last.click()
    for cell in ("Kegiatan langkah 1", "Waktu langkah 1", "Pelaksana langkah 1"):
        box = page.get_by_label(cell, exact=True).bounding_box()
        assert box["width"] > 300, f"{cell} fills the phone"
    page.get_by_role("link", name="Jalankan coba").click()
    expect(page.locator(".trial li")).to_have_count(len(sops[0].steps) + 2)
    page.get_by_role("link", name="Tidak lengkap").click()
    expect(page.get_by_text("ulang ke-2").first).to_be_visible()
    for answer in ("Lengkap", "Sesuai", "Tidak perlu perbaikan"):
        page.get_by_role("link", name=answer, exact=True).click()
    expect(page.get_by_text("berkas selesai")).to_be_visible()


@pytest.mark.parametrize("part", ["", "kepala/", "naskah/", "coba/", "usulkan/", "buang/"])
def test_pages_of_a_draft_have_no_barriers(visit, pictures, part):
    page = visit("dewi")
    address = begin(page)
    page.get_by_label("Waktu langkah 2", exact=True).fill("sebentar" if not part else "1 jam")
    page.get_by_role("button", name="Simpan konsep", exact=True).last.click()
    page.goto(address + part)
    found = look(page)
    pictures(page, f"sop-draft-{part.rstrip('/') or 'table'}")
    assert found == []
