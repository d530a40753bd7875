"""A renderer that dies over whatever it is asked for."""

from contextlib import contextmanager
from threading import Event, Thread

from sigap.documents.contained import RENDERER


@contextmanager
def renderer_dies():
    """Kill the renderer of this process as soon as it is asked for something."""
    RENDERER.close()
    done = Event()

    def kill():
        while not done.wait(0.001):
            child = RENDERER._child
            if child is not None and child.poll() is None:
                child.kill()

    killer = Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        done.set()
        killer.join()
