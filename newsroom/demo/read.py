"""The demo paper's files as plain values, checked before anything touches the database."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsroom.demo.documents import DOCUMENTS

FOLDER = Path(__file__).resolve().parent
STATES = ("published", "scheduled", "review", "draft")

_STORY_LINK = re.compile(r'<a href="story:([a-z0-9-]+)">(.*?)</a>', re.DOTALL)
_DOCUMENT_LINK = re.compile(r'<a href="document:([a-z0-9-]+)">(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'data-picture="([a-z-]+)"')
_PICTURES = re.compile(r'data-pictures="([a-z, -]+)"')
_DATE = re.compile(r"\{(day|date|ago):([+-]?\d+)\}")


class BadContent(Exception):
    """A file of the demo paper says something that cannot be loaded."""


@dataclass(frozen=True)
class Story:
    """`hours_ago` is when readers first saw it; a scheduled story has it below zero."""

    slug: str
    headline: str
    standfirst: str
    body: str
    section: str
    authors: list[str]
    kind: str = "story"
    label: str = ""
    front_title: str = ""
    seo_title: str = ""
    seo_description: str = ""
    contents: str = "auto"
    further_sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    picture: str = ""
    picture_caption: str = ""
    hours_ago: float = 1
    updated_hours_ago: float | None = None
    update_note: str = ""
    event: dict[str, Any] = field(default_factory=dict)
    popularity: int = 0
    comments: str = "open"
    sensitive: bool = False
    state: str = "published"
    by: str = "editor"

    def linked(self) -> list[str]:
        """Slugs of the stories the text leads to."""
        return [match[1] for match in _STORY_LINK.finditer(self.body)]

    def documents(self) -> list[str]:
        return [match[1] for match in _DOCUMENT_LINK.finditer(self.body)]

    def pictures(self) -> list[str]:
        """Names of the pictures in the text, in order."""
        names = _PICTURE.findall(self.body)
        for several in _PICTURES.findall(self.body):
            names += [name.strip() for name in several.split(",")]
        return names

    def written(
        self, ids: dict[str, int], paths: dict[str, str], files: dict[str, str], today: datetime
    ) -> str:
        """The body with ids for picture names, addresses for slugs and names of documents, and
        days for counted days.

        A link to what is no longer there keeps its words.
        """

        def to(places: dict[str, str]):
            def link(match: re.Match) -> str:
                path = places.get(match[1])
                return f'<a href="{path}">{match[2]}</a>' if path else match[2]

            return link

        def several(match: re.Match) -> str:
            numbers = ",".join(str(ids[name.strip()]) for name in match[1].split(","))
            return f'data-image-ids="{numbers}"'

        html = _STORY_LINK.sub(to(paths), self.body)
        html = _DOCUMENT_LINK.sub(to(files), html)
        html = _PICTURE.sub(lambda m: f'data-image-id="{ids[m[1]]}"', html)
        return dated(_PICTURES.sub(several, html), today)


@dataclass(frozen=True)
class Paper:
    folder: Path
    site: dict[str, Any]
    authors: list[dict[str, Any]]
    pictures: dict[str, dict[str, Any]]
    stories: list[Story]
    members: dict[str, str]
    comments: list[dict[str, Any]]
    conversation: dict[str, Any]

    def picture_file(self, name: str) -> Path:
        return FOLDER / "pictures" / f"{name}.jpg"

    def section_paths(self) -> list[str]:
        paths = []
        for section in self.site["sections"]:
            paths.append(section["slug"])
            paths += [f"{section['slug']}/{part['slug']}" for part in section.get("parts", [])]
        return paths


def dated(text: str, today: datetime) -> str:
    """`{day:+3}` becomes “Friday”, `{date:+3}` “27 November”, three days from `today`.

    `{ago:50}` becomes the time fifty minutes before, as an entry of a live story keeps it.
    """

    def words(match: re.Match) -> str:
        if match[1] == "ago":
            at = today - timedelta(minutes=int(match[2]))
            return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        day = today + timedelta(days=int(match[2]))
        return f"{day:%A}" if match[1] == "day" else f"{day.day} {day:%B}"

    return _DATE.sub(words, text)


def read_paper(folder: Path = FOLDER) -> Paper:
    """Everything below `folder`; raises BadContent with the first thing that is wrong."""
    said = _toml(folder / "content/comments.toml")
    paper = Paper(
        folder=folder,
        site=_toml(folder / "content/site.toml"),
        authors=_toml(folder / "content/authors.toml")["authors"],
        pictures=_toml(folder / "content/pictures.toml"),
        stories=[read_story(path) for path in sorted((folder / "stories").glob("*.html"))],
        members=said["members"],
        comments=said["comments"],
        conversation=_toml(folder / "content/conversation.toml"),
    )
    _check(paper)
    return paper


def read_story(path: Path) -> Story:
    """One story file: TOML between two lines of +++, then the body."""
    text = path.read_text(encoding="utf-8")
    try:
        _, front, body = text.split("+++\n", 2)
        return Story(body=body.strip(), **tomllib.loads(front))
    except (ValueError, TypeError) as error:
        raise BadContent(f"{path.name}: {error}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadContent(f"{path.name}: {error}") from None


def _check(paper: Paper) -> None:
    slugs = [story.slug for story in paper.stories]
    leads = [story.picture for story in paper.stories if story.picture]
    for kind, names in (("slug", slugs), ("picture", leads)):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise BadContent(f"Two stories have the same {kind}: {', '.join(sorted(twice))}.")
    known = {
        "section": set(paper.section_paths()),
        "author": {author["slug"] for author in paper.authors},
        "picture": set(paper.pictures),
        "state": set(STATES),
        "story": set(slugs),
        "document": set(DOCUMENTS),
    }
    for story in paper.stories:
        _check_names(story.slug, known, "section", [story.section, *story.further_sections])
        _check_names(story.slug, known, "author", story.authors)
        _check_names(story.slug, known, "state", [story.state])
        _check_names(story.slug, known, "story", story.linked())
        _check_names(story.slug, known, "document", story.documents())
        pictures = [story.picture] if story.picture else []
        _check_names(story.slug, known, "picture", [*pictures, *story.pictures()])
    age = {story.slug: story.hours_ago for story in paper.stories}
    for comment in paper.comments:
        _check_names("A comment", known, "story", [comment["story"]])
        if not 0 < comment["hours_after"] < age[comment["story"]]:
            raise BadContent(f"A comment on {comment['story']} is older than it or yet to come.")
        _check_names("A comment", {"member": set(paper.members)}, "member", [comment["member"]])
    _check_conversation(paper, age)
    for name in paper.pictures:
        if not paper.picture_file(name).is_file():
            raise BadContent(f"The picture {name}.jpg is missing.")


def _check_conversation(paper: Paper, age: dict[str, float]) -> None:
    talk = paper.conversation
    known = {
        "story": set(age),
        "member": {*paper.members, *talk["newcomers"], "editor", "reporter", "member"},
        "key": set(),
    }
    for entry in talk["said"]:
        _check_names("A comment", known, "story", [entry["story"]])
        if entry["minutes_ago"] / 60 >= age[entry["story"]]:
            raise BadContent(f"A comment on {entry['story']} is older than it.")
        reporters = [told["member"] for told in entry.get("reported_by", [])]
        people = [entry["member"], *entry.get("recommended_by", []), *reporters]
        _check_names("A comment", known, "member", people)
        _check_names("A comment", known, "key", [entry["to"]] if "to" in entry else [])
        known["key"].add(entry.get("key"))
    people = [given["member"] for given in talk["sanctions"]]
    _check_names("A sanction", known, "member", people)


def _check_names(who: str, known: dict[str, set], kind: str, names: list[str]) -> None:
    for name in names:
        if name not in known[kind]:
            raise BadContent(f"{who} names a {kind} that does not exist: {name}.")
