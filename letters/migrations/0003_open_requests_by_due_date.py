from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_search")]
    operations = [
        migrations.AddIndex(
            model_name="letterrequest",
            index=models.Index(
                models.F("due_on"),
                models.F("id"),
                condition=models.Q(next_check_on__isnull=False),
                name="request_open_by_due",
            ),
        )
    ]
