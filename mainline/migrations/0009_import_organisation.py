"""An import belongs to one organisation: before, whoever shared a member with its bringer could see it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def give(apps, schema_editor):
    """Give each import to the organisation that its bringer joined first; without one it stays the bringer's own."""
    Import, Membership = apps.get_model("mainline", "Import"), apps.get_model("mainline", "Membership")
    first = Membership.objects.filter(user=OuterRef("requested_by")).order_by("pk").values("organisation")[:1]
    Import.objects.filter(requested_by__isnull=False).update(organisation=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [("mainline", "0008_people_and_trust")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to="mainline.organisation",
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
