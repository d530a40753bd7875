"""How passwords are hashed."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB for each try, as OWASP's password storage sheet has it.

    Django's own 100 MiB with eight threads would let thirty sign-ins at once fill a small server.
    """

    time_cost = 1
    memory_cost = 47_104  # KiB
    parallelism = 1
