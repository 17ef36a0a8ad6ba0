"""Who was told apart from whom: until now a mark of each row, from now on the numbers of the others."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def name_the_others(apps: Any, _editor: Any) -> None:
    """Keep what the desk has seen: marked rows of one activity with one telephone, a walk-in and all like it."""
    rows = apps.get_model("almanac", "Registration").objects
    for row in rows.filter(apart=True).only("activity_id", "number", "way", "phone_index", "name_index"):
        others = rows.filter(activity=row.activity_id).exclude(pk=row.pk)
        alike = models.Q(phone_index=row.phone_index) if row.phone_index else models.Q(pk__in=[])
        if row.way != "door":
            others = others.filter(alike, apart=True)
        elif row.name_index:
            others = others.filter(alike | models.Q(name_index=row.name_index))
        else:
            others = others.filter(alike)
        numbers = sorted(others.values_list("number", flat=True))
        rows.filter(pk=row.pk).update(apart_from=numbers)


class Migration(migrations.Migration):
    dependencies = [("almanac", "0025_survey_on_the_spot")]

    operations = [
        migrations.AddField(
            "registration",
            "apart_from",
            models.JSONField(default=list, editable=False, verbose_name="看过，不是同一个人"),
        ),
        migrations.RunPython(name_the_others, migrations.RunPython.noop),
        migrations.RemoveField("registration", "apart"),
        migrations.RenameField("registration", "apart_from", "apart"),
    ]
