"""The master key changed while the office works: nothing is unreadable at any moment, and at the
end nothing lies under the old key."""

import secrets
import threading
from datetime import timedelta

import pytest
from django.db import connection

from sigap.cases import identity
from sigap.cases.actor import SYSTEM
from sigap.cases.identity import ROOTS, KeyUnusable
from sigap.cases.models import Case, CaseKey, Complainant, OfficeKey
from sigap.cases.operations import master_key
from sigap.cases.operations.master_key import begin_change, change_all
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_office


@pytest.fixture
def new_key(settings):
    """Let the office change to a key of this test alone; return it."""
    settings.SIGAP_MASTER_KEY_NEXT = secrets.token_urlsafe(32)
    return settings.SIGAP_MASTER_KEY_NEXT


def under(key):
    """Return how many case keys lie under a master key."""
    rows = CaseKey.objects.values_list("wrapped", flat=True)
    return sum(identity.opens(key, bytes(one)) for one in rows)


def name_of(case_id):
    sealed = Complainant.objects.get(case_id=case_id).sealed
    return identity.unseal_json(identity.case_key(case_id), bytes(sealed))["name"]


@pytest.mark.django_db
def test_every_key_is_wrapped_anew_and_everything_is_found_as_before(office, new_key, settings):
    cases = [file_complaint(office) for _ in range(3)]
    old = settings.SIGAP_MASTER_KEY
    indexed = identity.blind("phone", "+628123456789")
    tracked = identity.tracking_digest("ABC")
    names = {name_of(case.pk) for case in cases}

    begin_change(actor=SYSTEM, now=office.now)
    later = file_complaint(office)
    assert (under(old), under(new_key)) == (3, 1)
    assert change_all() == 3
    assert (under(old), under(new_key)) == (0, 4)

    settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT = new_key, ""
    assert {name_of(case.pk) for case in (*cases, later)} == names
    assert identity.blind("phone", "+628123456789") == indexed
    assert identity.tracking_digest("ABC") == tracked
    entry = Entry.objects.filter(event="office.master-key-changed").get()
    assert new_key not in str(entry.data)

    settings.SIGAP_MASTER_KEY = old
    with pytest.raises(KeyUnusable):
        name_of(cases[0].pk)


@pytest.mark.django_db
def test_the_key_can_be_changed_again(office, new_key, settings):
    case = file_complaint(office)
    name, indexed = name_of(case.pk), identity.blind("nik", "1")
    begin_change(actor=SYSTEM, now=office.now)
    change_all()
    third = secrets.token_urlsafe(32)
    settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT = new_key, third

    begin_change(actor=SYSTEM, now=office.now)
    assert change_all() == 1
    settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT = third, ""

    assert (name_of(case.pk), identity.blind("nik", "1")) == (name, indexed)
    assert OfficeKey.objects.count() == 1


@pytest.mark.django_db
def test_broken_off_it_goes_on_where_it_stood(office, new_key, settings, monkeypatch):
    for _ in range(5):
        file_complaint(office)
    monkeypatch.setattr(master_key, "_AT_ONCE", 2)
    begin_change(actor=SYSTEM, now=office.now)

    def stop(done):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        change_all(told=stop)
    assert under(new_key) == 2
    begin_change(actor=SYSTEM, now=office.now + timedelta(hours=1))

    assert change_all() == 3
    assert under(settings.SIGAP_MASTER_KEY) == 0
    assert Entry.objects.filter(event="office.master-key-changed").count() == 1


@pytest.mark.django_db
def test_a_destroyed_key_stays_destroyed(office, new_key):
    case = file_complaint(office)
    CaseKey.objects.filter(case=case).update(wrapped=b"")

    begin_change(actor=SYSTEM, now=office.now)

    assert change_all() == 0
    assert bytes(CaseKey.objects.get(case=case).wrapped) == b""


@pytest.mark.django_db
@pytest.mark.parametrize(("coming", "code"), [("", "no-next-key"), (None, "same-key")])
def test_a_change_to_nothing_is_refused(coming, code, office, settings):
    settings.SIGAP_MASTER_KEY_NEXT = settings.SIGAP_MASTER_KEY if coming is None else coming

    with pytest.raises(Refused) as refused:
        begin_change(actor=SYSTEM, now=office.now)

    assert refused.value.code == code
    assert not OfficeKey.objects.exists()


@pytest.mark.django_db
def test_a_key_under_neither_is_told_and_what_was_done_stays(office, new_key, settings):
    first, strange = file_complaint(office), file_complaint(office)
    foreign = identity.wrap_with(secrets.token_urlsafe(32), identity.new_key())
    CaseKey.objects.filter(case=strange).update(wrapped=foreign)
    begin_change(actor=SYSTEM, now=office.now)

    with pytest.raises(KeyUnusable):
        change_all()

    assert name_of(first.pk)


@pytest.mark.django_db(transaction=True)
def test_readers_and_writers_work_on_while_the_key_is_changed(settings, monkeypatch):  # noqa: C901 - threads of two kinds
    office = open_office()
    for _ in range(12):
        file_complaint(office)
    settings.SIGAP_MASTER_KEY_NEXT = new = secrets.token_urlsafe(32)
    monkeypatch.setattr(master_key, "_AT_ONCE", 3)
    stop, faults, counts = threading.Event(), [], {"read": 0, "written": 0}

    def work(what, act):
        try:
            while not stop.is_set():
                act()
                counts[what] += 1
        except Exception as fault:  # noqa: BLE001 - told by the test itself
            faults.append(repr(fault))
        finally:
            connection.close()

    def read():
        for case_id in list(Case.objects.values_list("pk", flat=True)):
            assert name_of(case_id)

    def write():
        file_complaint(office)

    workers = [
        threading.Thread(target=work, args=("read", read)),
        threading.Thread(target=work, args=("read", read)),
        threading.Thread(target=work, args=("written", write)),
    ]
    for one in workers:
        one.start()
    try:
        while counts["written"] < 3 and not faults:
            stop.wait(0.05)
        begin_change(actor=SYSTEM, now=office.now)
        change_all()
        before = counts["written"]
        while counts["written"] < before + 3 and not faults:
            stop.wait(0.05)
        change_all()
    finally:
        stop.set()
        for one in workers:
            one.join()

    assert faults == []
    assert counts["read"] > 0
    settings.SIGAP_MASTER_KEY, settings.SIGAP_MASTER_KEY_NEXT = new, ""
    assert under(new) == CaseKey.objects.count() == Case.objects.count()
    read()


def test_the_root_is_asked_for_once_for_each_pair_of_keys(db, new_key, django_assert_num_queries):
    ROOTS.pop((identity.settings.SIGAP_MASTER_KEY, new_key), None)
    identity.blind("nik", "1")

    with django_assert_num_queries(0):
        identity.blind("nik", "2")


@pytest.mark.django_db
def test_who_does_not_know_the_new_key_takes_in_nothing_under_the_old_one(
    office, new_key, settings
):
    file_complaint(office)
    begin_change(actor=SYSTEM, now=office.now)
    settings.SIGAP_MASTER_KEY_NEXT = ""  # a process that was not started again

    with pytest.raises(KeyUnusable, match="jalankan ulang"):
        file_complaint(office)

    assert CaseKey.objects.count() == 1
