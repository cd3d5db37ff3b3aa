"""Texts of an export pass the same sanitiser as any other; an honest one is unchanged by it."""

from articles import body
from newsroom.kit.html import allowed, sanitise
from newsroom.moving.portable.tables import Table

# Where HTML is kept that readers are shown as it is.
OF_STORIES = {"articles.Article": "body", "articles.Revision": "snapshot"}
OF_PAGES = {"site.Page": "body", "site.PageVersion": "body"}


class Cleaner:
    def __init__(self):
        self.cleaned = 0

    def cleaned_row(self, table: Table, columns: list, row: list) -> list:
        name = OF_STORIES.get(table.model_name) or OF_PAGES.get(table.model_name)
        if name is None:
            return row
        place = next(n for n, field in enumerate(columns) if field.name == name)
        if table.model_name in OF_PAGES:
            row[place] = self._cleaned(row[place], sanitise)
        elif name == "snapshot":
            if isinstance(row[place], dict) and isinstance(row[place].get("body"), str):
                row[place]["body"] = self._cleaned(row[place]["body"], body.clean)
        else:
            row[place] = self._cleaned(row[place], body.clean)
        return row

    def _cleaned(self, html: str, clean) -> str:
        if allowed(html) == html:  # the short list lets it through as it is
            return html
        made = clean(html)
        self.cleaned += made != html
        return made
