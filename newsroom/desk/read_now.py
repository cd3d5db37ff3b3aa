"""What readers read now, by story and by section, with the hours before as a small line."""

from datetime import datetime, timedelta

from django.db.models import Sum

from articles.models import HourlyViews

LINES = 5
CURVE_HOURS = 18


def since(now: datetime) -> datetime:
    """Views are kept by the hour: the present hour alone would be empty at its start."""
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


def stories(now: datetime) -> list[dict]:
    return _most(now, "article_id", "article__headline")


def sections(now: datetime) -> list[dict]:
    return _most(now, "article__section_id", "article__section__name")


def _most(now: datetime, key: str, name: str) -> list[dict]:
    """The most seen, each with `key`, `name`, `views` and `curve`."""
    start = since(now)
    top = (
        HourlyViews.objects.filter(hour__gte=start)
        .order_by()
        .values(key, name)
        .annotate(views=Sum("count"))
        .order_by("-views", key)[:LINES]
    )
    lines = [{"key": row[key], "name": row[name], "views": row["views"]} for row in top]
    first = start - timedelta(hours=CURVE_HOURS - 2)
    before = (
        HourlyViews.objects.filter(**{f"{key}__in": [line["key"] for line in lines]})
        .filter(hour__gte=first)
        .order_by()
        .values(key, "hour")
        .annotate(views=Sum("count"))
    )
    counts = {(row[key], row["hour"]): row["views"] for row in before}
    hours = [first + timedelta(hours=n) for n in range(CURVE_HOURS)]
    for line in lines:
        line["curve"] = curve([counts.get((line["key"], hour), 0) for hour in hours])
    return lines


def curve(values: list[int], width: int = 68, height: int = 22) -> dict:
    """The path of a small line and its last point, in the units of its SVG."""
    low, high = min(values), max(values)
    step = (width - 5) / (len(values) - 1)
    points = [
        (1 + n * step, height - 3 - (value - low) / ((high - low) or 1) * (height - 6))
        for n, value in enumerate(values)
    ]
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return {"path": path, "x": f"{points[-1][0]:.1f}", "y": f"{points[-1][1]:.1f}"}
