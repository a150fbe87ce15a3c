"""Paths and sort keys are compared by code point, as SQLite does, whatever the locale is.

A subtree is a range of paths; under a linguistic collation the range would not be one.
"""

from django.db import migrations

COLUMNS = (("path", "varchar(240)"), ("sort_key", "varchar(80)"))


def compare_by_code_point(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column, kind in COLUMNS:
        schema_editor.execute(
            f'ALTER TABLE archive_record ALTER COLUMN {column} TYPE {kind} COLLATE "C"'
        )


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]
    operations = [migrations.RunPython(compare_by_code_point, migrations.RunPython.noop)]
