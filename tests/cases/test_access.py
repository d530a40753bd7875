"""May see: every role, every kind of case, every way of having to do with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.accounts.models import User
from sigap.accounts.operations import create_user, grant_role, revoke_role, set_active
from sigap.accounts.queries import person_of
from sigap.cases.access import (
    confidential_roles,
    handles_cases,
    may_read_identity,
    visible_cases,
    visible_tasks,
)
from sigap.cases.actor import COMPLAINANT, PUBLIC, SYSTEM, officer
from sigap.cases.models import Exclusion, NamedReader, OfficeProfile, Task
from tests.cases.office import file_complaint, open_office, play

pytestmark = pytest.mark.django_db

STAFF = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)
SUPERIORS = {"koordinator", "kepala-dinas"}


@pytest.fixture
def office(db):
    office = open_office(roles=(*STAFF, "auditor", "admin"))
    nobody, _ = create_user(name="tanpa-peran", roles=[], now=office.now, sign_in=False)
    office.users["tanpa-peran"] = nobody.pk
    return office


def actor(office, name):
    user = User.objects.get(pk=office.users[name])
    return officer(user_id=user.pk, person=person_of(user, office.now))


def sees(office, case):
    """Return who sees a case, who its tasks, and who may read who complained."""
    found = (set(), set(), set())
    for name in office.users:
        who = actor(office, name)
        if visible_cases(who).filter(pk=case.pk).exists():
            found[0].add(name)
        if visible_tasks(who).filter(case=case).exists():
            found[1].add(name)
        if may_read_identity(who, case):
            found[2].add(name)
    return found


def test_an_ordinary_case_is_seen_by_all_who_handle_or_audit_cases(office):
    case = file_complaint(office, by=None)

    assert sees(office, case) == ({*STAFF, "auditor"}, {*STAFF, "auditor"}, set(STAFF))


def test_a_secret_case_is_seen_by_who_may_take_its_task_and_by_superiors(office):
    case = file_complaint(office, by=None, confidential=True)
    able = {"petugas-loket", *SUPERIORS}

    assert sees(office, case) == (able, able, set())


def test_a_secret_case_is_seen_by_who_held_a_task_of_it(office):
    case = file_complaint(office, confidential=True)
    play(office, case, until="identify")
    held = {"petugas-loket", "analis-pengaduan", *SUPERIORS}

    assert sees(office, case) == (held, held, set())


def test_a_secret_case_is_seen_by_who_is_named_and_read_after_revealing(office):
    case = file_complaint(office, by=None, confidential=True)
    names = ("auditor", "analis-hukum", "admin")
    for name in names:
        NamedReader.objects.create(
            case=case,
            user_id=office.users[name],
            by="user:1",
            reads_identity=True,
            at=office.now,
        )
    able = {"petugas-loket", "auditor", "analis-hukum", *SUPERIORS}

    assert sees(office, case) == (able, able, {"analis-hukum"})


@pytest.mark.parametrize("confidential", [False, True])
def test_whoever_is_excluded_sees_nothing_whatever_he_holds(office, confidential):
    case = file_complaint(office, confidential=confidential)
    for name in office.users:
        Exclusion.objects.create(
            case=case, user_id=office.users[name], reason=b"", by="x", at=office.now
        )

    assert sees(office, case) == (set(), set(), set())


def test_who_is_kept_from_one_step_still_sees_the_case(office):
    case = file_complaint(office, by=None)
    Exclusion.objects.create(
        case=case,
        user_id=office.users["analis-pengaduan"],
        sop="penelaahan-substansi",
        step=1,
        reason=b"",
        by="x",
        at=office.now,
    )

    assert "analis-pengaduan" in sees(office, case)[0]


def test_the_office_chooses_which_roles_see_secret_cases(office):
    assert confidential_roles() == SUPERIORS
    profile = OfficeProfile.objects.latest("version")
    chosen = ["penata-perizinan", "auditor", "admin"]
    data = {**profile.data, "confidential_roles": chosen}
    OfficeProfile.objects.create(version=profile.version + 1, data=data, made_at=office.now)
    case = file_complaint(office, by=None, confidential=True)

    # Auditors are named case by case; whoever runs the machine sees no case at all.
    assert confidential_roles() == {"penata-perizinan"}
    assert sees(office, case)[0] == {"petugas-loket", "penata-perizinan"}


def test_a_task_that_another_holds_is_no_way_into_a_secret_case(office):
    case = file_complaint(office, confidential=True)
    other, _ = create_user(name="loket-dua", roles=["petugas-loket"], now=office.now, sign_in=False)
    office.users["loket-dua"] = other.pk
    assert Task.objects.get(case=case).assignee_id == office.users["petugas-loket"]

    assert "loket-dua" not in sees(office, case)[0]
    Task.objects.filter(case=case).update(assignee=None)
    assert "loket-dua" in sees(office, case)[0]


def test_a_revoked_role_and_a_closed_account_see_nothing(office):
    case = file_complaint(office, by=None)
    user = User.objects.get(pk=office.users["analis-hukum"])

    revoke_role(user_id=user.pk, role="analis-hukum", now=office.now)
    grant_role(user_id=user.pk, role="koordinator", now=office.now)
    set_active(user_id=user.pk, active=False, now=office.now, actor="system")

    user.refresh_from_db()
    gone = officer(user_id=user.pk, person=person_of(user, office.now))
    assert not visible_cases(gone).filter(pk=case.pk).exists()


@pytest.mark.parametrize("nobody", [PUBLIC, COMPLAINANT, SYSTEM])
def test_who_has_no_account_sees_no_case_by_number(office, nobody):
    file_complaint(office)

    assert handles_cases(nobody) is False
    assert not visible_cases(nobody).exists()
    assert not visible_tasks(nobody).exists()


def test_what_may_be_seen_costs_the_same_however_much_there_is(office):
    def queries():
        who = office.holder("analis-pengaduan")
        with CaptureQueriesContext(connection) as found:
            list(visible_cases(who))
            list(visible_tasks(who))
        return len(found)

    file_complaint(office)
    one = queries()
    for _ in range(3):
        file_complaint(office, confidential=True)

    assert queries() == one == 4
