"""Find what cases say by pairs of characters, on PostgreSQL; other databases read the latest ones."""

from django.db import migrations

from yike.rooms.grid import wordindex


class Migration(migrations.Migration):
    dependencies = [("grid", "0014_open")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: wordindex.CASES.make(editor),
            lambda _apps, editor: wordindex.CASES.drop(editor),
            elidable=False,
        )
    ]
