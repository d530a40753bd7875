"""The evidence package: what is in it, for whom, and that it proves itself without Sigap."""

import json
import re
import subprocess
import zlib
from argparse import Namespace
from datetime import timedelta

import pytest

from sigap.archive.package import WORK, make
from sigap.archive.verifier import check as verifier
from sigap.archive.verifier import single_file
from sigap.cases import filestore
from sigap.cases.models import CaseKey, EvidencePackage
from sigap.cases.operations import packages
from sigap.cases.queries.packages import packages_of
from sigap.commands.case import run_export
from sigap.documents.kinds import KINDS
from sigap.ledger.log import checkpoints
from sigap.ledger.models import Entry
from sigap.ledger.signing import line_of, sign, signed_text
from sigap.ledger.verify import head_lines
from tests.archive.packed import PDF, PYTHON, World, contents, package
from tests.cases.office import file_complaint
from tests.cases.traces import absent, ledger_holds, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return World()


def checked_alone(path, *more):
    """Run the verifier that lies in the package, with Python's standard library alone."""
    alone = path.parent / "periksa.py"
    alone.write_bytes(contents(path)["data/periksa.py"])
    done = subprocess.run(
        [*PYTHON, alone, path, *more], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_package_holds_the_whole_folder_and_proves_itself(world, tmp_path):
    path = package(world, tmp_path)
    files = contents(path)

    code, told = checked_alone(path)

    assert (code, told.splitlines()[-1]) == (0, "Paket utuh.")
    kinds = (
        r"cocok  daftar isi \(BagIt\): \d+ berkas",
        r"cocok  tanda tangan kantor: dibuat .*, kunci [0-9a-f]{16}…",
        r"cocok  rantai jejak berkas: \d+ entri",
        r"cocok  jejak bersama: \d+ entri terbukti di bawah 2 titik periksa bertanda tangan, .*",
        r"cocok  berkas menurut jejak: \d+ cocok",
        r"cocok  isi yang tercatat: \d+ cocok",
    )
    for line, pattern in zip(told.splitlines(), kinds, strict=False):
        assert re.fullmatch(pattern, line), line
    papers = [name for name in files if name.startswith("data/naskah/")]
    numbers = [int(name.split("/")[2][:2]) for name in papers]
    assert numbers == sorted(numbers) == list(range(1, len(papers) + 1))
    steps = [name.split("/")[2].split("-")[1] for name in papers]
    assert steps[0] == "III.1"
    assert steps == sorted(steps, key=_place)
    assert files["data/lampiran/01-Bukti-bayar-Suherman.pdf"] == PDF
    assert files["data/berkas.pdf"].startswith(b"%PDF-")
    page = files["data/index.html"].decode()
    for word in ("Buku Arsip", "Kode", "Lemari", world.case.number, "Suherman Wijaya"):
        assert word in page, word
    for link in re.findall(r'href="([^"#]+)"', page):
        assert f"data/{link}" in files, link


def _place(step):
    sop, number = step.split(".")
    return ("III", "IV", "V").index(sop), int(number)


def test_a_package_without_identity_names_nobody(world, tmp_path):
    path = package(world, tmp_path, with_identity=False)

    code, told = checked_alone(path)

    assert (code, told.splitlines()[-1]) == (0, "Paket utuh.")
    assert "memuat identitas, tidak disertakan dalam paket ini" in told
    files = contents(path)
    assert not [name for name in files if "lampiran/" in name or name.endswith("isi.jsonl")]
    for name, content in files.items():
        for word in (b"Suherman", b"0812-0000-0100", b"Gardu Sawah"):
            assert word not in unpacked(content), name
    listed = [json.loads(line) for line in files["data/jejak/berkas.jsonl"].splitlines()]
    assert {row.get("without") for row in listed} == {None, "identity"}


def unpacked(content):
    """Return a file with the streams of a PDF opened."""
    found = [content]
    for part in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_heads_kept_elsewhere_are_held_against_a_package(world, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("\n".join([*map(line_of, checkpoints(limit=9)), *head_lines()]))
    path = package(world, tmp_path)

    code, told = checked_alone(path, "--heads", kept)

    assert (code, told.splitlines()[-1]) == (0, "Paket utuh.")
    assert re.search(r"kepala yang disimpan di tempat lain: [2-9] dibandingkan", told)
    row = checkpoints(limit=1)[0]
    text = signed_text(row["size"], b"x" * 32, row["at"])
    _, signature = sign(text)
    forged = {**row, "root": (b"x" * 32).hex(), "signature": signature.hex()}
    kept.write_text(line_of(forged))
    code, told = checked_alone(path, "--heads", kept)
    assert code == 1
    assert f"titik periksa {row['size']}: bukan yang disimpan di tempat lain" in told
    kept.write_text(line_of({**row, "size": 99_999_999}))
    assert checked_alone(path, "--heads", kept)[0] == 1


def test_the_verifier_is_one_file_of_the_standard_library():
    source = single_file()
    imported = re.findall(r"^(?:from|import) (\w+)", source, re.MULTILINE)

    assert set(imported) <= {
        *("__future__", "hashlib", "json", "re", "struct", "sys", "zipfile", "zlib"),
        *("pathlib", "typing"),
    }
    compile(source, "periksa.py", "exec")


def test_what_is_no_package_is_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\3\4 bukan")

    assert verifier.check(tmp_path / "a.zip")[1][0][0] == "paket"
    assert verifier.check(tmp_path)[1] != []


def ordered(world, by, *, with_identity=False):
    actor = world.office.holder(by)
    return packages.order_package(
        number=world.case.number, with_identity=with_identity, actor=actor, now=world.now
    )


def taken(world, made, by):
    return packages.read_package(
        number=world.case.number,
        package_id=made.pk,
        actor=world.office.holder(by),
        now=world.now,
    )


def test_a_worker_makes_what_was_ordered_and_it_is_forgotten_after_a_week(world, tmp_path):
    made = ordered(world, "koordinator", with_identity=True)
    assert ordered(world, "koordinator", with_identity=True).pk == made.pk
    with refused("not-rendered"):
        taken(world, made, "koordinator")

    WORK.perform(made.pk, now=world.now)
    make(made.pk, now=world.now)

    made.refresh_from_db()
    assert (made.state, made.files_done, made.files_all) == ("done", *[made.files_all] * 2)
    name, size, chunks = taken(world, made, "koordinator")
    path = tmp_path / name
    path.write_bytes(b"".join(chunks))
    assert (name, size) == (f"{world.case.number}-paket-bukti.zip", path.stat().st_size)
    assert checked_alone(path)[0] == 0
    last = Entry.objects.filter(stream=world.case.number).latest("seq")
    assert (last.event, last.facts) == ("identity.read", {"package": made.pk})
    assert ledger_holds()

    assert packages.sweep_packages(now=world.now + timedelta(days=8)) == 1
    with refused("package-gone"):
        taken(world, made, "koordinator")


def test_who_may_take_which(world):
    with refused("identity-closed"):
        ordered(world, "petugas-loket", with_identity=True)
    plain = ordered(world, "petugas-loket")
    make(plain.pk, now=world.now)
    assert taken(world, plain, "analis-hukum")[0].endswith("-tanpa-identitas.zip")
    whole = ordered(world, "kepala-dinas", with_identity=True)
    make(whole.pk, now=world.now)
    with refused("identity-closed"):
        taken(world, whole, "analis-pengaduan")
    shown = packages_of(world.case.number, actor=world.office.holder("analis-pengaduan"))
    assert [one["id"] for one in shown["packages"]] == [plain.pk]
    assert (shown["may_identity"], shown["is_waiting"]) == (False, False)
    actor = world.office.holder("koordinator")
    going_on = file_complaint(world.office)
    with refused("not-ended"):
        packages.order_package(
            number=going_on.number, with_identity=False, actor=actor, now=world.now
        )
    with absent():
        packages.read_package(
            number=going_on.number, package_id=plain.pk, actor=actor, now=world.now
        )


def damaged(world):
    """Damage a paper of the world's case, lose an attachment; return what they are called."""
    paper = world.case.documents.exclude(file="").earliest("pk")
    photo = world.case.attachments.latest("pk")
    stored = filestore.path_of(paper.file)
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    filestore.path_of(photo.file).unlink()
    return paper, photo


def test_a_damaged_file_stays_out_of_a_package_that_says_so(world, tmp_path):
    whole = contents(package(world, tmp_path))
    paper, photo = damaged(world)
    names = [f"document:{paper.pk}", f"attachment:{photo.pk}"]

    made = ordered(world, "koordinator", with_identity=True)
    WORK.perform(made.pk, now=world.now)

    path = tmp_path / "p.zip"
    path.write_bytes(b"".join(taken(world, made, "koordinator")[2]))
    files = contents(path)
    gone = [name for name in whole if name not in files]
    assert [name.split("/")[1] for name in sorted(gone)] == ["lampiran", "naskah"]
    listed = [json.loads(line) for line in files["data/jejak/berkas.jsonl"].splitlines()]
    assert [row for row in listed if row.get("without") == "damaged"] == [
        {"name": names[0], "sha256": paper.sha256, "without": "damaged"},
        {"name": names[1], "sha256": photo.sha256, "without": "damaged"},
    ]
    page = files["data/index.html"].decode()
    for word in ("Tidak lengkap.", "2 berkas yang tercatat", paper.sha256, photo.sha256):
        assert word in page, word
    assert page.count("tidak disertakan: rusak atau hilang di penyimpanan kantor") == 2
    for link in re.findall(r'href="([^"#]+)"', page):
        assert f"data/{link}" in files, link
    told = f"Tidak lengkap: 2 berkas rusak atau hilang di penyimpanan ({', '.join(names)})"
    assert f"Internal-Sender-Description: {told}\n".encode() in files["bag-info.txt"]
    # The verifier does not call whole what the office can't show.
    code, told = checked_alone(path)
    assert (code, told.splitlines()[-1]) == (1, "Paket TIDAK utuh: 2 temuan.")
    for name in names:
        assert re.search(
            rf"berkas.jsonl: {name} rusak atau hilang di penyimpanan kantor, tidak disertakan "
            r"\(entri \d+\)",
            told,
        )
    (shown,) = packages_of(world.case.number, actor=world.office.holder("koordinator"))["packages"]
    assert (shown["state"], shown["lacks"]) == (
        "done",
        "2 berkas rusak atau hilang di penyimpanan",
    )


def test_the_command_names_what_a_package_lacks(world, tmp_path, capsys):
    paper, photo = damaged(world)
    target = tmp_path / "keluar.zip"
    asked = Namespace(number=world.case.number, output=str(target), without_identity=False)

    assert run_export(asked) == 1

    told = capsys.readouterr()
    assert told.out.startswith(f"{target}: ")
    assert f"penyimpanan: document:{paper.pk}, attachment:{photo.pk}. " in told.err
    assert [one.name for one in tmp_path.iterdir()] == ["keluar.zip"]
    assert checked_alone(target)[0] == 1
    # Without identity the photograph is no part of it.
    asked = Namespace(number=world.case.number, output=f"{target}2", without_identity=True)
    assert run_export(asked) == int(not KINDS[paper.kind].carries_identity)
    assert "attachment" not in capsys.readouterr().err


def test_after_a_lawful_destruction_a_package_has_what_is_left(world, tmp_path):
    CaseKey.objects.filter(pk=world.case.pk).update(
        wrapped=b"", destroyed_at=world.now - timedelta(minutes=1)
    )
    made = ordered(world, "koordinator", with_identity=True)

    make(made.pk, now=world.now)

    path = tmp_path / "p.zip"
    path.write_bytes(b"".join(taken(world, made, "koordinator")[2]))
    code, told = checked_alone(path)
    assert (code, EvidencePackage.objects.get().state) == (0, "done")
    assert "dimusnahkan menurut jadwal retensi" in told
