"""Sums are asked for many measures of some days: with the days before the measures PostgreSQL reads only those."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_repeats")]

    operations = [
        migrations.RemoveIndex(model_name="factsum", name="fact_sum_how_many"),
        migrations.AddIndex(
            model_name="factsum",
            index=models.Index(
                fields=["span", "first", "measure", "area", "quantity"], name="fact_sum_how_many"
            ),
        ),
    ]
