"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path, re_path

from sigap.portal.views import filing, home, survey, tracking

app_name = "portal"

_ACTS = "messages|completion|rating|objection|withdraw"

urlpatterns = [
    path("", home.home, name="home"),
    path("lapor/", filing.file_complaint, name="filing"),
    path("lapor/diterima/", filing.received, name="received"),
    path("lapor/tanda-terima.pdf", filing.receipt, name="receipt"),
    path("survei/<slug:code>/", survey.survey, name="survey"),
    path("survei/<slug:code>", survey.survey),
    path("lacak/", tracking.ask_code, name="ask-code"),
    path("lacak/<slug:code>/", tracking.follow, name="follow"),
    path("lacak/<slug:code>", tracking.follow),  # as the QR codes on papers say it
    re_path(rf"^lacak/(?P<code>[-\w]+)/(?P<what>{_ACTS})/$", tracking.act, name="act"),
    path("verifikasi/<slug:code>/", home.verify, name="verify"),
    path("verifikasi/<slug:code>", home.verify),
]
