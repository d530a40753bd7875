"""The tables of the ledger. Nothing here writes: see `sigap.ledger.operations`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from sigap.ledger.canonical import moment_text, parse_moment

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.backends.base.base import BaseDatabaseWrapper

    _Field = models.Field[datetime | str, datetime]
else:
    _Field = models.Field


class MomentField(_Field):
    """A moment kept as the very text that is hashed, the same on every database.

    A database's own type would be rounded, shifted or printed by its rules; then a verifier
    would hash what a driver made of the value and not the value.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column's type: 27 characters."""
        return "varchar(27)"

    def from_db_value(self, value: str | None, *_: object) -> datetime | None:
        """Return the moment in the column."""
        return None if value is None else parse_moment(value)

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's signature
        """Return a moment, also from its text."""
        return parse_moment(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:  # noqa: ANN401 - Django's signature
        """Return the text for the column."""
        return value if value is None or isinstance(value, str) else moment_text(value)


class Entry(models.Model):
    """One thing that happened, hashed together with the entry before it in its stream.

    `data` is canonical JSON without personal data. `digests` is canonical JSON too: SHA-256
    by name, of the evidential rows and files that were written with this entry. `at` is when
    it happened, `recorded_at` when the system wrote it.
    """

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    event = models.CharField(max_length=60)
    at = MomentField()
    recorded_at = MomentField()
    actor = models.CharField(max_length=80)
    data = models.TextField()
    digests = models.TextField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}: {self.event}"

    @property
    def facts(self) -> dict[str, Any]:
        """Return `data` as values."""
        facts: dict[str, Any] = json.loads(self.data)
        return facts

    @property
    def hash_text(self) -> str:
        """Return the hash in hexadecimal, as it is printed and asked for."""
        return bytes(self.hash).hex()


class Chain(models.Model):
    """How long a stream is and what its last hash is; the row that an append locks.

    It shows at once if the last entries of a stream have been cut off.
    """

    stream = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveBigIntegerField()
    head = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.stream}: {self.length}"


class Leaf(models.Model):
    """The place of an entry in the one log of all streams; leaf and checkpoint come together."""

    index = models.PositiveBigIntegerField(primary_key=True)
    stream = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    entry = models.BinaryField(max_length=32, unique=True)  # its hash
    checkpoint = models.PositiveBigIntegerField()  # the size of the one it came in with

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="leaf_once")]

    def __str__(self) -> str:
        return f"leaf {self.index}: {self.stream} {self.seq}"


class Node(models.Model):
    """The root of 2^`level` leaves from `index` × 2^`level` on, kept so that proofs are quick."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Checkpoint(models.Model):
    """What the log was at a moment, signed: its size and its root."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = MomentField()
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"checkpoint {self.size}"
