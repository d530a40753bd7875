"""Issue letters from many hands at once, a third of which die midway; run by `test_letters.py`.

`letters.py threads 50 1000` or `letters.py processes 8 1000`. A thread loses its connection in
the middle of the transaction, a process kills itself with -9; the letter is then issued again,
as an officer would. Prints how many deaths there were.
"""

import os
import signal
import sys
import threading
from datetime import UTC, datetime

from sigap.config.start import start_django

start_django()

from django.db import DatabaseError, InterfaceError, connection, connections, transaction  # noqa: E402

from sigap.cases.actor import SYSTEM  # noqa: E402
from sigap.cases.operations.locking import lock_case  # noqa: E402
from sigap.cases.operations.papers import order_paper  # noqa: E402
from sigap.cases.operations.register import Filing, register_complaint  # noqa: E402
from sigap.cases.steps.form import Paper  # noqa: E402
from sigap.core.masking import Identity  # noqa: E402
from sigap.documents.kinds import KINDS  # noqa: E402

KIND = "surat-pemberitahuan"
CASES = 20
NOW = datetime.now(tz=UTC)


def cases():
    """Return the ids of as many cases as letters are issued in."""
    filing = {
        "channel": "counter",
        "permit_type": "pbg",
        "subject": "Retribusi PBG belum divalidasi",
        "text": "Sudah dibayar sejak Desember.",
        "complainant_kind": "perorangan",
    }
    person = Identity(name="Suherman Wijaya", phone="0812-0000-0100")
    filed = [
        register_complaint(filing=Filing(identity=person, **filing), actor=SYSTEM, now=NOW)
        for _ in range(CASES)
    ]
    return [one.case.pk for one in filed]


def issue(case_id, *, die=None):
    """Issue one letter in a transaction of its own; `die` ends it before it is kept."""
    with transaction.atomic():
        file = lock_case(case_id, now=NOW)
        facts = {**KINDS[KIND].sample(), "number": ""}
        order_paper(file, Paper(KIND, facts, KIND), run=None, actor=SYSTEM, now=NOW)
        if die:
            die()


def cut_off():
    """Let the server end this very connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def kill_self():
    os.kill(os.getpid(), signal.SIGKILL)


def by_threads(hands, letters, ids):
    deaths = []

    def work(mine):
        for letter in mine:
            if letter % 3 == 0:
                try:
                    issue(ids[letter % CASES], die=cut_off)
                except (DatabaseError, InterfaceError):
                    deaths.append(letter)
                connections.close_all()
            issue(ids[letter % CASES])
        connections.close_all()

    threads = [
        threading.Thread(target=work, args=(range(hand, letters, hands),)) for hand in range(hands)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(deaths)


def by_processes(hands, letters, ids):
    left = {hand: list(range(hand, letters, hands)) for hand in range(hands)}
    dies = {letter for letter in range(letters) if letter % 3 == 0}
    running, deaths = {}, 0

    def begin(hand):
        todo = left[hand]
        # A process works up to the letter at which it dies, or to the end.
        fatal = next((place for place, letter in enumerate(todo) if letter in dies), None)
        upto = len(todo) if fatal is None else fatal
        process = os.fork()
        if not process:
            try:
                for letter in todo[:upto]:
                    issue(ids[letter % CASES])
                if fatal is not None:
                    issue(ids[todo[fatal] % CASES], die=kill_self)
            except BaseException as failure:  # noqa: BLE001 - told by the status
                print(failure, file=sys.stderr)
                os._exit(1)
            os._exit(0)
        running[process] = (hand, upto)

    for hand in left:
        begin(hand)
    while running:
        process, status = os.wait()
        hand, upto = running.pop(process)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            deaths += 1
            dies.discard(left[hand][upto])
            left[hand] = left[hand][upto:]
            begin(hand)
        elif os.WEXITSTATUS(status):
            sys.exit(1)
    return deaths


if __name__ == "__main__":
    how, many_hands, many_letters = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    case_ids = cases()
    connections.close_all()
    run = {"threads": by_threads, "processes": by_processes}[how]
    print(run(many_hands, many_letters, case_ids))
