"""A kind of work for the tests, and a worker process that does it."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from django.apps import apps
from django.db import connection, models

if not apps.ready:
    django.setup()  # in a process of its own

from sigap.cases.models.leased import LeasedRow
from sigap.cases.operations.jobs import Work
from sigap.core.errors import Refused

ROOT = Path(__file__).resolve().parents[2]


class Parcel(LeasedRow):
    """Counts how often it was begun and ended."""

    wish = models.CharField(max_length=20, default="")
    begun = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)

    class Meta:
        app_label = "parcels"

    def __str__(self):
        return f"parcel {self.pk}"


def deliver(parcel_id, *, now):
    """Do what the parcel wishes; end its waiting once."""
    parcels = Parcel.objects.filter(pk=parcel_id)
    parcels.update(begun=models.F("begun") + 1)
    wish = parcels.get().wish
    if wish == "refuse":
        raise Refused("no", "alamat tidak ada")
    if wish == "burst":
        raise ValueError("Budi Santoso")
    if wish.startswith("sleep"):
        time.sleep(float(wish.removeprefix("sleep")))
    waiting = parcels.filter(state=LeasedRow.State.WAITING)
    waiting.update(state=LeasedRow.State.DONE, ended=models.F("ended") + 1)


def parcels(lease=timedelta(seconds=30), is_hopeless=lambda _: False):
    return Work("parcels", Parcel, deliver, lease, is_hopeless)


def database_url():
    """Return the address of the test database, for a process of its own."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    login = f"{place['USER']}:{place['PASSWORD']}"
    return f"postgres://{login}@{place['HOST']}:{place['PORT']}/{place['NAME']}"


def environment():
    """Return what a worker process of its own needs to find the test database."""
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": path}


def main(lease_seconds, wait_seconds):
    """Be a worker process until stopped."""
    from sigap.worker import loop

    if wait_seconds:
        loop._SHORTEST_WAIT = loop._LONGEST_WAIT = wait_seconds
    loop.Worker(works=(parcels(lease=timedelta(seconds=lease_seconds)),), rounds=()).run()


def start_worker(lease_seconds=1.0, wait_seconds=0.0):
    """Start a worker process of its own on the test database."""
    code = f"from tests.worker.parcels import main; main({lease_seconds}, {wait_seconds})"
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), stderr=subprocess.DEVNULL
    )
