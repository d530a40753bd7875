"""Addresses of the administration pages, below /kelola/."""

from __future__ import annotations

from django.urls import include, path

from sigap.desk.admin import (
    accounts,
    acting,
    calendar,
    components,
    dated,
    home,
    letter_templates,
    lists,
    machine,
    notices,
    office,
    paper_texts,
)

urlpatterns = [
    path("", home.home, name="admin"),
    path("kantor/", office.profile, name="admin-office"),
    path("kantor/contoh.png", office.sample_letter, {"form": "png"}, name="admin-sample"),
    path("kantor/contoh.pdf", office.sample_letter, {"form": "pdf"}, name="admin-sample-pdf"),
    path("templat/", letter_templates.template_list, name="admin-templates"),
    path("templat/baru/", letter_templates.new_template, name="admin-template-new"),
    path("templat/contoh/", letter_templates.sample, name="admin-template-sample"),
    path("templat/<slug:slug>/", letter_templates.template, name="admin-template"),
    path("templat/<slug:slug>/ubah/", letter_templates.change, name="admin-template-change"),
    path("templat/<slug:slug>/pakai/", letter_templates.use, name="admin-template-use"),
    path("naskah/", paper_texts.paper_list, name="admin-papers"),
    path("naskah/contoh/", paper_texts.sample, name="admin-paper-sample"),
    path("naskah/<slug:slug>/", paper_texts.paper, name="admin-paper"),
    path("naskah/<slug:slug>/bawaan/", paper_texts.shipped, name="admin-paper-shipped"),
    path("kalender/", calendar.calendar, name="admin-calendar"),
    path("kalender/ubah/", calendar.change, name="admin-calendar-change"),
    path("kalender/berkas/", calendar.change_file, name="admin-calendar-file"),
    path("kalender/simpan/", calendar.save, name="admin-calendar-save"),
    path("kalender/pindah/", calendar.propose, name="admin-calendar-propose"),
    path("kalender/pindah/<int:move_id>/", calendar.move, name="admin-calendar-move"),
    path("kalender/pindah/<int:move_id>/setujui/", calendar.confirm, name="admin-move-confirm"),
    path("kalender/pindah/<int:move_id>/lanjut/", calendar.go_on, name="admin-move-go-on"),
    path("kalender/pindah/<int:move_id>/tolak/", calendar.drop, name="admin-move-drop"),
    *(
        path(address, view, {"name": name}, name=f"admin-{name}{suffix}")
        for name in ("jenis-izin", "instansi", "peraturan")
        for address, view, suffix in (
            (f"{name}/", lists.office_list, ""),
            (f"{name}/baru/", lists.new_entry, "-new"),
            (f"{name}/<int:entry_id>/", lists.entry, "-entry"),
            (f"{name}/<int:entry_id>/pakai/", lists.entry_use, "-use"),
        )
    ),
    path("sop/", include("sigap.desk.admin.urls_sop")),
    path("penanda-tangan/", dated.signatory_list, name="admin-signatories"),
    path("penanda-tangan/baru/", dated.new_signatory, name="admin-signatory-new"),
    path(
        "penanda-tangan/<int:signatory_id>/akhiri/",
        dated.end_signatory,
        name="admin-signatory-end",
    ),
    path("batas-waktu/", dated.deadlines, name="admin-deadlines"),
    path("batas-waktu/baru/", dated.new_deadline, name="admin-deadline-new"),
    path("batas-waktu/<int:rule_id>/ubah/", dated.change_deadline, name="admin-deadline"),
    path("batas-waktu/<int:rule_id>/akhiri/", dated.end_deadline, name="admin-deadline-end"),
    path("batas-waktu/<int:rule_id>/periksa/", dated.verify_deadline, name="admin-deadline-verify"),
    path("waktu-tunggu/", dated.waiting, name="admin-waiting"),
    path("kabar/", notices.text_list, name="admin-notices"),
    path("kabar/<slug:kind>/<slug:language>/", notices.text, name="admin-notice"),
    path("retensi/", dated.retention, name="admin-retention"),
    path("retensi/baru/", dated.new_retention, name="admin-retention-new"),
    path("retensi/<int:rule_id>/ubah/", dated.change_retention, name="admin-retention-change"),
    path("retensi/<int:rule_id>/akhiri/", dated.end_retention, name="admin-retention-end"),
    path("retensi/<int:rule_id>/bawaan/", dated.default_retention, name="admin-retention-first"),
    path("pengguna/", accounts.account_list, name="admin-accounts"),
    path("pengguna/baru/", accounts.new_account, name="admin-account-new"),
    path("pengguna/<int:user_id>/", accounts.account_page, name="admin-account"),
    path("pengguna/<int:user_id>/data/", accounts.profile, name="admin-account-profile"),
    path("pengguna/<int:user_id>/peran/", accounts.roles, name="admin-account-roles"),
    path("pengguna/<int:user_id>/token/", accounts.new_token, name="admin-account-token"),
    path("pengguna/<int:user_id>/sandi/", accounts.password, name="admin-account-password"),
    path(
        "pengguna/<int:user_id>/langkah-kedua/", accounts.reset_second, name="admin-account-second"
    ),
    path("pengguna/<int:user_id>/tutup/", accounts.close, name="admin-account-close"),
    path("pengguna/<int:user_id>/buka/", accounts.reopen, name="admin-account-reopen"),
    path(
        "pengguna/<int:user_id>/token/<int:token_id>/cabut/",
        accounts.revoke,
        name="admin-account-revoke",
    ),
    path("pekerjaan/", machine.job_list, name="admin-jobs"),
    path("pekerjaan/semua/", machine.retry_all, name="admin-jobs-retry"),
    path("pekerjaan/<slug:kind>/<int:job_id>/", machine.retry, name="admin-job-retry"),
    path("riwayat/", machine.history, name="admin-changes"),
    path("komponen/", components.components, name="admin-components"),
    path("plh/", acting.acting_list, name="admin-acting"),
    path("plh/baru/", acting.new_acting, name="admin-acting-new"),
    path("plh/<int:assignment_id>/akhiri/", acting.end_acting, name="admin-acting-end"),
]
