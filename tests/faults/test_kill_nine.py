"""Two web and two worker processes are killed with -9 while complaints run through the SOPs.

On PostgreSQL the wire to the database is cut and the database itself crashes, too. Nothing that
was acknowledged is lost, nothing is done twice, nothing is half, every paper is there in the end,
no file is left over, no notice goes out twice, and the ledger verifies. How many kills:
KILLS_IN_TESTS (a full run has 100).
"""

import os
import random
import signal
import socket
import threading
import time
from collections import Counter

import psycopg
import pytest
import temporary_postgres
from aiosmtpd.controller import Controller

from sigap.bench.http import Client
from sigap.bench.journey import Journey, complaint_body
from sigap.bench.sample_office import sample_complaints
from tests.faults.conftest import Installation
from tests.faults.wire import Wire

KILLS = int(os.environ.get("KILLS_IN_TESTS", "10"))
SEED = int(os.environ.get("SEED_OF_TESTS", "465"))
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
CLIENTS = 3
VICTIMS = ("serve", "one of serve", "worker", "worker-2")


class Post:
    """A mail server that counts the mails by the id that each keeps through its tries."""

    def __init__(self):
        self.mails = Counter()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name there
        head = envelope.content.decode().partition("\r\n\r\n")[0]
        (name,) = [line for line in head.splitlines() if line.startswith("Message-ID:")]
        self.mails[name] += 1
        return "250 OK"


@pytest.fixture
def post():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    post.settings = {
        "SIGAP_OUTBOUND_DELIVERY": "yes",
        "SIGAP_SMTP_HOST": "127.0.0.1",
        "SIGAP_SMTP_PORT": str(port),
        "SIGAP_SMTP_SECURITY": "none",
        "SIGAP_SMTP_FROM": "kantor@example.id",
        "SIGAP_WORKERS": "2",
    }
    yield post
    controller.stop()


@pytest.fixture
def database():
    """Return a database of its own that may crash, behind a wire; None for SQLite."""
    if not ON_POSTGRES:
        yield None
        return
    with temporary_postgres.temporary_postgres(temporary_postgres.programs()) as url:
        wire = Wire(url)
        wire.direct = url
        yield wire
        wire.close()


class Recorder(Client):
    """A client that remembers which completions were acknowledged."""

    acknowledged = None

    def _ask(self, method, path, body, name, key):
        answer = super()._ask(method, path, body, name, key)
        if name == "complete" and answer.status == 200:
            self.acknowledged.append((answer.json["case"]["number"], int(path.split("/")[-2])))
        return answer


class Crowd:
    """Several officers' clients at once, each taking complaint after complaint to the end."""

    def __init__(self, servers, tokens, database):
        self.servers, self.tokens, self.database = servers, tokens, database
        self.acknowledged, self.numbers, self.failures = [], [], []
        self.killed = Counter()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(CLIENTS)]

    def work(self, index):
        clients = {}
        for role, token in self.tokens.items():
            clients[role] = Recorder(self.servers.base, token, retries=True)
            clients[role].acknowledged = self.acknowledged
        try:
            for sample in sample_complaints()[index::CLIENTS]:
                if self.stop.is_set():
                    return
                journey = Journey(clients)
                body = complaint_body(sample)
                body["complainant"]["email"] = "pelapor@example.id"
                journey.run(body)
                self.numbers.append(journey.number)
        except Exception as failure:  # noqa: BLE001 - told by the test
            self.failures.append(failure)
        finally:
            for client in clients.values():
                client.close()

    def kill_among(self, chance):
        """Kill and start again, until enough were killed or somebody failed."""
        ways = [*VICTIMS, *(("wire", "database") if self.database else ())]
        chance.shuffle(ways)
        for number in range(KILLS):
            time.sleep(chance.uniform(0.2, 2.5))
            self.kill(ways[number % len(ways)], chance)
            if self.failures:
                break

    def kill(self, victim, chance):
        self.killed[victim] += 1
        if victim == "wire":
            self.database.cut(chance.uniform(0.1, 2))
        elif victim == "database":
            crash(self.database.direct)
        elif victim == "one of serve":
            assert self.servers.kill_child("serve")
        else:
            self.servers.kill(victim)
            self.servers.start(victim)
        self.servers.wait_until_up()


def crash(url):
    """Kill one process of the database, whereupon the others die and it recovers."""
    with psycopg.connect(url) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(tmp_path, post, database):
    url = database.url if database else ""
    installation = Installation(tmp_path / "var", url, **post.settings)
    with installation.servers() as servers:
        servers.start("worker-2")
        crowd = Crowd(servers, installation.tokens, database)
        for thread in crowd.threads:
            thread.start()
        crowd.kill_among(random.Random(SEED))
        crowd.stop.set()
        for thread in crowd.threads:
            thread.join()
        assert crowd.failures == []
        wait_for_papers(installation)
    seen = installation.look("sweep")
    journeys = f"{len(crowd.numbers)} journeys, {len(crowd.acknowledged)} acknowledged completions"
    left = f"{len(post.mails)} mails, {seen['files']} files, {seen['swept']} left over and swept"
    print(f"kills {dict(crowd.killed)}: {journeys}, {left}")

    assert_acknowledged_once(crowd.acknowledged, seen["cases"])
    # Whatever was asked once exists once: no second case after a retry, no case half way.
    assert sorted(seen["cases"]) == sorted(crowd.numbers)
    for case in seen["cases"].values():
        assert_whole(case)
    assert set(seen["papers"]) == {"done"}
    assert (seen["damaged"], seen["orphans"]) == ([], [])
    assert [one for one, times in Counter(map(tuple, seen["notices"])).items() if times > 1] == []
    assert [mail for mail, times in post.mails.items() if times > 1] == []
    assert post.mails
    installation.run("ledger", "verify")


def assert_acknowledged_once(acknowledged, cases):
    assert len(acknowledged) == len(set(acknowledged))
    for number, task in acknowledged:
        assert task in cases[number]["done"]


def assert_whole(case):
    places = [tuple(run[:3]) for run in case["runs"]]
    assert len(places) == len(set(places))
    assert len({place[:2] for place in places}) == 17
    assert all(run[3] for run in case["runs"])
    assert (case["status"], case["open"]) == ("closed", 0)


def wait_for_papers(installation):
    """Return when no paper waits any more; leases of killed workers have to run out first."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if set(installation.look()["papers"]) == {"done"}:
            return
        time.sleep(2)
