"""Every error of the API is a problem (RFC 9457) with a stable code, in Indonesian."""

import ast
import errno
from pathlib import Path

import grimp
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

import sigap
from sigap.api import problems
from sigap.api.calls import tasks as task_calls
from sigap.cases.filestore import FileDamaged
from sigap.cases.models import Case
from sigap.cases.operations import papers
from sigap.core.errors import InvalidInput, Refused
from tests.api.clients import COMPLAINT, Api


def raised_codes():
    """Yield (code, place) of every refusal in what the API imports, however far down."""
    root = Path(sigap.__file__).parent
    graph = grimp.build_graph("sigap", cache_dir=None)
    reached = graph.find_upstream_modules("sigap.api", as_package=True)
    for module in sorted(reached):
        if module.startswith("sigap.accounts."):
            continue  # only tokens are read there; what changes accounts is refused elsewhere
        path = root.parent / module.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield first.value, f"{path.relative_to(root)}:{node.lineno}"


def test_every_code_that_is_raised_has_its_status():
    listed = {code for codes in problems.STATUSES.values() for code in codes}
    missing = {code: place for code, place in raised_codes() if code not in listed}
    assert missing == {}, "say in api/problems.py which HTTP status these codes mean"


def test_no_code_stands_under_two_statuses():
    codes = [code for codes in problems.STATUSES.values() for code in codes]
    assert len(codes) == len(set(codes))


def test_every_status_of_a_case_that_blocks_work_is_a_conflict():
    blocking = [one for one in Case.Status.values if one != Case.Status.OPEN]
    assert {problems.status_of(one) for one in blocking} == {409}


def problem_of(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"] == f"/api/v1/docs#{code}"
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v2/tasks",
        "/api/v1/tidak-ada",
        "/api/v1/tasks/",
        "/api/v1/tasks/abc",
        "/api/v1/tasks/-1",
        "/api/v1/tasks/a%0Ab/start",
        "/api/v1/%0A",
        "/api/v1/cases/PGD-2026-99999/tidak-ada",
        "/api/v1/sops/penerimaan-pengaduan.docx",
        "/api/v1/reports",
    ],
)
def test_an_address_that_is_not_there(api, path):
    problem_of(api("petugas-loket").http.get(path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("delete", "/api/v1/tasks", "GET"),
        ("put", "/api/v1/complaints", "POST"),
        ("patch", "/api/v1/tasks/1/draft", "PUT"),
        ("post", "/api/v1/openapi.json", "GET, HEAD"),
    ],
)
def test_a_method_that_is_not_there(api, method, path, allowed):
    answer = getattr(api("petugas-loket").http, method)(path)
    problem_of(answer, 405, "method")
    assert answer["Allow"] == allowed


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer salah", "Basic YTpi", "sigap_x"]
)
def test_no_token_or_a_wrong_one(office, header):
    client = Api()
    client.headers = {} if header is None else {"Authorization": header}
    answer = client.get("/tasks")
    problem_of(answer, 401, "token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Sigap"'


def test_head_is_answered_like_get_without_a_body(api):
    answer = api().http.head("/api/v1/sops")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_bare_root_leads_to_the_page_about_the_api(api):
    answer = api().http.get("/api/v1/")
    assert (answer.status_code, answer["Location"]) == (302, "/api/v1/docs")


def failing(wrong):
    def fail(*args, **kwargs):
        raise wrong

    return fail


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        (OperationalError("database is locked"), 503, "busy"),
        (OperationalError("server closed the connection unexpectedly"), 503, "busy"),
        (InterfaceError("connection already closed"), 503, "busy"),
        (OperationalError("database or disk is full"), 503, "disk-full"),
        (OSError(errno.ENOSPC, "No space left on device"), 503, "disk-full"),
        (OperationalError("attempt to write a readonly database"), 503, "read-only"),
        (OSError(errno.EROFS, "Read-only file system"), 503, "read-only"),
        (FileDamaged("ab12: cut off"), 500, "file-damaged"),
        (OSError(errno.EIO, "Input/output error"), 500, "fault"),
        (DatabaseError("value too long"), 500, "fault"),
        (KeyError("rahasia"), 500, "fault"),
        (InvalidInput("kalender tidak sampai tahun itu"), 422, "invalid-input"),
        (Refused("not-initialised", "Kantor belum disiapkan."), 503, "not-initialised"),
    ],
)
def test_faults_below_are_told_apart(api, monkeypatch, wrong, status, code):
    monkeypatch.setattr(task_calls, "tasks", failing(wrong))
    answer = api("petugas-loket").get("/tasks")
    told = problem_of(answer, status, code)
    assert "rahasia" not in told["detail"]
    assert ("Retry-After" in answer) == (status == 503)


def test_a_full_disk_while_a_file_comes_in_leaves_nothing(api, monkeypatch):
    from sigap.cases import filestore

    monkeypatch.setattr(
        filestore.Writer, "_seal", failing(OSError(errno.ENOSPC, "No space left on device"))
    )
    answer = api().upload("/complaints", COMPLAINT, ("a.txt", b"isi"))
    problem_of(answer, 503, "disk-full")
    assert not Case.objects.exists()
    assert not list(filestore.folder().rglob("*.part"))


def test_a_database_lost_before_the_commit_leaves_nothing(api, monkeypatch):
    monkeypatch.setattr(
        "sigap.cases.operations.register.order_paper",
        failing(OperationalError("server closed the connection")),
    )
    problem_of(api().post("/complaints", COMPLAINT, key="satu"), 503, "busy")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told_reader"),
    [
        (OSError(errno.ENOSPC, "full"), (409, "not-rendered")),
        (OperationalError("database is locked"), (503, "busy")),
    ],
)
def test_a_paper_that_cannot_be_rendered_now_does_not_undo_what_was_done(
    api, monkeypatch, wrong, told_reader
):
    monkeypatch.setattr(papers, "render_document", failing(wrong))
    told = api().post("/complaints", COMPLAINT)
    assert told.status_code == 201
    clerk = api("petugas-loket")
    (paper,) = clerk.get(f"/cases/{told.json()['number']}/documents").json()["items"]
    assert paper["status"] == "rendering"
    problem_of(clerk.get(f"/documents/{paper['id']}"), *told_reader)


def test_a_wrong_host_is_a_problem_too(api):
    answer = api().http.get("/api/v1/sops", headers={"Host": "jahat.example"})
    problem_of(answer, 400, "unreadable")


def test_a_fault_is_logged_and_its_inside_is_not_told(api, monkeypatch, caplog):
    monkeypatch.setattr(task_calls, "tasks", failing(ValueError("nama Suherman")))
    answer = api("petugas-loket").get("/tasks")
    told = problem_of(answer, 500, "fault")
    assert answer["X-Request-ID"]
    assert "Suherman" not in str(told)
    assert "request.failed" in caplog.text
    assert "Suherman" not in caplog.text
