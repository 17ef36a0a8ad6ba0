from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("almanac", "0024_mail_boxes")]

    operations = [
        migrations.AddField(
            model_name="surveyanswer",
            name="on_the_spot",
            field=models.BooleanField(default=False, verbose_name="现场扫码答的"),
        ),
    ]
