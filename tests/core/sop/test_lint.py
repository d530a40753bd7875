from dataclasses import replace

import pytest

from sigap.core.sop.check import chain, check
from sigap.core.sop.definition import Outcome
from sigap.core.sop.findings import Level
from sigap.core.sop.import_text import import_text
from sigap.core.sop.lint import lint
from sigap.core.sop.parse import parse
from tests.core.sop.decree import DECREE, ROLES, SHIPPED
from tests.core.sop.sample_files import GOOD

III, IV, V = SHIPPED
CLEAN = {name: parse(text, name=name)[0] for name, text in GOOD.items()}
REKLAME, ARSIP, PINJAM = CLEAN


def decree(**known):
    return {one.sop.id: one.sop for one in import_text(DECREE, **known)[0]}


def places(sops):
    found = lint(sops)
    assert all(finding.level is Level.WARNING and "; " in finding.what for finding in found)
    return {(finding.file, finding.where) for finding in found}


def changed(sops, name, **fields):
    return sops | {name: replace(sops[name], **fields)}


def with_decree(sops, name, **fields):
    return changed(sops, name, decree=replace(sops[name].decree, **fields))


def with_step(sops, name, no, **fields):
    steps = list(sops[name].steps)
    steps[no - 1] = replace(steps[no - 1], **fields)
    return changed(sops, name, steps=tuple(steps))


DEFECTS = {
    (IV, "decree.number"),
    (IV, "lanes[3].title"),
    (IV, "steps[1].activity"),
    (IV, "steps[1].requirements"),
    (V, "decree.revised"),
    (V, "steps[1].activity"),
    (V, "steps[4].outputs"),
}


@pytest.mark.parametrize("known", [{"roles": ROLES}, {}])
def test_the_seven_defects_of_the_imported_decree_are_found_and_no_other(known):
    assert places(decree(**known)) == DEFECTS


def test_the_shipped_files_keep_only_what_the_decree_misprints():
    assert places(SHIPPED) == {
        (IV, "decree.number"),
        (IV, "lanes[3].title"),
        (IV, "steps[1].activity"),
        (V, "decree.revised"),
    }


def test_nothing_is_found_on_clean_sops():
    assert lint(CLEAN) == []
    assert lint({name: CLEAN[name] for name in (REKLAME, ARSIP)}) == []
    assert lint({PINJAM: CLEAN[PINJAM]}) == []


MENDS = {
    (IV, "decree.number"): lambda sops: with_decree(
        sops, IV, number=sops[V].decree.number, sop_number=sops[V].decree.number
    ),
    (IV, "lanes[3].title"): lambda sops: changed(
        sops, IV, lanes=(*sops[IV].lanes[:2], sops[V].lanes[0])
    ),
    (IV, "steps[1].activity"): lambda sops: with_step(
        sops, IV, 1, activity="Mengumpulkan dokumen menurut memo."
    ),
    (IV, "steps[1].requirements"): lambda sops: with_step(
        sops, III, 5, outputs=("Hasil Identifikasi", "Memo Perintah Penyiapan Dokumen")
    ),
    (V, "decree.revised"): lambda sops: with_decree(sops, V, revised=sops[V].decree.created),
    (V, "steps[1].activity"): lambda sops: with_step(sops, V, 2, consults=("analis-hukum",)),
    (V, "steps[4].outputs"): lambda sops: with_step(
        sops, V, 4, outcomes=(Outcome("ya", "Ya", 5), Outcome("tidak", "Tidak", 2))
    ),
}


@pytest.mark.parametrize("defect", MENDS)
def test_each_defect_is_gone_when_it_is_mended(defect):
    assert places(MENDS[defect](decree(roles=ROLES))) == DEFECTS - {defect}


SPOILS = {
    "an SOP that is not there follows": (
        lambda sops: changed(sops, ARSIP, then="pemusnahan"),
        {(ARSIP, "then")},
    ),
    "two files of one id": (
        lambda sops: changed(sops, PINJAM, id=ARSIP),
        {(PINJAM, "id")},
    ),
    "revised before created": (
        lambda sops: with_decree(sops, PINJAM, revised=sops[PINJAM].decree.created.replace(day=4)),
        {(PINJAM, "decree.revised")},
    ),
    "SOP number unlike the header's": (
        lambda sops: with_decree(sops, PINJAM, sop_number="000.5/89/SETDA/2024"),
        {(PINJAM, "decree.sop_number")},
    ),
    "number unlike the sister's": (
        lambda sops: with_decree(
            sops, ARSIP, number="500.16/271/DPMPTSP/2025", sop_number="500.16/271/DPMPTSP/2025"
        ),
        {(ARSIP, "decree.number")},
    ),
    "lane title unlike the sister's": (
        lambda sops: changed(
            sops,
            ARSIP,
            lanes=(replace(sops[ARSIP].lanes[0], title="Petugas Pendaftran"), sops[ARSIP].lanes[1]),
        ),
        {(ARSIP, "lanes[1].title")},
    ),
    "gate that is no requirement": (
        lambda sops: with_step(sops, PINJAM, 3, gates=("Tanda Pinjam",)),
        {(PINJAM, "steps[3].gates")},
    ),
    "two steps alike": (
        lambda sops: with_step(
            sops, REKLAME, 7, activity=sops[REKLAME].steps[7].activity.replace("Menye", "Me-nye")
        ),
        {(REKLAME, "steps[8].activity")},
    ),
    "two steps alike across the chain": (
        lambda sops: with_step(sops, ARSIP, 1, activity=sops[REKLAME].steps[7].activity + " Lagi"),
        {(ARSIP, "steps[1].activity")},
    ),
    "a memo that nobody writes": (
        lambda sops: with_step(sops, PINJAM, 3, requirements=("Memo Peminjaman",)),
        # The gate named the requirement that is gone.
        {(PINJAM, "steps[3].requirements"), (PINJAM, "steps[3].gates")},
    ),
    "a report that only a later step writes": (
        lambda sops: with_step(sops, PINJAM, 2, requirements=("Catatan Pengembalian",)),
        {(PINJAM, "steps[2].requirements")},
    ),
    "an output that is gone": (
        lambda sops: with_step(sops, REKLAME, 2, outputs=("Foto Lapangan",)),
        {(REKLAME, "steps[3].requirements")},
    ),
    "an output that is gone before the chain": (
        lambda sops: with_step(
            with_step(sops, REKLAME, 1, outputs=("Tanda Terima Permohonan",)),
            REKLAME,
            2,
            requirements=("Alat ukur lapangan",),
        ),
        {(ARSIP, "steps[1].requirements")},
    ),
    "a correction that leads on only": (
        lambda sops: with_step(
            sops,
            REKLAME,
            6,
            outcomes=(Outcome("setuju", "Setuju", 7), Outcome("perbaiki", "Perbaiki", 8)),
        ),
        {(REKLAME, "steps[6].outputs")},
    ),
    "a correction without decision": (
        lambda sops: with_step(sops, PINJAM, 3, outputs=("Tanda Pinjam", "Lembar Koreksi")),
        {(PINJAM, "steps[3].outputs")},
    ),
    "an actor without lane": (
        lambda sops: with_step(
            sops, PINJAM, 5, activity="Melaporkan pengembalian kepada Sekretaris Daerah."
        ),
        {(PINJAM, "steps[5].activity")},
    ),
}


@pytest.mark.parametrize("name", SPOILS)
def test_each_rule_finds_its_defect_alone(name):
    spoil, wanted = SPOILS[name]
    spoiled = spoil(dict(CLEAN))
    assert [found for sop in spoiled.values() for found in check(sop)] == []
    assert places(spoiled) == wanted


ACCEPTED = {
    "blanks and capitals in numbers": lambda sops: with_decree(
        sops, PINJAM, sop_number="000.5 / 88 / setda / 2024"
    ),
    "blanks in lane titles": lambda sops: changed(
        sops,
        ARSIP,
        lanes=(replace(sops[ARSIP].lanes[0], title="Petugas  PENDAFTARAN"), sops[ARSIP].lanes[1]),
    ),
    "the same number in another decree": lambda sops: with_decree(
        sops, PINJAM, number="1/2024", sop_number="1/2024"
    ),
    "a paper named more shortly": lambda sops: with_step(
        sops, REKLAME, 6, requirements=("Konsep Keputusan",)
    ),
    "a paper named more fully": lambda sops: with_step(
        sops, REKLAME, 3, requirements=("Berita Acara Hasil Peninjauan Lapangan Reklame",)
    ),
    "a paper under another word for it": lambda sops: with_step(
        sops, REKLAME, 6, requirements=("Draft Keputusan Izin Reklame",)
    ),
    "a paper that a loop brings back": lambda sops: with_step(
        sops, REKLAME, 5, requirements=("Catatan Perbaikan Konsep",)
    ),
    "a paper that the system makes": lambda sops: with_step(
        with_step(sops, PINJAM, 1, produces=("berita-acara",)),
        *(PINJAM, 5),
        requirements=("Berita Acara",),
    ),
    "books, forms and tools": lambda sops: with_step(
        sops, PINJAM, 4, requirements=("Buku Ekspedisi", "Form Pengantaran", "Sepeda Motor")
    ),
    "what the first step required": lambda sops: with_step(
        with_step(sops, PINJAM, 1, requirements=("Berkas Peminjam",)),
        *(PINJAM, 5),
        requirements=("Berkas Peminjam",),
    ),
    "the corrected paper itself": lambda sops: with_step(
        sops, PINJAM, 3, outputs=("Tanda Pinjam", "Dokumen Hasil Perbaikan")
    ),
    "an actor named by part of the title": lambda sops: with_step(
        sops, PINJAM, 2, activity="Kepala Subbagian menimbang permintaan pinjam."
    ),
    "an actor in a text with capitals": lambda sops: with_step(
        sops, PINJAM, 2, activity="Petugas Menimbang Permintaan Dari Kepala Subbagian"
    ),
    "an actor who is consulted elsewhere": lambda sops: with_step(
        sops, PINJAM, 2, activity="Menimbang permintaan menurut pendapat Pejabat Informasi."
    ),
    "an actor spelled wrongly": lambda sops: with_step(
        sops, PINJAM, 2, activity="Menimbang permintaan dari Pengelola Layanan Arsib."
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_no_rule_finds_fault_with_it(name):
    accepted = ACCEPTED[name](dict(CLEAN))
    assert accepted != CLEAN
    # The gate of a step whose requirements were exchanged is another rule's matter.
    assert {found for found in places(accepted) if not found[1].endswith("gates")} == set()


def test_findings_come_file_by_file():
    files = [found.file for found in lint(decree(roles=ROLES))]
    assert files == sorted(files, key=[III, IV, V].index)


def test_of_two_that_differ_one_is_named():
    two = {name: sop for name, sop in SHIPPED.items() if name != III}
    assert ((IV, "decree.number") in places(two)) != ((V, "decree.number") in places(two))


def test_a_ring_of_sops_is_an_error_in_each_of_them():
    ring = changed(dict(SHIPPED), V, then=IV)
    found = chain(ring)
    assert [(finding.level, finding.file, finding.where) for finding in found] == [
        (Level.ERROR, IV, "then"),
        (Level.ERROR, V, "then"),
    ]
    assert chain(SHIPPED) == []
    assert lint(ring)  # and no rule runs around in it


def test_a_file_alone_is_told_that_its_follower_is_not_there():
    alone = {III: SHIPPED[III]}
    assert places(alone) == {(III, "then")}
