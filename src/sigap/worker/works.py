"""All that the workers do: what the cases ask for, and what goes out by a channel."""

from __future__ import annotations

from sigap.cases.operations import jobs
from sigap.channels import outbox

WORKS = (*jobs.WORKS, outbox.WORK)
ROUNDS = jobs.ROUNDS
