from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("site", "0005_postal_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="signing_up",
            field=models.BooleanField(
                default=True,
                help_text="Off, nobody new becomes a member; members sign in as ever.",
                verbose_name="signing up",
            ),
        ),
    ]
