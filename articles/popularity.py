"""How often a story was really seen, without knowing by whom; and what is most read.

One view a day is counted for a story, a truncated network and a browser. What is kept is a
hash of the three under the day's salt; the salt is thrown away each night.
"""

import hashlib
import ipaddress
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DailySalt, HourlyViews, SeenToday

# Browsers begin with “Mozilla/” since 1995; robots often do not, or say where they come from.
# Cubot makes telephones.
ROBOTS = re.compile(
    r"^(?!mozilla/|opera/)|https?:|compatible;|(?<!cu)bot|crawl|spider|slurp|preview|fetch|monitor|"
    r"scan|python|java/|httpclient|headless|lighthouse|archiver|synthetic|selenium|playwright|"
    r"phantomjs|pingdom|google-|inspect|checker|electron|gtmetrix",
    re.IGNORECASE,
)

# As many views of a story are counted from one network in a day, and no more.
BROWSERS = 200


@dataclass(frozen=True)
class Period:
    key: str
    label: str
    stated: str
    length: timedelta
    # Half of a view's weight is gone after this time.
    half_life: timedelta


PERIODS = {
    p.key: p
    for p in (
        Period("day", _("Today"), _("The last 24 hours"), timedelta(days=1), timedelta(hours=12)),
        Period(
            "week", _("This week"), _("The last seven days"), timedelta(days=7), timedelta(days=3)
        ),
        Period(
            "month", _("This month"), _("The last 30 days"), timedelta(days=30), timedelta(days=12)
        ),
    )
}


def is_robot(user_agent: str) -> bool:
    return not user_agent.strip() or bool(ROBOTS.search(user_agent))


def truncated(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def kind_of_browser(user_agent: str) -> int:
    """One of BROWSERS: who makes up a new browser for every request is not counted for ever."""
    digest = hashlib.blake2b(user_agent.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest) % BROWSERS


@transaction.atomic
def count_view(article_id: int, *, address: str, user_agent: str) -> bool:
    """Count once a day. True when this view was new."""
    if is_robot(user_agent) or not Article.objects.published().filter(pk=article_id).exists():
        return False
    if not first_today(str(article_id), address=address, user_agent=user_agent):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_hourlyviews (article_id, hour, count) "
            "VALUES (%s, date_trunc('hour', now()), 1) "
            "ON CONFLICT (article_id, hour) DO UPDATE SET count = articles_hourlyviews.count + 1",
            [article_id],
        )
    return True


def first_today(what: str, *, address: str, user_agent: str = "") -> bool:
    """Whether `what` is new today from this network and browser; from now on it is not.

    Without `user_agent` the whole network counts as one. To be called in a transaction.
    """
    today = timezone.localdate()
    told = f"{what}\n{truncated(address)}\n{kind_of_browser(user_agent)}".encode()
    digest = hashlib.blake2b(told, key=_salt(today), digest_size=16).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_seentoday (digest, day) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [digest, today],
        )
        return bool(cursor.rowcount)


def _salt(today) -> bytes:
    DailySalt.objects.bulk_create(
        [DailySalt(day=today, salt=os.urandom(32))], ignore_conflicts=True
    )
    return bytes(DailySalt.objects.get(day=today).salt)


def forget_yesterday() -> None:
    today = timezone.localdate()
    DailySalt.objects.filter(day__lt=today).delete()
    SeenToday.objects.filter(day__lt=today).delete()
    HourlyViews.objects.filter(hour__lt=timezone.now() - timedelta(days=400)).delete()


def popular(
    period: Period, *, section=None, without: Iterable[int] = (), limit: int = 15
) -> list[Article]:
    """Most read in the period, a view weighing less the older it is."""
    return cards(ranked(period, section=section, without=without, limit=limit))


def cards(ids: list[int]) -> list[Article]:
    found = Article.objects.published().for_cards().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def ranked(
    period: Period, *, section=None, without: Iterable[int] = (), limit: int = 15
) -> list[int]:
    """The ids of the most read. Weights in float8: numeric powers take ten times as long."""
    where, params = "AND a.id <> ALL(%s)", [list(without)]
    if section is not None:
        where += " AND (s.id = %s OR s.parent_id = %s)"
        params += [section.pk, section.pk]
    sql = f"""
        SELECT a.id FROM articles_hourlyviews v
        JOIN articles_article a ON a.id = v.article_id
        JOIN articles_section s ON s.id = a.section_id
        WHERE v.hour > now() - %s AND a.status = 'published' AND a.published_at <= now()
          AND NOT a.sensitive {where}
        GROUP BY a.id
        ORDER BY sum(v.count * power(0.5::float8, extract(epoch FROM now() - v.hour)::float8 / %s))
          DESC, a.id DESC
        LIMIT %s"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [period.length, *params, period.half_life.total_seconds(), limit])
        return [row[0] for row in cursor.fetchall()]


def popular_box(
    *, section=None, without: Iterable[int] = (), limit: int = 5
) -> tuple[list[Article], Period | None]:
    """The sidebar's five, never empty: the period widens until there are enough, and is named.

    `without` are stories that stand on the page already. Period None means that too little was
    counted and the newest stories fill the box.
    """
    ids, period = ranked_box(section=section, without=without, limit=limit)
    return cards(ids), period


def ranked_box(
    *, section=None, without: Iterable[int] = (), limit: int = 5
) -> tuple[list[int], Period | None]:
    """The ids of popular_box, for a page that reads all its cards at once."""
    ids: list[int] = []
    for period in PERIODS.values():
        ids = ranked(period, section=section, without=without, limit=limit)
        if len(ids) == limit:
            return ids, period
    return _filled(ids, section=section, without=without, limit=limit), None


def popular_in(
    section, *, without: Iterable[int] = ()
) -> tuple[list[Article], Period | None, bool]:
    """A section's own five where so many were read there, else the paper's (False)."""
    longest = list(PERIODS.values())[-1]
    own = ranked(longest, section=section, without=without, limit=5)
    if len(own) == 5:
        return *popular_box(section=section, without=without), True
    return *popular_box(without=without), False


def most_read_or_newest(asked: Period, *, limit: int = 25) -> tuple[list[Article], Period | None]:
    """For the page of a period: its stories, those of a longer one, or the newest (None)."""
    periods = list(PERIODS.values())
    for period in periods[periods.index(asked) :]:
        if stories := popular(period, limit=limit):
            return stories, period
    return cards(_filled([], section=None, without=(), limit=limit)), None


def _filled(ids: list[int], *, section, without, limit: int) -> list[int]:
    """`ids` and those of the newest others up to `limit`."""
    known = {*ids, *without}
    others = Article.objects.published().not_sensitive().exclude(pk__in=known)
    if section is not None:
        others = others.in_section(section)
    return [*ids, *others.newest_first().values_list("pk", flat=True)[: limit - len(ids)]]
