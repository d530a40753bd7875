"""All that the workers do: what the cases ask for, and what goes out by a channel."""

from __future__ import annotations

from datetime import timedelta

from sigap.archive import package
from sigap.cases.operations import jobs
from sigap.channels import outbox, staff_post
from sigap.ledger.copies import sign_and_copy

WORKS = (*jobs.WORKS, outbox.WORK, staff_post.WORK, package.WORK)
ROUNDS = (*jobs.ROUNDS, jobs.Round("checkpoint", timedelta(minutes=1), sign_and_copy))
