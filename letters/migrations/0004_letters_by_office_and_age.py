from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0003_open_requests_by_due_date")]
    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                fields=["office", "visibility", "-created_at", "-id"], name="letter_by_office_and_age"
            ),
        )
    ]
