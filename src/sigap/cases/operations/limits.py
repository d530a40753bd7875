"""How often the public may file, look up and sign in: one table, counted in the database.

Each limit is a bucket that empties steadily (GCRA): `burst` at once, then one more every
`refill`. A bucket is one number, the moment at which it is empty again, and taking from it is
one conditional update, so that any number of processes share it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sigap.cases.identity import blind
from sigap.cases.models import LimitBucket
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` at once, and one more every `refill` in the long run.

    Of the burst only `free` go without a proof of work; None: all.
    """

    burst: int
    refill: timedelta
    free: int | None = None

    @property
    def step_ms(self) -> int:
        """Return what one use adds to the bucket, in milliseconds."""
        return round(self.refill.total_seconds() * 1000)

    def tolerance_ms(self, times: int = 1, *, proven: bool = True) -> int:
        """Return how far ahead of now a bucket may be filled and still take `times` more."""
        room = self.burst if proven or self.free is None else self.free
        return self.step_ms * max(room - times, 0)


# Near a limit a browser has to find a number whose hash begins with so many zero bits: a second
# or two on an old phone. Without JavaScript its person waits instead.
PROOF_BITS = 16
PROOF_LIFE = timedelta(hours=1)
PROOF_WAIT = timedelta(minutes=1)

# An office receives about 300 complaints a day. Behind one address may stand a whole village
# office, or a telephone company's customers. This machine itself (`machine`) is no citizen: a
# script of the office, or a proxy whose word about addresses is not believed.
LIMITS = {
    "filing-address": Limit(30, timedelta(minutes=1), free=20),
    "filing-machine": Limit(300, timedelta(seconds=1)),
    "filing-contact": Limit(10, timedelta(hours=1), free=6),
    "filing-all": Limit(1200, timedelta(seconds=1), free=900),
    # Near a limit: each proof counts for one complaint; who can only wait, once a minute.
    "proof-once": Limit(1, PROOF_LIFE),
    "waited-address": Limit(1, PROOF_WAIT),
    # Files that are stored before anything is sent; each may have 10 MB.
    "upload-address": Limit(40, timedelta(seconds=20)),
    "upload-machine": Limit(600, timedelta(seconds=1)),
    "upload-all": Limit(600, timedelta(seconds=2)),
    "code-address": Limit(60, timedelta(seconds=2)),
    "code-all": Limit(5000, timedelta(milliseconds=50)),
    "writing-case": Limit(60, timedelta(minutes=5)),
    "sign-in-pair": Limit(10, timedelta(minutes=1)),
    "sign-in-account": Limit(50, timedelta(minutes=1)),
    "sign-in-address": Limit(60, timedelta(seconds=15)),
    # Six figures, three of them right at a time: a stranger with the password needs years.
    "second-step": Limit(8, timedelta(minutes=3)),
}

# Whose bucket: the name of a limit, and what is counted (an address, a number, a name).
Subject = tuple[str, str]


def take(*subjects: Subject, now: datetime, times: int = 1, proven: bool = True) -> None:
    """Count `times` uses of each limit, or of none.

    Always in the same order, so that two transactions never wait for each other.

    :raises Refused: `too-often`, with the seconds to wait; `proof-needed` where only those
        who have proved work have room.
    """
    with transaction.atomic():
        for name, subject in sorted(set(subjects)):
            if not _take(name, subject, times, now=now, proven=proven):
                filled = _filled(name, subject)
                _refuse([(LIMITS[name], filled)], now=now, times=times, proven=proven)
                raise too_often(1)  # emptied between the two looks


def give_back(*subjects: Subject, now: datetime) -> None:
    """Take a use back that turned out to be none of those that are counted."""
    moment = _ms(now)
    with transaction.atomic():
        for name, subject in sorted(set(subjects)):
            bucket = LimitBucket.objects.filter(limit=name, subject=_digest(name, subject))
            used = bucket.filter(filled_until_ms__gt=moment)
            used.update(filled_until_ms=F("filled_until_ms") - LIMITS[name].step_ms)


def require_room(*subjects: Subject, now: datetime, proven: bool = True) -> None:
    """Look whether each limit still has room, without counting.

    :raises Refused: `too-often`, `proof-needed`.
    """
    buckets = [(LIMITS[name], _filled(name, subject)) for name, subject in subjects]
    _refuse(buckets, now=now, proven=proven)


def too_often(wait_ms: int) -> Refused:
    """Return the refusal that asks to wait."""
    seconds = math.ceil(wait_ms / 1000)
    if seconds < 60:
        span = ngettext("%(n)d detik", "%(n)d detik", seconds) % {"n": seconds}
    else:
        minutes = math.ceil(seconds / 60)
        span = ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    return Refused(
        "too-often",
        _("Terlalu sering dalam waktu singkat. Coba lagi dalam %(span)s.") % {"span": span},
        detail={"retry_after_seconds": seconds},
    )


def _refuse(
    buckets: list[tuple[Limit, int]], *, now: datetime, proven: bool, times: int = 1
) -> None:
    """Refuse by the fullest bucket; ask for a proof only where that would help."""
    wait = max((_wait(one, filled, now=now, times=times) for one, filled in buckets), default=0)
    if wait:
        raise too_often(wait)
    waits = (_wait(o, filled, now=now, times=times, proven=proven) for o, filled in buckets)
    wait = max(waits, default=0)
    if wait:
        words = _(
            "Sedang banyak pengaduan dari alamat atau kontak ini. Kirim lewat halaman /lapor/, "
            "atau coba lagi nanti."
        )
        seconds = math.ceil(wait / 1000)
        raise Refused("proof-needed", words, detail={"retry_after_seconds": seconds})


def sweep_limits(*, now: datetime) -> int:
    """Forget the buckets that are empty; returns how many."""
    return LimitBucket.objects.filter(filled_until_ms__lt=_ms(now)).delete()[0]


def _take(name: str, subject: str, times: int, *, now: datetime, proven: bool) -> bool:
    """Take so many uses; return whether there was room."""
    limit, moment = LIMITS[name], _ms(now)
    bucket = LimitBucket.objects.filter(limit=name, subject=_digest(name, subject))
    most = moment + limit.tolerance_ms(times, proven=proven)
    has_room = bucket.filter(filled_until_ms__lte=most)
    fuller = Greatest(F("filled_until_ms"), moment) + limit.step_ms * times
    if has_room.update(filled_until_ms=fuller):
        return True
    if bucket.exists():
        return False
    fresh = LimitBucket(limit=name, subject=_digest(name, subject), filled_until_ms=0)
    # Of two first uses at once, one makes the row and both then take from it.
    LimitBucket.objects.bulk_create([fresh], ignore_conflicts=True)
    return bool(has_room.update(filled_until_ms=fuller))


def _filled(name: str, subject: str) -> int:
    bucket = LimitBucket.objects.filter(limit=name, subject=_digest(name, subject))
    return bucket.values_list("filled_until_ms", flat=True).first() or 0


def _wait(
    limit: Limit, filled_until_ms: int, *, now: datetime, times: int = 1, proven: bool = True
) -> int:
    return max(0, filled_until_ms - limit.tolerance_ms(times, proven=proven) - _ms(now))


def _digest(name: str, subject: str) -> bytes:
    """Return what is stored for an address or a number: not the thing itself."""
    return blind(f"limit-{name}", subject)


def _ms(moment: datetime) -> int:
    return math.floor(moment.timestamp() * 1000)
