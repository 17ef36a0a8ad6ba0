from django.db import migrations, models

FORMS = [
    ("text", "文字"),
    ("markdown", "带格式文字"),
    ("image", "图片"),
    ("file", "文件"),
    ("card", "卡片"),
]


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_residents_mailboxes")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="link",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="打开的网址"),
        ),
        migrations.AddField(
            model_name="message",
            name="picture",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="图片的网址"),
        ),
        migrations.AlterField(
            model_name="message",
            name="form",
            field=models.CharField(choices=FORMS, default="text", max_length=10, verbose_name="形式"),
        ),
    ]
