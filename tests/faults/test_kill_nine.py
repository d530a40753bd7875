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


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(installation):
    chance = random.Random(SEED)
    acknowledged, numbers, failures = [], [], []
    stop = threading.Event()
    with installation.servers() as servers:

        def work(index):
            clients = {}
            for role, token in installation.tokens.items():
                clients[role] = Recorder(servers.base, token, retries=True)
                clients[role].acknowledged = acknowledged
            samples = sample_complaints()[index::CLIENTS]
            try:
                for sample in samples:
                    if stop.is_set():
                        return
                    journey = Journey(clients)
                    journey.run(complaint_body(sample))
                    numbers.append(journey.number)
            except Exception as failure:
                failures.append(failure)
            finally:
                for client in clients.values():
                    client.close()

        threads = [threading.Thread(target=work, args=(index,)) for index in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 2.5))
            victim = chance.choice(("serve", "worker"))
            servers.kill(victim)
            servers.start(victim)
            if victim == "serve":
                servers.wait_until_up()
            if failures:
                break
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        wait_for_papers(installation)
    seen = installation.look()
    print(f"{KILLS} kills, {len(numbers)} journeys, {len(acknowledged)} acknowledged completions")

    assert set(numbers) <= seen["cases"].keys()
    for number, task in acknowledged:
        assert task in seen["cases"][number]["done"]
    assert len(acknowledged) == len(set(acknowledged))
    for case in seen["cases"].values():
        places = [tuple(run[:3]) for run in case["runs"]]
        assert len(places) == len(set(places))
    for number in numbers:
        case = seen["cases"][number]
        assert case["status"] == "closed"
        assert case["open"] == 0
        assert len({tuple(run[:2]) for run in case["runs"]}) == 17
        assert all(run[3] for run in case["runs"])
    # Whatever was asked once exists once: every case ran to its end or not at all.
    assert len(seen["cases"]) == len(numbers)
    assert set(seen["papers"]) == {"done"}
    assert seen["damaged"] == []
    assert seen["files"] >= seen["papers"]["done"]
    installation.run("ledger", "verify")


def wait_for_papers(installation):
    """Return when no paper waits any more; leases of killed workers have to run out first."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if set(installation.look()["papers"]) == {"done"}:
            return
        time.sleep(2)
