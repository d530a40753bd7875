"""Addresses of the administration pages, below /kelola/."""

from __future__ import annotations

from django.urls import path

from sigap.desk.admin import accounts, acting, home, office

urlpatterns = [
    path("", home.home, name="admin"),
    path("kantor/", office.profile, name="admin-office"),
    path("kantor/contoh.png", office.sample_letter, {"form": "png"}, name="admin-sample"),
    path("kantor/contoh.pdf", office.sample_letter, {"form": "pdf"}, name="admin-sample-pdf"),
    path("pengguna/", accounts.account_list, name="admin-accounts"),
    path("pengguna/baru/", accounts.new_account, name="admin-account-new"),
    path("pengguna/<int:user_id>/", accounts.account_page, name="admin-account"),
    path("pengguna/<int:user_id>/data/", accounts.profile, name="admin-account-profile"),
    path("pengguna/<int:user_id>/peran/", accounts.roles, name="admin-account-roles"),
    path("pengguna/<int:user_id>/token/", accounts.new_token, name="admin-account-token"),
    path("pengguna/<int:user_id>/sandi/", accounts.password, name="admin-account-password"),
    path("pengguna/<int:user_id>/tutup/", accounts.close, name="admin-account-close"),
    path("pengguna/<int:user_id>/buka/", accounts.reopen, name="admin-account-reopen"),
    path(
        "pengguna/<int:user_id>/token/<int:token_id>/cabut/",
        accounts.revoke,
        name="admin-account-revoke",
    ),
    path("plh/", acting.acting_list, name="admin-acting"),
    path("plh/baru/", acting.new_acting, name="admin-acting-new"),
    path("plh/<int:assignment_id>/akhiri/", acting.end_acting, name="admin-acting-end"),
]
