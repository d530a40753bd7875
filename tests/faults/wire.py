"""The wire between an installation and its database, which can be cut."""

import asyncio
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit


class Wire:
    """Passes bytes on from a port of its own to the database; while cut, nobody is there."""

    def __init__(self, database_url):
        parts = urlsplit(database_url)
        self.target = (parts.hostname, parts.port)
        self.open, self.server, self.port = set(), None, 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.call(self.listen())
        self.url = database_url.replace(f":{parts.port}", f":{self.port}")

    def call(self, wanted):
        return asyncio.run_coroutine_threadsafe(wanted, self.loop).result(30)

    async def listen(self):
        self.server = await asyncio.start_server(self.pass_on, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def pass_on(self, reader, writer):
        ends = [writer]
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection(*self.target)
            ends.append(far_writer)
            self.open |= set(ends)
            await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
        for one in ends:
            self.open.discard(one)
            one.close()

    async def drop(self):
        self.server.close()
        for one in list(self.open):
            one.transport.abort()

    def cut(self, seconds):
        """Break every connection, and let no new one come for a while."""
        self.call(self.drop())
        time.sleep(seconds)
        self.call(self.listen())

    def close(self):
        self.call(self.drop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


async def copy(reader, writer):
    """Pass on what comes until one of the two is gone."""
    with suppress(OSError, asyncio.IncompleteReadError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
