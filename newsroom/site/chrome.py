"""The paper's settings and menus, as every page shows them.

Kept in each process for a few seconds at most: a change in the desk is seen at once by the
process that made it and by the others within KEPT_FOR seconds, without a query on each page.
"""

import time
from dataclasses import dataclass, field

from newsroom.site.models import Menu, MenuItem, SiteSettings, SocialLink

KEPT_FOR = 2.0


@dataclass
class Item:
    label: str
    url: str
    children: list["Item"] = field(default_factory=list)


@dataclass
class Chrome:
    site: SiteSettings
    menus: dict[str, list[Item]]
    social_links: list[SocialLink]


_kept: tuple[float, Chrome] | None = None


def chrome() -> Chrome:
    global _kept
    if _kept and time.monotonic() - _kept[0] < KEPT_FOR:
        return _kept[1]
    fresh = Chrome(
        site=SiteSettings.objects.filter(pk=1).first() or SiteSettings(pk=1),
        menus=_menus(),
        social_links=list(SocialLink.objects.all()),
    )
    _kept = (time.monotonic(), fresh)
    return fresh


def forget() -> None:
    """The desk changed something: read again."""
    global _kept
    _kept = None


def _menus() -> dict[str, list[Item]]:
    menus: dict[str, list[Item]] = {key: [] for key in Menu.Key.values}
    items = MenuItem.objects.select_related("menu", "target")
    shown = {item.pk: item for item in items if item.shown}
    made = {pk: Item(item.text, item.url) for pk, item in shown.items()}
    for pk, item in shown.items():
        if item.parent_id is None:
            menus[item.menu.key].append(made[pk])
        elif item.parent_id in made:
            made[item.parent_id].children.append(made[pk])
    return menus
