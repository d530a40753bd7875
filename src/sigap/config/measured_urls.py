"""The addresses of the installation and the floor's two."""

from __future__ import annotations

from django.urls import path

from sigap.bench import floor
from sigap.config import urls
from sigap.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path(floor.EMPTY[1:], floor.empty),
    path(floor.LIST[1:], floor.listing),
    *urls.urlpatterns,
]
