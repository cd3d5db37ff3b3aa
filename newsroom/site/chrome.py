"""The paper's settings and menus, as every page shows them."""

from dataclasses import dataclass, field

from newsroom.kit.brief import Brief
from newsroom.site.models import Menu, MenuItem, SiteSettings, SocialLink


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


def _read() -> Chrome:
    return Chrome(
        site=SiteSettings.objects.filter(pk=1).first() or SiteSettings(pk=1),
        menus=_menus(),
        social_links=list(SocialLink.objects.all()),
    )


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


chrome = Brief(_read)
forget = chrome.forget
