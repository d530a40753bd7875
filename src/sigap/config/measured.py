"""The settings of servers that are measured: those of the installation, and the floor beside."""

from __future__ import annotations

from sigap.config.settings import *  # noqa: F403
from sigap.config.settings import PACKAGE, TEMPLATES

ROOT_URLCONF = "sigap.config.measured_urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [PACKAGE / "bench/templates"]}]
