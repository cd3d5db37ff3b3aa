"""What an export holds, whatever program wrote it. Texts as they came: nothing is trusted yet."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Site:
    """The site that moves, as its export names it."""

    title: str = ""
    link: str = ""
    site_url: str = ""
    blog_url: str = ""
    version: str = ""
    language: str = ""

    @property
    def address(self) -> str:
        return self.blog_url or self.site_url or self.link


@dataclass(slots=True)
class Writer:
    login: str
    name: str = ""
    foreign_id: str = ""
    slug: str = ""
    bio: str = ""


@dataclass(slots=True)
class Term:
    """A category, a tag or a term of another taxonomy, with its parent by slug."""

    taxonomy: str
    slug: str
    name: str = ""
    parent: str = ""
    foreign_id: str = ""
    description: str = ""


@dataclass(slots=True)
class Remark:
    """A comment, or what was stored as one: pings, likes. Addresses of people are not read."""

    foreign_id: str
    parent: str = ""
    name: str = ""
    text: str = ""
    date: str = ""
    date_gmt: str = ""
    state: str = ""
    kind: str = ""


@dataclass(slots=True)
class Item:
    """A post, a page, an attachment, or any other thing the old site kept in the same table."""

    number: int
    line: int
    foreign_id: str = ""
    kind: str = "post"
    status: str = ""
    title: str = ""
    slug: str = ""
    link: str = ""
    guid: str = ""
    body: str = ""
    excerpt: str = ""
    date: str = ""
    date_gmt: str = ""
    creator: str = ""
    parent: str = ""
    password: bool = False
    comments_open: bool = True
    file_url: str = ""
    terms: list[Term] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    old_slugs: list[str] = field(default_factory=list)
