from django.db import migrations, models


class Migration(migrations.Migration):
    """Silent is all that the state says: not every group has a deputy to be asked."""

    dependencies = [("almanac", "0005_monthly")]

    operations = [
        migrations.AlterField(
            model_name="pack",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "等时间"),
                    ("handed", "已交群主"),
                    ("silent", "没有回音"),
                    ("forwarded", "已转发"),
                    ("dropped", "不用转了"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="状态",
            ),
        ),
    ]
