"""Users, the roles they hold or stand in for, and their tokens. Nothing here writes."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?", re.ASCII)
_SALT_BYTES = 16
# A day more than a year, so that it may end with the day that has the same date.
LONGEST_TOKEN = timedelta(days=366)


def new_salt() -> bytes:
    """Return the salt of a user's commitments in the ledger; it dies with the account's data."""
    return secrets.token_bytes(_SALT_BYTES)


class User(AbstractBaseUser):
    """Somebody who signs in: an officer, an auditor, an administrator, or a machine.

    Name, NIP, rank and position are printed on papers, so they are the officer's own words.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    nip = models.CharField(max_length=24, blank=True)
    position = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=160, blank=True)
    rank = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    salt = models.BinaryField(max_length=16, default=new_salt)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[BaseUserManager[User]] = BaseUserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.username


class RoleGrant(models.Model):
    """A role given to a user; taking it away ends the grant and keeps the row."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.SlugField(max_length=60)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["user", "role"], condition=Q(revoked_at=None), name="role_held_once"
            ),
        ]
        indexes = [Index(fields=["role"], condition=Q(revoked_at=None), name="role_holders")]

    def __str__(self) -> str:
        return f"{self.role} of user {self.user_id}"


class ActingAssignment(models.Model):
    """Pelaksana harian: `deputy` acts for `principal` in one role, until just before `ends_at`."""

    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acting_as")
    principal = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputies")
    role = models.SlugField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    legal_basis = models.CharField(max_length=300)  # number and date of the order
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="acting_forward"),
            models.CheckConstraint(condition=~Q(deputy=F("principal")), name="acting_for_another"),
        ]
        indexes = [Index(fields=["deputy", "ends_at"], name="acting_of_deputy")]

    def __str__(self) -> str:
        return f"user {self.deputy_id} for user {self.principal_id} as {self.role}"


class FactorReset(models.Model):
    """That an administrator took the second factors from an account, and why."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    reason = models.CharField(max_length=300)
    reset_at = models.DateTimeField()
    reset_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"reset of user {self.user_id}"


class ApiToken(models.Model):
    """A token of a machine or a person, kept as its hash only.

    `last_seen_on` is coarse on purpose (day of issue, or of the last use, in UTC): it tells
    which tokens are forgotten, without a write for every request.
    """

    class Scope(models.TextChoices):
        """What a token opens, within the roles of its user."""

        ALL = "all", "membaca dan mengerjakan"
        READ = "read", "membaca saja"
        FILE = "file", "mengirim pengaduan saja"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.ALL)
    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.prefix}… of user {self.user_id}"

    @property
    def ends_at(self) -> datetime:
        """Return when it opens nothing any more; one from before there was an end has one too."""
        return self.expires_at or self.created_at + LONGEST_TOKEN
