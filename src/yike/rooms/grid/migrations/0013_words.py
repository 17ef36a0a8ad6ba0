"""Find what requests say by pairs of characters, on PostgreSQL; other databases read the latest ones."""

from django.db import migrations

from yike.rooms.grid import wordindex


class Migration(migrations.Migration):
    dependencies = [("grid", "0012_parts")]

    operations = [
        migrations.RunPython(
            lambda _apps, editor: wordindex.REQUESTS.make(editor),
            lambda _apps, editor: wordindex.REQUESTS.drop(editor),
            elidable=False,
        )
    ]
