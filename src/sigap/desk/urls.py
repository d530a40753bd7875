"""Addresses of the staff pages."""

from __future__ import annotations

from django.urls import include, path, re_path

from sigap.desk.views import (
    books,
    bulk,
    calls,
    casefile,
    counter,
    dossier,
    folders,
    letters,
    papers,
    reports,
    search,
    shelf,
    signin,
    work,
    worklist,
    writing,
)

app_name = "desk"

urlpatterns = [
    path("masuk/", signin.sign_in, name="sign-in"),
    path("keluar/", signin.sign_out, name="sign-out"),
    path("meja/", worklist.worklist, name="worklist"),
    path("meja/banyak/", bulk.bulk, name="bulk"),
    path("meja/hubungi/", calls.calls, name="calls"),
    path("meja/hubungi/<int:notice_id>/", calls.contact, name="contact"),
    path("meja/hubungi/<int:notice_id>/wa/", calls.whatsapp, name="whatsapp"),
    path("meja/hubungi/<int:notice_id>/selesai/", calls.told, name="told"),
    path("meja/hubungi/<int:notice_id>/ulang/", calls.again, name="again"),
    path("cari/", search.find, name="search"),
    path("loket/", counter.counter, name="counter"),
    path("berkas/", folders.case_list, name="case-list"),
    path("buku/<slug:register>/", books.book, name="book"),
    path("buku/<slug:register>/<int:year>/tutup/", books.close, name="book-close"),
    re_path(
        r"^buku/(?P<register>[-\w]+)/(?P<year>[0-9]{4})\.(?P<form>csv|xlsx|pdf)$",
        books.book_file,
        name="book-file",
    ),
    path("berkas/<slug:number>/", casefile.case_file, name="case-file"),
    path("berkas/<slug:number>/ringkas/", casefile.preview, name="preview"),
    path("berkas/<slug:number>/tugas/<int:task_id>/", work.work, name="work"),
    path("berkas/<slug:number>/tugas/<int:task_id>/konsep/", work.keep, name="keep"),
    path("berkas/<slug:number>/tugas/<int:task_id>/hadir/", work.here, name="here"),
    path("berkas/<slug:number>/tugas/<int:task_id>/mulai/", work.begin, name="begin"),
    path("berkas/<slug:number>/tindakan/<slug:action>/", dossier.side_exit, name="side-exit"),
    path("berkas/<slug:number>/pesan/", writing.write, name="write"),
    path("berkas/<slug:number>/cetak/", counter.print_papers, name="print-papers"),
    path("berkas/<slug:number>/identitas/", dossier.identity, name="identity"),
    path("berkas/<slug:number>/riwayat/", dossier.history, name="history"),
    path(
        "berkas/<slug:number>/lampiran/<int:attachment_id>/",
        dossier.attachment,
        name="attachment",
    ),
    path("berkas/<slug:number>/konsep/", letters.versions, name="letter-versions"),
    path("pratinjau/surat/", letters.preview_letter, name="preview-letter"),
    path("dokumen/<int:document_id>/", casefile.paper, name="paper"),
    path("dokumen/<int:document_id>/bertanda-tangan/", papers.signed_copy, name="signed-copy"),
    path("dokumen/<int:document_id>/nomor/", papers.number, name="paper-number"),
    path("dokumen/<int:document_id>/cabut/", papers.revoke, name="paper-revoke"),
    path("pindaian/", papers.scans, name="scans"),
    path("arsip/", shelf.shelf, name="shelf"),
    path("arsip/hitung/", shelf.count, name="shelf-count"),
    path("arsip/pinjaman/<int:loan_id>/kembali/", shelf.give_back, name="folder-back"),
    path("laporan/", reports.head_view, name="head-view"),
    path("laporan/berkas/<slug:number>/", reports.case_beside_sop, name="case-beside-sop"),
    path("laporan/<slug:name>.<slug:form>", reports.report_file, name="report-file"),
    path("kelola/", include("sigap.desk.admin.urls")),
]
