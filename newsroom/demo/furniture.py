"""What stands around the stories: settings, sections, pages, menus, newsletters."""

from typing import Any

from articles.models import Section
from newsletter.models import Newsletter
from newsroom.demo.ledger import Ledger
from newsroom.demo.read import Paper
from newsroom.site.chrome import forget
from newsroom.site.models import Menu, MenuItem, Page, SiteSettings, SocialLink, TakenPath


def load_furniture(paper: Paper, ledger: Ledger) -> dict[str, Section]:
    """The sections by their path in the files; one deleted since is left out."""
    _settings(paper, ledger)
    sections = _sections(paper, ledger)
    _pages(paper, ledger)
    _menus(paper, ledger)
    _newsletters(paper, ledger)
    forget()
    return sections


def _settings(paper: Paper, ledger: Ledger) -> None:
    if "settings" not in ledger:
        row, _ = SiteSettings.objects.get_or_create(pk=1, defaults=paper.site["settings"])
        ledger.add("settings", row.pk)
    for order, entry in enumerate(paper.site["social"]):
        key = f"social:{entry['network']}"
        if key not in ledger:
            row, _ = SocialLink.objects.get_or_create(
                network=entry["network"], defaults={"url": entry["url"], "order": order}
            )
            ledger.add(key, row.pk)


def _sections(paper: Paper, ledger: Ledger) -> dict[str, Section]:
    for order, top in enumerate(paper.site["sections"]):
        section = _section(top, top["slug"], order, None, ledger)
        for place, part in enumerate(top.get("parts", [])):
            if section:
                _section(part, f"{top['slug']}/{part['slug']}", place, section, ledger)
    found = Section.objects.select_related("parent").in_bulk()
    ids = {path: ledger.id_of(f"section:{path}") for path in paper.section_paths()}
    return {path: found[pk] for path, pk in ids.items() if pk in found}


def _section(entry: dict[str, Any], path: str, order: int, parent, ledger: Ledger):
    key = f"section:{path}"
    if key in ledger:
        return Section.objects.filter(pk=ledger.id_of(key)).first()
    section = Section.objects.filter(path=path).first()
    if section is None:
        section = Section(
            name=entry["name"],
            slug=entry["slug"],
            parent=parent,
            description=entry["description"],
            colour=entry["colour"],
            order=order,
        )
        section.clean()
        section.save()
    ledger.add(key, section.pk)
    return section


def _pages(paper: Paper, ledger: Ledger) -> None:
    for entry in paper.site["pages"]:
        key = f"page:{entry['slug']}"
        if key in ledger:
            continue
        page = Page.objects.filter(slug=entry["slug"]).first()
        if page is None:
            page = Page(**{**entry, "body": entry["body"].strip()})
            page.clean()
            page.save()
        ledger.add(key, page.pk)


def _menus(paper: Paper, ledger: Ledger) -> None:
    for name, entries in paper.site["menus"].items():
        key = f"menu:{name}"
        if key in ledger:
            continue
        menu, _ = Menu.objects.get_or_create(key=name)
        if not menu.items.exists():
            for order, entry in enumerate(entries):
                item = _item(menu, entry, order)
                for place, below in enumerate(entry.get("below", [])):
                    _item(menu, below, place, parent=item)
        ledger.add(key, menu.pk)


def _item(menu: Menu, entry: dict[str, Any], order: int, parent=None) -> MenuItem:
    target = None
    if "to" in entry:
        target = TakenPath.objects.get(path=entry["to"], current=True)
    return MenuItem.objects.create(
        menu=menu,
        parent=parent,
        label=entry.get("label", ""),
        link=entry.get("link", ""),
        target=target,
        order=order,
    )


def _newsletters(paper: Paper, ledger: Ledger) -> None:
    for order, entry in enumerate(paper.site["newsletters"]):
        key = f"newsletter:{entry['slug']}"
        if key not in ledger:
            fields = {**entry, "order": order}
            row, _ = Newsletter.objects.get_or_create(slug=entry["slug"], defaults=fields)
            ledger.add(key, row.pk)
