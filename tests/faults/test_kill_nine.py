"""Web and worker are killed with -9 at random moments while complaints run through the SOPs.

Nothing that was acknowledged is lost, nothing is done twice, nothing is half, every paper is
there in the end, and the ledger verifies. How many kills: KILLS_IN_TESTS (a full run has 100).
"""

import os
import random
import threading
import time

from sigap.bench.http import Client
from sigap.bench.journey import Journey, complaint_body
from sigap.bench.sample_office import sample_complaints

KILLS = int(os.environ.get("KILLS_IN_TESTS", "10"))
SEED = int(os.environ.get("SEED_OF_TESTS", "465"))
CLIENTS = 3


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

    def __init__(self, servers, tokens):
        self.servers, self.tokens = servers, tokens
        self.acknowledged, self.numbers, self.failures = [], [], []
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
                journey.run(complaint_body(sample))
                self.numbers.append(journey.number)
        except Exception as failure:  # noqa: BLE001 - told by the test
            self.failures.append(failure)
        finally:
            for client in clients.values():
                client.close()

    def kill_among(self, chance):
        """Kill and start again, until enough were killed or somebody failed."""
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 2.5))
            victim = chance.choice(("serve", "worker"))
            self.servers.kill(victim)
            self.servers.start(victim)
            if victim == "serve":
                self.servers.wait_until_up()
            if self.failures:
                break


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(installation):
    with installation.servers() as servers:
        crowd = Crowd(servers, installation.tokens)
        for thread in crowd.threads:
            thread.start()
        crowd.kill_among(random.Random(SEED))
        crowd.stop.set()
        for thread in crowd.threads:
            thread.join()
        assert crowd.failures == []
        wait_for_papers(installation)
    seen = installation.look()
    told = f"{len(crowd.numbers)} journeys, {len(crowd.acknowledged)} acknowledged completions"
    print(f"{KILLS} kills, {told}")

    assert_acknowledged_once(crowd.acknowledged, seen["cases"])
    # Whatever was asked once exists once: no second case after a retry, no case half way.
    assert sorted(seen["cases"]) == sorted(crowd.numbers)
    for case in seen["cases"].values():
        assert_whole(case)
    assert set(seen["papers"]) == {"done"}
    assert seen["damaged"] == []
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
