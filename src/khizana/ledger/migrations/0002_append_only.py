"""The triggers that keep the ledger append-only, and the row of the tree."""

from django.db import migrations

from khizana.ledger import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)
    apps.get_model("ledger", "Tree").objects.get_or_create(pk=1)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
