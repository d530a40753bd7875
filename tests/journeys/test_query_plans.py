"""What an office asks all day finds its rows by an index, on either database.

Some thousand rows stand in the tables, the planner knows it, and every statement of every call
is explained. What reads a big table from end to end is fast today and slow in five years.
"""

import json
import re
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from sigap.accounts.models import User
from sigap.accounts.operations import issue_token
from sigap.accounts.queries import people
from sigap.bench.calls import API, BOOK, TWO_WORDS
from sigap.bench.copies import load
from sigap.bench.filling import fill
from sigap.bench.sample_office import sample_complaints
from sigap.bench.words import RARE_WORD
from sigap.cases.actor import SYSTEM
from sigap.cases.models import (
    Case,
    Complaint,
    Document,
    Notice,
    RegisterEntry,
    StepRun,
    Task,
)
from sigap.cases.operations import jobs
from sigap.cases.operations.office import load_reference_data
from sigap.cases.queries.measured import last_line, some_tracking_codes
from sigap.cases.queries.paging import encode
from sigap.ledger.copies import sign_and_copy
from sigap.ledger.models import Entry, Leaf
from sigap.worker.works import ROUNDS, WORKS

CASES = 1_000
BIG = 1_000  # rows from which on a table counts as one that grows with the years
# Read in its order and no further than the page: the newest cases, as the list shows them.
_IN_ORDER = {"case_newest"}
_WHOLE = ("seqscan", "hashjoin", "mergejoin")
_READS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
_STEP = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
_EXPLAINED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


class Plans:
    """Explains statements and keeps, by call, those that read a big table from end to end."""

    def __init__(self):
        models = [
            model
            for model in apps.get_models()
            if model._meta.managed and model._default_manager.count() >= BIG
        ]
        self.big = {model._meta.db_table for model in models}
        # Holding only what is open, due or failed, these grow with the work and not with the years.
        self.small = _IN_ORDER | {
            index.name
            for model in models
            for index in model._meta.indexes
            if index.condition and model._default_manager.filter(index.condition).count() < BIG
        }
        self.explained = {}
        self.scans = {}

    @contextmanager
    def of(self, call):
        """Explain what is asked within."""
        asked = []

        def keep(execute, sql, params, many, context):
            if not many and _EXPLAINED.match(sql):
                asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            yield
        self.explained[call] = len(asked)
        for sql, params in asked:
            for step in self.scanned(sql, params):
                self.scans.setdefault(call, {})[step] = sql

    def scanned(self, sql, params=()):
        """Return which steps of a statement read a big table from end to end."""
        read = _steps_of_sqlite if connection.vendor == "sqlite" else _steps_of_postgresql
        return [
            f"{table} by {index or 'nothing'}"
            for table, index in read(sql, params)
            if table in self.big and index not in self.small
        ]


def _steps_of_sqlite(sql, params):
    """Yield (table, index) of each step that reads all of either.

    A plan says aliases, and Django gives the same one to tables of different subqueries; which
    of them is read whole shows by the indexes by which the others are searched.
    """
    pairs = re.findall(r'(?:FROM|JOIN|,)\s+"?(\w+)"?(?:\s+(?:AS\s+)?"?([a-zA-Z]\d*)"?\b)?', sql)
    named = Counter((alias or table, table) for table, alias in pairs)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'")
        owner = dict(cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [_STEP.match(row[3]) for row in cursor.fetchall()]
    read = [step.groups() for step in steps if step]
    searched = Counter((alias, owner.get(by)) for how, alias, by in read if how == "SEARCH")
    for how, alias, by in read:
        if how == "SCAN" and by:
            yield owner[by], by
        elif how == "SCAN":
            for (name, table), times in named.items():
                if name == alias and searched[name, table] < times:
                    yield table, None


def _steps_of_postgresql(sql, params):
    """Yield the same."""
    with connection.cursor() as cursor:
        # A few thousand rows are as fast read whole; what counts is whether it can be otherwise.
        for way in _WHOLE:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
        for way in _WHOLE:
            cursor.execute(f"SET LOCAL enable_{way} = on")
    todo = [(one["Plan"], "") for one in found]
    while todo:
        node, above = todo.pop()
        table = node.get("Relation Name", above)
        todo += [(below, table) for below in node.get("Plans", ())]
        if node["Node Type"] in _READS and "Index Cond" not in node:
            yield table, node.get("Index Name")


@pytest.mark.django_db
def test_no_call_of_a_day_reads_a_big_table_from_end_to_end(settings):
    settings.SIGAP_SECOND_FACTOR_ROLES = frozenset()
    now = datetime.now(tz=UTC)
    load_reference_data(actor=SYSTEM, now=now - timedelta(days=400))
    load(CASES, now=now)
    sign_and_copy(now=now)  # else the first time takes in everything
    office = _Office(now)
    plans = Plans()
    assert plans.big >= {
        Model._meta.db_table
        for Model in (Case, Complaint, StepRun, Task, Document, RegisterEntry, Notice, Entry, Leaf)
    }

    office.ask("/transparansi/")  # which counts a year by reading it, and keeps what it found
    for call, do in office.calls():
        with plans.of(call):
            do()

    # Whether anything has happened since: one short row a case, read in some milliseconds.
    for call in ("transparency", "round checkpoint"):
        known = [step for step in plans.scans.get(call, ()) if step.startswith("ledger_chain by ")]
        for step in known:
            del plans.scans[call][step]
    assert {call: scans for call, scans in plans.scans.items() if scans} == {}
    # There is no virus scanner here, and no old file.
    silent = {call for call, count in plans.explained.items() if not count}
    assert silent <= {"round unscanned", "round files"}
    # The judge sees what it looks for.
    assert plans.scanned("SELECT * FROM cases_complaint WHERE text = ''")
    assert plans.scanned("SELECT * FROM cases_task t WHERE t.state = 'done' ORDER BY t.due_at")
    assert not plans.scanned("SELECT * FROM cases_case WHERE id = 1")


class _Office:
    """Its people and what they do all day."""

    def __init__(self, now):
        self.now = now
        self.desks = {name: _signed_in(name) for name in ("siti", "rina", "dewi", "admin")}
        self.public = Client()
        user = people("petugas-loket", now=now)[0]
        _, self.token = issue_token(user_id=int(user.id), label="loket", now=now)
        self.tokens = {"Authorization": f"Bearer {self.token}"}
        running = Case.objects.filter(closed_at=None, confidential=False).order_by("pk")
        self.ended = Case.objects.exclude(closed_at=None).order_by("pk").first()
        self.running = {(case.sop, case.step): case for case in running}
        self.code = some_tracking_codes(1)[0]
        self.year, self.last = last_line(BOOK)

    def calls(self):
        """Return each call with what does it."""
        look = self._look
        book = f"/buku/{BOOK}/?tahun={self.year}"
        person = "Suherman Wijaya"
        return [
            ("desk", look("siti", "/meja/")),
            ("desk of a coordinator", look("dewi", "/meja/")),
            ("desk, others", look("rina", "/meja/?tab=lain")),
            ("desk, search", look("rina", f"/meja/?q={TWO_WORDS}")),
            ("desk, late of a permit type", look("rina", "/meja/?lewat=1&izin=pbg")),
            ("list", look("rina", "/berkas/")),
            ("list of what is open", look("rina", "/berkas/?status=open")),
            ("list of a permit type", look("rina", "/berkas/?izin=pbg")),
            ("case, ended", look("rina", f"/berkas/{self.ended.number}/")),
            *(
                (f"case, at {sop} {step}, {name}", look(name, f"/berkas/{case.number}/"))
                for (sop, step), case in self.running.items()
                for name in ("siti", "rina", "dewi")
            ),
            ("search, rare word", look("rina", f"/berkas/?q={RARE_WORD}")),
            ("search, two words", look("rina", f"/berkas/?q={TWO_WORDS}")),
            ("search, person", look("siti", f"/berkas/?q={person}")),
            ("search, number", look("rina", f"/berkas/?q={self.ended.number}")),
            ("register", look("rina", book)),
            ("register, last page", look("rina", f"{book}&dari={encode(self.last - 50)}")),
            ("to call", look("siti", "/meja/hubungi/")),
            ("checks", look("admin", "/kelola/")),
            ("failed jobs", look("admin", "/kelola/pekerjaan/")),
            ("readiness", self._ask("/readyz")),
            ("tracking", self._ask(f"/lacak/{self.code}/")),
            ("tracking by machine", self._ask(f"{API}/track/{self.code}")),
            ("transparency", self._ask("/transparansi/")),
            ("cases by machine", self._ask(f"{API}/cases?limit=200", **self.tokens)),
            ("tasks by machine", self._ask(f"{API}/tasks", **self.tokens)),
            ("file", self._file),
            ("complete a step", self._complete),
            *((f"round {one.name}", self._round(one)) for one in ROUNDS),
            *((f"work {one.name}", self._work(one)) for one in WORKS),
        ]

    def _look(self, name, page):
        def look():
            assert self.desks[name].get(page).status_code == 200

        return look

    def ask(self, page, **headers):
        """Ask as the public, or as whoever has the token."""
        assert self.public.get(page, headers=headers).status_code == 200

    def _ask(self, page, **headers):
        return lambda: self.ask(page, **headers)

    def _file(self):
        sample = sample_complaints()[0]
        complaint = {
            "channel": "counter",
            "permit_type": sample["permit_type"],
            "subject": sample["subject"],
            "text": sample["text"],
            "complainant": {"name": "Ujang Suherman", "kind": "perorangan", "phone": "081200001"},
        }
        photo = SimpleUploadedFile("bukti.txt", b"Bukti setor.", content_type="text/plain")
        body = {"data": json.dumps(complaint), "files": photo}
        answer = self.public.post(f"{API}/complaints", body, headers=self.tokens)
        assert answer.status_code == 201, answer.content
        self.number = answer.json()["number"]

    def _complete(self):
        task = Task.objects.get(case__number=self.number)
        path = f"{API}/tasks/{task.pk}"
        schema = self.public.get(path, headers=self.tokens).json()["schema"]
        body = {"data": fill(schema, now=self.now), "note": "Sesuai berkas."}
        answer = self.public.post(
            f"{path}/complete", body, content_type="application/json", headers=self.tokens
        )
        assert answer.status_code == 200, answer.content

    def _round(self, one):
        return lambda: one.perform(now=datetime.now(tz=UTC))

    def _work(self, work):
        return lambda: jobs.claim(work, owner="uji", now=datetime.now(tz=UTC))


def _signed_in(name):
    browser = Client()
    browser.force_login(User.objects.get(username=name))
    return browser
