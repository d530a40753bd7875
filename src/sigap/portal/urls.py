"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path, re_path

from sigap.portal.views import filing, home, openness, survey, tracking

app_name = "portal"

_ACTS = "messages|completion|rating|objection|withdraw|data"

urlpatterns = [
    path("", home.home, name="home"),
    path(".well-known/security.txt", home.security, name="security"),
    path("privasi/", home.privacy, name="privacy"),
    path("lapor/", filing.file_complaint, name="filing"),
    path("lapor/usul/", filing.propose, name="propose"),
    path("lapor/diterima/", filing.received, name="received"),
    path("lapor/tanda-terima.pdf", filing.receipt, name="receipt"),
    path("survei/<slug:code>/", survey.survey, name="survey"),
    path("survei/<slug:code>", survey.survey),
    path("transparansi/", openness.openness, name="openness"),
    path("transparansi/datapackage.json", openness.data_package, name="data-package"),
    path("transparansi/data/<int:year>/datapackage.json", openness.data_package),
    re_path(
        r"^transparansi/data/(?P<year>\d{4})/(?P<name>[a-z_]+)\.(?P<form>csv|json)$",
        openness.open_data,
        name="open-data",
    ),
    path("lacak/", tracking.ask_code, name="ask-code"),
    path("lacak/<slug:code>/", tracking.follow, name="follow"),
    path("lacak/<slug:code>", tracking.follow),  # as the QR codes on papers say it
    path("lacak/<slug:code>/data-pribadi/", tracking.own_data, name="own-data"),
    path("lacak/<slug:code>/jawaban/", tracking.answer_file, name="answer-file"),
    path(
        "lacak/<slug:code>/berkas/<int:attachment_id>/", tracking.file_from_office, name="sent-file"
    ),
    re_path(rf"^lacak/(?P<code>[-\w]+)/(?P<what>{_ACTS})/$", tracking.act, name="act"),
    path("verifikasi/<slug:code>/", home.verify, name="verify"),
    path("verifikasi/<slug:code>", home.verify),
]
