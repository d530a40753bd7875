"""Django's name for the staff pages; no models."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk app."""

    name = "sigap.desk"
    label = "desk"
