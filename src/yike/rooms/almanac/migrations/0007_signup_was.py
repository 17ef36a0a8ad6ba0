from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("almanac", "0006_silent_in_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="was",
            field=models.CharField(
                blank=True,
                choices=[("booked", "报上了"), ("waiting", "候补"), ("cancelled", "不来了")],
                editable=False,
                max_length=10,
            ),
        ),
    ]
