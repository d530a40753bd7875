"""Attachments: scanned by a real clamd, shown without secrets, the original never changed."""

import hashlib
from datetime import timedelta

import pytest

from sigap.cases import filestore
from sigap.cases.identity import case_key, new_key, unseal_text
from sigap.cases.models import Attachment
from sigap.cases.operations import jobs
from sigap.cases.operations.examining import sweep_unscanned
from sigap.cases.operations.reading import read_attachment
from sigap.cases.operations.sweep import sweep_files
from sigap.cases.queries.storedfiles import referenced_files
from sigap.cases.uploads import Upload, store
from sigap.core.errors import Refused
from tests.cases.office import file_complaint
from tests.cases.traces import last_entry
from tests.cases.virusdaemon import EICAR, NAME, Clamd
from tests.documents.test_opening import photo

WORK = next(one for one in jobs.WORKS if one.name == "attachments")


def hand_in(office, *files):
    """Return a case with files as a complainant sends them."""
    key = new_key()
    uploads = [Upload(name, [content]) for name, content in files]
    attachments = store(uploads, key, received_from="public", now=office.now)
    return file_complaint(office, attachments=attachments, key=key)


def work(office):
    """Let a worker look into what is due; return how many rows there were."""
    done = 0
    while row := jobs.claim(WORK, owner="tests", now=office.now):
        WORK.perform(row.pk, now=office.now)
        done += 1
        assert done < 20
    return done


def read(office, case, *, original=True, role="petugas-loket"):
    one = Attachment.objects.get(case=case)
    return read_attachment(
        number=case.number,
        attachment_id=one.pk,
        actor=office.holder(role),
        now=office.now,
        original=original,
    )


def verdict(case):
    one = Attachment.objects.get(case=case)
    return one.state, one.verdict, one.found


@pytest.fixture
def clamd(tmp_path_factory, settings):
    if Clamd.program() is None:
        pytest.skip("clamd is not installed")
    daemon = Clamd(tmp_path_factory.mktemp("clamd"))
    daemon.start()
    settings.SIGAP_CLAMD = daemon.place
    yield daemon
    daemon.stop()


def test_a_photo_is_shown_without_its_place_and_kept_as_it_came(office):
    content = photo()
    case = hand_in(office, ("rumah.JPG", content))

    assert work(office) == 1

    shown, kept = read(office, case, original=False), read(office, case)
    row = Attachment.objects.get(case=case)
    assert b"Kamera" not in shown.content
    assert shown.name == "rumah.jpg"
    assert hashlib.sha256(shown.content).hexdigest() == row.view_sha256 == shown.sha256
    assert kept.content == content
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert shown.content not in filestore.path_of(row.view_file).read_bytes()  # sealed as well
    assert last_entry(case, "attachment.unscanned") == {"attachment": row.pk}


def test_both_files_of_a_photo_are_in_use(office):
    case = hand_in(office, ("a.jpg", photo()))
    work(office)
    row = Attachment.objects.get(case=case)

    assert {row.file, row.view_file} <= set(referenced_files())
    sweep_files(now=office.now + timedelta(days=2000))
    assert read(office, case, original=False).content


def test_until_it_is_looked_into_the_original_is_all_there_is(office):
    case = hand_in(office, ("a.jpg", photo()))

    assert read(office, case, original=False).content == photo()


def test_words_are_kept_sealed(office):
    case = hand_in(office, ("a.txt", b"Retribusi Wawan sudah dibayar."))

    work(office)

    words = Attachment.objects.get(case=case).words
    assert b"Retribusi" not in bytes(words.sealed)
    assert unseal_text(case_key(case.pk), words.sealed) == "Retribusi Wawan sudah dibayar."


def test_a_damaged_picture_is_no_failure(office):
    case = hand_in(office, ("a.jpg", photo()[:300]))

    work(office)

    assert verdict(case) == ("done", "unscanned", "")
    assert Attachment.objects.get(case=case).view_file == ""


def test_looking_twice_changes_nothing(office):
    case = hand_in(office, ("a.jpg", photo()))
    work(office)
    before = Attachment.objects.filter(case=case).values().get()

    WORK.perform(before["id"], now=office.later())

    assert Attachment.objects.filter(case=case).values().get() == before


def test_a_clean_file_is_released_and_a_harmful_one_never(office, clamd):
    clean = hand_in(office, ("a.txt", b"bersih"))
    harmful = hand_in(office, ("b.txt", EICAR))
    for case in (clean, harmful):
        with pytest.raises(Refused) as waiting:
            read(office, case)
        assert waiting.value.code == "not-scanned"

    assert work(office) == 2

    assert read(office, clean).content == b"bersih"
    assert verdict(clean) == ("done", "clean", "")
    assert verdict(harmful) == ("done", "infected", f"{NAME}.UNOFFICIAL")
    with pytest.raises(Refused) as closed:
        read(office, harmful)
    assert closed.value.code == "infected"
    assert last_entry(harmful, "attachment.infected")["found"].startswith(NAME)


def test_while_the_scanner_is_down_files_wait_and_are_scanned_later(office, clamd):
    case = hand_in(office, ("a.txt", b"bersih"))
    clamd.stop()

    for _ in range(15):  # longer than any failing job is tried
        assert work(office) == 1
        office.now += timedelta(minutes=2)
    with pytest.raises(Refused):
        read(office, case)
    row = Attachment.objects.get(case=case)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert row.last_error.startswith("pemindai tidak menjawab")
    clamd.start()

    assert work(office) == 1
    assert read(office, case).content == b"bersih"


def test_what_came_before_there_was_a_scanner_is_scanned_then(office, clamd, settings):
    settings.SIGAP_CLAMD, place = "", settings.SIGAP_CLAMD
    case = hand_in(office, ("b.txt", EICAR))
    work(office)
    assert verdict(case) == ("done", "unscanned", "")
    assert read(office, case).content == EICAR
    settings.SIGAP_CLAMD = place
    with pytest.raises(Refused):
        read(office, case)

    assert sweep_unscanned(now=office.now) == 1
    work(office)

    assert verdict(case)[1] == "infected"


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK or so\0", b"INSTREAM size limit exceeded. ERROR\0"]
)
def test_an_answer_that_is_no_verdict_releases_nothing(office, settings, answer):
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:

        def once():
            wire, _ = server.accept()
            with wire:
                wire.recv(65536)
                wire.sendall(answer)

        threading.Thread(target=once, daemon=True).start()
        settings.SIGAP_CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
        case = hand_in(office, ("a.txt", b"bersih"))
        work(office)

    assert Attachment.objects.get(case=case).verdict == ""
    with pytest.raises(Refused):
        read(office, case)
