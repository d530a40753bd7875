from __future__ import annotations

from typing import TYPE_CHECKING

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Django drops triggers when it rebuilds a table on SQLite: a later migration that alters
# cases_casewords has to make these again.
_FORWARD = {
    "sqlite": (
        "CREATE VIRTUAL TABLE cases_words_index USING fts5("
        "stems, content='cases_casewords', content_rowid='place', detail='none', "
        "tokenize=\"ascii tokenchars '_'\")",
        "CREATE TRIGGER cases_words_in AFTER INSERT ON cases_casewords BEGIN "
        "INSERT INTO cases_words_index(rowid, stems) VALUES (new.place, new.stems); END",
        "CREATE TRIGGER cases_words_out AFTER DELETE ON cases_casewords BEGIN "
        "INSERT INTO cases_words_index(cases_words_index, rowid, stems) "
        "VALUES ('delete', old.place, old.stems); END",
        "CREATE TRIGGER cases_words_changed AFTER UPDATE ON cases_casewords BEGIN "
        "INSERT INTO cases_words_index(cases_words_index, rowid, stems) "
        "VALUES ('delete', old.place, old.stems); "
        "INSERT INTO cases_words_index(rowid, stems) VALUES (new.place, new.stems); END",
    ),
    "postgresql": (
        "CREATE INDEX cases_words_index ON cases_casewords "
        "USING gin (array_to_tsvector(string_to_array(stems, ' ')))",
    ),
}
_BACKWARD = {
    "sqlite": (
        "DROP TRIGGER cases_words_changed",
        "DROP TRIGGER cases_words_out",
        "DROP TRIGGER cases_words_in",
        "DROP TABLE cases_words_index",
    ),
    "postgresql": ("DROP INDEX cases_words_index",),
}


def make_index(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _FORWARD[editor.connection.vendor]:
        editor.execute(statement)


def drop_index(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _BACKWARD[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_folder_loan"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                ("stems", models.TextField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
