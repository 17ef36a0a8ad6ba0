"""When the last place was told: the days for appeals count from there, no longer from publishing."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def told_when_published(apps: Any, _editor: Any) -> None:
    """Keep what runs or is over as it was: what is revealed whole, or stands for good, was told when published."""
    for row in apps.get_model("almanac", "Contest").objects.filter(published_at__isnull=False):
        if row.state == "final" or row.shown >= row.teams.count():
            row.revealed_at = row.published_at
            row.save(update_fields=["revealed_at"])


class Migration(migrations.Migration):
    dependencies = [("almanac", "0026_told_apart")]

    operations = [
        migrations.AddField(
            "contest",
            "revealed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="全部揭晓的时间"),
        ),
        migrations.AlterField(
            "contest",
            "appeal_days",
            models.PositiveSmallIntegerField(default=2, verbose_name="全部揭晓后几天内可以申诉"),
        ),
        migrations.RunPython(told_when_published, migrations.RunPython.noop),
    ]
