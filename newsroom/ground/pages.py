"""`python -m newsroom.ground.pages`: the address of one page of each sort, as JSON.

Of stories the longest of each kind is taken: what fits there fits everywhere.
"""

import json
import os

import django
from django.apps import apps
from django.db.models.functions import Length


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.demo")
    django.setup()
    print(json.dumps(addresses()))  # noqa: T201 this is its answer


def addresses() -> dict[str, str]:
    article = apps.get_model("articles", "Article")
    stories = article.objects.published().select_related("section")
    newest = stories.newest_first().first()
    if newest is None:
        return {"home": "/"}
    found = {"home": "/", "section": newest.section.get_absolute_url()}
    for kind in article.Kind.values:
        longest = stories.filter(kind=kind).order_by(Length("body").desc()).first()
        if longest:
            found[kind] = longest.get_absolute_url()
    author = apps.get_model("articles", "Author").objects.filter(bylines__article=newest).first()
    if author:
        found["author"] = author.get_absolute_url()
    word = max(newest.headline.split(), key=len)
    return {**found, "popular": "/popular/", "search": f"/search/?q={word}"}


if __name__ == "__main__":
    main()
