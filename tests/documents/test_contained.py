"""A renderer that hangs or dies is replaced; the caller only hears of it."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from sigap.documents.contained import ContainedRenderer
from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.render import RenderFailed
from tests.documents.papers import CODE, ISSUED_AT, VERIFY_URL, sample


@pytest.fixture
def renderer():
    renderer = ContainedRenderer()
    yield renderer
    renderer.close()


def ask(renderer, facts=None, **how):
    facts = KINDS["surat-balasan"].sample() if facts is None else facts
    how = {"issued_at": ISSUED_AT, "code": CODE, "verify_url": VERIFY_URL, **how}
    return renderer.render("surat-balasan", facts, sample_office(), **how)


def test_the_paper_is_the_same_as_without_containment(renderer):
    assert ask(renderer) == sample("surat-balasan")
    assert ask(renderer) == sample("surat-balasan")


def test_a_refusal_comes_through_and_leaves_the_renderer_alive(renderer):
    ask(renderer)
    child = renderer._child
    with pytest.raises(RenderFailed) as refused:
        ask(renderer, {"about": "x"})
    assert (refused.value.code, refused.value.reason) == ("facts", "surat-balasan: case: wajib ada")
    assert ask(renderer) == sample("surat-balasan")
    assert renderer._child is child


def test_a_hanging_renderer_is_stopped_and_replaced(renderer):
    ask(renderer)
    stuck = renderer._child.pid
    os.kill(stuck, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(RenderFailed) as refused:
        ask(renderer, seconds=0.2)
    assert refused.value.code == "time-out"
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(stuck, 0)
    assert ask(renderer) == sample("surat-balasan")


def test_a_hanging_renderer_holds_no_large_request_up(renderer):
    ask(renderer)
    os.kill(renderer._child.pid, signal.SIGSTOP)
    facts = {**KINDS["surat-balasan"].sample(), "salutation": "x" * 1_000_000}
    with pytest.raises(RenderFailed) as refused:
        ask(renderer, facts, seconds=0.2)
    assert refused.value.code == "time-out"


def test_a_dying_renderer_is_reported_and_replaced(renderer):
    ask(renderer)
    child = renderer._child.pid
    os.kill(child, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (child, signal.SIGKILL)).start()
    with pytest.raises(RenderFailed) as refused:
        ask(renderer)
    assert (refused.value.code, refused.value.reason) == (
        "crash",
        "surat-balasan: perender berhenti sendiri (status -9)",
    )
    assert ask(renderer) == sample("surat-balasan")


def test_a_renderer_that_died_between_papers_is_replaced_unseen(renderer):
    ask(renderer)
    renderer._child.kill()
    renderer._child.wait()
    assert ask(renderer) == sample("surat-balasan")


def test_the_renderer_has_bounds_on_its_memory(renderer):
    ask(renderer)
    limits = Path(f"/proc/{renderer._child.pid}/limits").read_text().splitlines()
    (line,) = [line for line in limits if line.startswith("Max address space")]
    assert line.split()[3] == str(2 * 1024**3)


def test_a_closed_renderer_starts_again(renderer):
    ask(renderer)
    renderer.close()
    assert renderer._child is None
    assert ask(renderer).pages == 1


def test_a_fork_does_not_share_the_renderer(renderer):
    ask(renderer)
    child = renderer._child
    renderer._owner += 1  # as if this were the other process
    assert ask(renderer) == sample("surat-balasan")
    assert renderer._child is not child
    child.kill()
    child.communicate()
