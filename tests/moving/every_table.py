"""A row in every table a paper left empty, made from what its columns say of themselves.

So a table that comes later is tried by the export's proofs without anybody thinking of it.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import Article
from newsroom.moving.portable.tables import TABLES
from tests.moving.a_paper import ODD

THEN = datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=UTC)
LATER = THEN + timedelta(hours=1)
# Where the database asks for more than a type: by table, the values of some columns.
PARTICULAR: dict[str, dict] = {
    "stories/related_picks": {"story_id": lambda: Article.objects.order_by("pk").last().pk},
    "comments/appeals": {"sanction_id": None},
    "newsletters/issues": {"correction_id": None},
    "front/breaking": {"ends_at": LATER},
    "advertising/bookings": {"ends_at": LATER},
}


def fill() -> None:
    """Rows are stored as they are: what saving one sets off is not what is tried."""
    for table in TABLES:
        manager = table.model._base_manager
        if not manager.exists():
            values = {f.attname: _value(f) for f in table.stored if not _numbers_itself(f)}
            values |= PARTICULAR.get(table.file, {})
            found = {name: one() if callable(one) else one for name, one in values.items()}
            manager.bulk_create([table.model(**found)])


def _numbers_itself(field: models.Field) -> bool:
    return isinstance(field, models.AutoField)


def _value(field: models.Field):
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.ForeignKey):
        return _row_of(field.related_model)
    for kind, value in VALUES.items():
        if isinstance(field, kind):
            return value(field)
    raise AssertionError(f"Say in VALUES what {field} may hold.")


def _row_of(model) -> object:
    """The key of one that is there; nothing where there is none yet."""
    if model is ContentType:
        return ContentType.objects.get(app_label="articles", model="article").pk
    return model._base_manager.order_by("pk").values_list("pk", flat=True).first()


def _text(field) -> str:
    return ODD[: field.max_length]


# The first that fits counts: what is more particular stands first.
VALUES = {
    models.EmailField: lambda field: "ñandú@example.com",
    models.URLField: lambda field: "https://example.com/a?b=c&d=%20",
    models.SlugField: lambda field: "every-table",
    models.FileField: lambda field: "",
    models.CharField: _text,
    models.TextField: _text,
    models.BooleanField: lambda field: True,
    models.DateTimeField: lambda field: THEN,
    models.DateField: lambda field: date(2024, 2, 29),
    models.TimeField: lambda field: THEN.time(),
    models.DurationField: lambda field: timedelta(days=1, microseconds=1),
    models.DecimalField: lambda field: Decimal("1.5"),
    models.FloatField: lambda field: 0.1,
    models.IntegerField: lambda field: 3,
    models.UUIDField: lambda field: UUID(int=7),
    models.BinaryField: lambda field: b"\x00\xff",
    models.JSONField: lambda field: {ODD: [1, 0.1, None, {"é": ""}]},
    ArrayField: lambda field: [_value(field.base_field)],
}
