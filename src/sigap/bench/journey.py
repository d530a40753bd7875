"""`sigap bench journey`: whole complaints through all steps over HTTP, from filing to archive."""

from __future__ import annotations

import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from sigap.bench.filling import fill
from sigap.bench.http import Client
from sigap.bench.servers import running

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from sigap.bench.http import Answer
    from sigap.bench.servers import Servers

API = "/api/v1"
_ROLES = (
    "petugas-loket",
    "analis-pengaduan",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
)
_MOST_TASKS = 80
_OK, _CREATED = 200, 201
# Refusals after which another open task has to be done first.
_LATER = frozenset({"consult-missing", "held-up"})


class JourneyFailed(Exception):
    """A call was answered otherwise than a journey can go on with."""


@dataclass
class Journey:
    """One complaint taken through its SOPs by clients of the API, one a role."""

    clients: dict[str, Client]
    number: str = ""
    steps: list[tuple[str, int, str]] = field(default_factory=list)
    loops: dict[tuple[str, int], str] = field(default_factory=dict)  # place → outcome, once

    def run(self, complaint: dict[str, Any]) -> None:
        """File the complaint and complete every task until nothing is open."""
        filed = self._expect(
            self.clients["petugas-loket"].post(f"{API}/complaints", complaint, "file"), _CREATED
        )
        self.number = filed["number"]
        tasks = self._open_tasks()
        for _ in range(_MOST_TASKS):
            if not tasks:
                return
            tasks = self._one(tasks)
        raise JourneyFailed(f"{self.number} did not end")

    def _open_tasks(self) -> list[dict[str, Any]]:
        answer = self.clients["koordinator"].get(f"{API}/cases/{self.number}", "case")
        return list(self._expect(answer, _OK)["tasks"])

    def _one(self, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Complete the first task that can be; return what is open then."""
        refused = []
        for task in tasks:
            client = self.clients[task["role"]]
            form = self._expect(client.get(f"{API}/tasks/{task['id']}", "task"), _OK)
            body = self._filled(task, form)
            answer = client.post(f"{API}/tasks/{task['id']}/complete", body, "complete")
            if answer.status == _OK:
                self.steps.append((task["sop"], task["no"], task["type"]))
                return list(answer.json["tasks"])
            problem = answer.json
            if problem.get("code") not in _LATER:
                raise JourneyFailed(f"{task['type']} {task['sop']} {task['no']}: {problem}")
            refused.append(problem["code"])
        raise JourneyFailed(f"{self.number}: nothing can be done: {refused}")

    def _filled(self, task: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {"data": fill(form["schema"], now=datetime.now(tz=UTC))}
        body["note"] = "Sesuai berkas."
        outcomes = [one["id"] for one in form["outcomes"]]
        if outcomes:
            wanted = self.loops.pop((task["sop"], task["no"]), "")
            body["outcome"] = wanted if wanted in outcomes else outcomes[0]
        return body

    def _expect(self, answer: Answer, status: int) -> dict[str, Any]:
        if answer.status != status:
            raise JourneyFailed(f"{answer.status}: {answer.body[:500]!r}")
        return dict(answer.json)


def complaint_body(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample complaint as the API takes it."""
    person = {key: value for key, value in sample["complainant"].items() if value}
    body = {
        key: sample[key]
        for key in (
            "channel",
            "permit_type",
            "subject",
            "text",
            "registration_number",
            "outside_number",
            "wanted",
            "anonymous",
            "confidential",
        )
        if sample[key] is not None
    }
    return {**body, "complainant": person}


def tokens_by_role() -> dict[str, str]:
    """Make a fresh officer with a token for each role; return the tokens by role."""
    from sigap.accounts.operations import create_user, issue_token

    now = datetime.now(tz=UTC)
    tokens = {}
    for role in _ROLES:
        user, _ = create_user(
            name=f"uji-{role}", roles=[role], now=now, full_name=f"Uji {role}", sign_in=False
        )
        _, tokens[role] = issue_token(user_id=user.pk, label="bench", now=now)
    return tokens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `bench journey` takes."""
    parser.add_argument("--journeys", type=int, default=20, help="banyaknya pengaduan (baku 20)")
    parser.add_argument("--clients", type=int, default=2, help="yang berjalan bersamaan (baku 2)")
    parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")


def run(args: argparse.Namespace, home: Path) -> int:
    """Measure on a fresh data folder, and on the database of DATABASE_URL if there is one."""
    figures = measure(home, journeys=args.journeys, clients=args.clients)
    if args.json:
        print(json.dumps(figures, indent=2))
        return 0
    table = Table(title=f"{figures['journeys']} pengaduan utuh, {figures['database']}")
    table.add_column("Ukuran")
    table.add_column("Nilai", justify="right")
    for name, value in figures.items():
        table.add_row(name, f"{value:.2f}" if isinstance(value, float) else str(value))
    Console().print(table)
    return 0


def measure(home: Path, *, journeys: int, clients: int) -> dict[str, Any]:
    """Return journeys, steps and papers per second, latencies and memory of one run."""
    from django.db import connection

    from sigap.bench.sample_office import sample_complaints
    from sigap.cases.queries.papers import count_papers

    tokens = tokens_by_role()
    samples = sample_complaints()
    with running(home) as servers:
        begun = time.monotonic()
        done, times = _in_parallel(servers, tokens, samples, journeys, clients)
        acts = time.monotonic() - begun
        while count_papers("waiting") and time.monotonic() - begun < 600:
            time.sleep(0.05)
        rendered = time.monotonic() - begun
        memory = {name: servers.memory_bytes(name) / 2**20 for name in ("serve", "worker")}
    completes = sorted(seconds for name, seconds in times if name == "complete")
    steps = sum(len(one.steps) for one in done)
    return {
        "database": connection.vendor,
        "journeys": len(done),
        "journeys_per_second": len(done) / acts,
        "tasks_per_second": steps / acts,
        "papers_per_second": count_papers("done") / rendered,
        "complete_p50_ms": statistics.median(completes) * 1000,
        "complete_p95_ms": completes[int(len(completes) * 0.95)] * 1000,
        "serve_mb": memory["serve"],
        "worker_mb": memory["worker"],
    }


def _in_parallel(
    servers: Servers,
    tokens: dict[str, str],
    samples: list[dict[str, Any]],
    journeys: int,
    clients: int,
) -> tuple[list[Journey], list[tuple[str, float]]]:
    done: list[Journey] = []
    times: list[tuple[str, float]] = []
    failures: list[Exception] = []
    todo = iter(range(journeys))
    lock = threading.Lock()

    def work() -> None:
        own = {role: Client(servers.base, token) for role, token in tokens.items()}
        while not failures:
            with lock:
                index = next(todo, None)
            if index is None:
                break
            journey = Journey(own)
            try:
                journey.run(complaint_body(samples[index % len(samples)]))
            except Exception as failure:  # noqa: BLE001 - told by the main thread
                failures.append(failure)
                return
            with lock:
                done.append(journey)
        with lock:
            times.extend(one for client in own.values() for one in client.times)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return done, times
