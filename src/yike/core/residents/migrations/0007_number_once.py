from typing import Any

from django.db import migrations, models
from django.db.models import Count

from yike.engines.faults import Fault


def refuse_doubles(apps: Any, schema_editor: Any) -> None:
    """Say how many numbers stand in two records, before the database says it in its own words."""
    persons = apps.get_model("residents", "Person").objects.using(schema_editor.connection.alias)
    numbers = persons.exclude(national_id_index="").exclude(state="merged").values("national_id_index")
    doubles = numbers.annotate(n=Count("pk")).filter(n__gt=1).count()
    if doubles:
        raise Fault(
            f"有 {doubles} 个身份证号各登记了两次，不能升级",
            f"{doubles} identity numbers stand in two records each; the upgrade has stopped",
            do_zh="请用原来的版本把重复的记录合并，再升级",
            do_en="Merge the records with the version you had, then upgrade",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
        ("residents", "0006_index_by_household"),
    ]

    operations = [
        migrations.RunPython(refuse_doubles, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=~models.Q(national_id_index="") & ~models.Q(state="merged"),
                fields=("national_id_index",),
                name="person_once_a_number",
            ),
        ),
    ]
