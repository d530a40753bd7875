import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _slug(length, **more):
    return models.SlugField(max_length=length, db_index=False, **more)


def _key(to, **more):
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(to=to, on_delete=protect, db_index=False, **more)


FIELDS = {
    ("case", "calendar"): _key("cases.calendarversion"),
    ("case", "permit_type"): _key("cases.permittype"),
    ("case", "sop"): _slug(60, blank=True),
    ("document", "case"): _key("cases.case", related_name="documents"),
    ("document", "kind"): _slug(40),
    ("document", "office"): _key("cases.officeprofile"),
    ("message", "case"): _key("cases.case", related_name="messages"),
    ("notice", "case"): _key("cases.case", related_name="notices"),
    ("notice", "kind"): _slug(40),
    ("registerentry", "case"): _key("cases.case", related_name="entries"),
    ("registerentry", "register"): _slug(40),
    ("steprun", "calendar"): _key("cases.calendarversion"),
    ("steprun", "case"): _key("cases.case", related_name="runs"),
    ("steprun", "outcome"): _slug(60, blank=True),
    ("steprun", "role"): _slug(60),
    ("steprun", "sop"): _slug(60),
    ("steprun", "sop_version"): _key("cases.sopversion"),
    ("task", "assignee"): _key(settings.AUTH_USER_MODEL, null=True, related_name="tasks"),
    ("task", "completed_by"): _key(settings.AUTH_USER_MODEL, null=True, related_name="done_tasks"),
    ("task", "form"): _slug(40, blank=True),
    ("task", "held_sop"): _slug(60, blank=True),
    ("task", "outcome"): _slug(60, blank=True),
    ("task", "role"): _slug(60),
    ("task", "sop"): _slug(60),
    ("taskdraft", "outcome"): _slug(60, blank=True),
    ("taskdraft", "task"): _key("cases.task", related_name="drafts"),
}


def drop(apps, editor):
    """Drop the plain indexes on these single columns; those that a model names stay."""
    read = editor.connection.introspection.get_constraints
    for name, field in FIELDS:
        model = apps.get_model("cases", name)
        column = model._meta.get_field(field).column
        named = {index.name for index in model._meta.indexes}
        with editor.connection.cursor() as cursor:
            found = read(cursor, model._meta.db_table)
        for index, what in found.items():
            is_plain = what["index"] and not (what["unique"] or what["primary_key"])
            if is_plain and what["columns"] == [column] and index not in named:
                editor.execute(f"DROP INDEX {editor.quote_name(index)}")


class Migration(migrations.Migration):
    """Drop the indexes that came with a column's type and serve no query; add one that does.

    Dropped by name, because on SQLite Django would write a whole table anew for each.
    """

    dependencies = [
        ("cases", "0020_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop)],
            state_operations=[
                migrations.AlterField(model, name, field) for (model, name), field in FIELDS.items()
            ],
        ),
        migrations.RemoveIndex("notice", "notice_to_call"),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["at"],
                condition=models.Q(("state", "done"), _negated=True),
                name="notice_open",
            ),
        ),
        *(
            migrations.AddIndex(
                model,
                models.Index(
                    fields=["id"], condition=models.Q(("state", "failed")), name=f"{model}_failed"
                ),
            )
            for model in ("attachment", "message", "notice")
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["sop", "step"],
                condition=models.Q(("closed_at", None)),
                name="case_running",
            ),
        ),
        migrations.AddIndex("case", models.Index(fields=["closed_at"], name="case_ended")),
    ]
