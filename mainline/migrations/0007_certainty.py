"""How a status is known is one of three things; the filing that a United States term runs from is kept."""

from django.db import migrations, models
from django.db.models import Case, Q, Value, When

CERTAINTIES = {
    "recorded": "Follows from recorded events.",
    "as_published": "Follows from what was filed or published alone.",
    "computed": "Computed from the term of the law; no office had to announce it.",
}


def keep_what_is_known(apps, schema_editor):
    """An end that no event tells was computed, and so was what became unknown since a day; the rest was published."""
    by_term = Q(status__in=["expired", "lapsed_restorable"]) | Q(status="unknown", status_since__isnull=False)
    known = Case(
        When(is_status_recorded=True, then=Value("recorded")),
        When(by_term, then=Value("computed")),
        default=Value("as_published"),
    )
    apps.get_model("mainline", "Right").objects.update(status_certainty=known)


class Migration(migrations.Migration):
    dependencies = [("mainline", "0006_fewer_indexes")]

    operations = [
        migrations.AddField(
            "right", "earliest_filed_on", models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            "right",
            "status_certainty",
            models.CharField(max_length=12, choices=list(CERTAINTIES.items()), default="as_published"),
        ),
        migrations.RunPython(keep_what_is_known, migrations.RunPython.noop),
        migrations.RemoveField("right", "is_status_recorded"),
    ]
