"""Records counted more than once are noted while facts are added up: all are added up anew by the next sweep."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def begin_anew(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - every step takes it
    apps.get_model("record", "FactSum").objects.all().delete()
    apps.get_model("record", "FactMark").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("record", "0002_sums")]

    operations = [
        migrations.CreateModel(
            name="FactRepeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("measure", models.CharField(max_length=64, verbose_name="指标")),
                ("source_pk", models.CharField(max_length=64, verbose_name="依据编号")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "source_pk"), name="fact_repeat_once")
                ],
            },
        ),
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
    ]
