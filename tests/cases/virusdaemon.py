"""A real clamd of its own, with one signature: that of the EICAR test file."""

import os
import shutil
import socket
import subprocess
import time

# In halves: a scanner that looks over this file shall not find it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test"


class Clamd:
    """Starts and stops; `place` is what SIGAP_CLAMD says."""

    def __init__(self, folder):
        self.folder = folder
        self.place = f"unix:{folder}/clamd.sock"
        self._process = None
        (folder / "db").mkdir()
        (folder / "db" / "eicar.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
        lines = [
            f"DatabaseDirectory {folder}/db",
            f"LocalSocket {folder}/clamd.sock",
            "Foreground yes",
            "MaxThreads 2",
            *(["User root"] if os.geteuid() == 0 else []),
        ]
        (folder / "clamd.conf").write_text("\n".join(lines) + "\n")

    @staticmethod
    def program():
        """Return the daemon's program, None if it is not installed."""
        return shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")

    def start(self):
        self._process = subprocess.Popen(
            [self.program(), f"--config-file={self.folder}/clamd.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while True:
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
                    wire.connect(str(self.folder / "clamd.sock"))
                    return
            except OSError:
                assert time.monotonic() < end
                assert self._process.poll() is None, "clamd ended"
                time.sleep(0.1)

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait(30)
            self._process = None
        (self.folder / "clamd.sock").unlink(missing_ok=True)
