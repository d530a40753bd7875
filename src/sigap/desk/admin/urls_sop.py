"""Addresses of the SOP pages, below /kelola/sop/."""

from __future__ import annotations

from django.urls import path

from sigap.desk.admin import drafts, sops

urlpatterns = [
    path("", sops.sop_list, name="admin-sops"),
    path("baru/", sops.new, name="admin-sop-new"),
    path("konsep/<int:draft_id>/", drafts.draft, name="admin-draft"),
    path("konsep/<int:draft_id>/tinjau/", drafts.look, name="admin-draft-look"),
    path("konsep/<int:draft_id>/naskah/", drafts.text, name="admin-draft-text"),
    path("konsep/<int:draft_id>/kepala/", drafts.head, name="admin-draft-head"),
    path("konsep/<int:draft_id>/coba/", drafts.trial, name="admin-draft-trial"),
    path("konsep/<int:draft_id>/usulkan/", drafts.propose, name="admin-draft-propose"),
    path("konsep/<int:draft_id>/setujui/", drafts.approve, name="admin-draft-approve"),
    path("konsep/<int:draft_id>/kembalikan/", drafts.send_back, name="admin-draft-return"),
    path("konsep/<int:draft_id>/buang/", drafts.drop, name="admin-draft-drop"),
    path("<slug:sop_id>/", sops.sop, name="admin-sop"),
    path("<slug:sop_id>/berkas/", sops.older_cases, name="admin-sop-cases"),
    path("<slug:sop_id>/berkas/<slug:number>/", sops.move_case, name="admin-sop-move-case"),
    path("<slug:sop_id>/<int:number>/berkas.toml", sops.sop_file, name="admin-sop-file"),
    path("<slug:sop_id>/<int:number>/pelaksana/", sops.executors, name="admin-sop-executors"),
    path("<slug:sop_id>/<int:number>/konsep/", sops.begin, name="admin-sop-begin"),
]
