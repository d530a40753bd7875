"""How often staff pages ask the database: the same with 3 rows and with 3 000, at most 12 times."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.cases.identity import case_key, seal_text
from sigap.cases.models import Deviation, Message, Task
from sigap.cases.steps import FORMS
from tests.cases.office import file_complaint, open_tasks, play

MOST = 12
MANY = 3_000


def queries_of(browser, page):
    """Return how many queries a page costs once SOPs and calendars are known to the process."""
    assert browser.get(page).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        browser.get(page)
    return len(queries)


def test_the_case_page_costs_at_most_twelve_queries_at_every_step(office, sign_in):
    case = file_complaint(office)
    browsers = {role: sign_in(role) for role in office.users}
    counts = {}

    def look(work):
        task = work.task
        page = f"/berkas/{case.number}/?tugas={task.pk}"
        form = work.step.form if task.type == "step" else task.form or task.type
        counts[form] = queries_of(browsers[task.role], page)

    play(office, case, watch=look)

    assert {form: count for form, count in counts.items() if count > MOST} == {}
    assert counts.keys() >= {"intake", "identify", "draft", "memo", "consult", "archive"}
    assert len(counts) >= 17
    assert counts.keys() <= FORMS.keys()


def test_the_case_page_costs_the_same_whatever_lies_in_the_folder(office, sign_in):
    case = file_complaint(office)
    browser = sign_in("petugas-loket")
    before = queries_of(browser, f"/berkas/{case.number}/")
    now, body = datetime.now(tz=UTC), seal_text(case_key(case.pk), "Mohon kabar.")
    Deviation.objects.bulk_create(
        Deviation(case=case, code="x", at=now, text="lain") for _ in range(MANY)
    )
    Message.objects.bulk_create(
        Message(case=case, direction="in", kind="message", body=body, at=now, author="complainant")
        for _ in range(MANY)
    )

    after = queries_of(browser, f"/berkas/{case.number}/")

    assert before == after <= MOST


@pytest.mark.parametrize("role", ["petugas-loket", "koordinator"])
def test_who_only_looks_costs_no_more_than_who_works(role, office, sign_in):
    case = file_complaint(office)

    assert queries_of(sign_in(role), f"/berkas/{case.number}/") <= MOST
    assert Task.objects.get(pk=open_tasks(case)[0].pk).state == "open"


@pytest.mark.parametrize(
    "page", ["/meja/", "/meja/?tab=lain", "/meja/?q=PGD&lewat=1", "/meja/?q=suherman+bayar"]
)
def test_the_desk_costs_the_same_with_three_tasks_and_with_thousands(page, office, sign_in):
    cases = [file_complaint(office) for _ in range(3)]
    play(office, cases[0], until="accept")
    browser = sign_in("petugas-loket")
    before = queries_of(browser, page)
    some = Task.objects.get(case=cases[1])
    for number in range(MANY):
        some.pk = None
        some.assignee_id = office.users["petugas-loket"] if number % 2 else None
        some.save()

    after = queries_of(browser, page)

    assert before == after <= MOST


def test_a_person_of_many_roles_costs_no_more(office, sign_in):
    from sigap.accounts.models import RoleGrant

    one = office.users["koordinator"]
    for role in office.users:
        RoleGrant.objects.get_or_create(
            user_id=one, role=role, defaults={"granted_at": office.now, "granted_by": "x"}
        )
    for _ in range(3):
        file_complaint(office, by="")

    assert queries_of(sign_in("koordinator"), "/meja/") <= MOST
