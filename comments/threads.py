"""Threads as readers get them: one ordered query a page, and one that counts."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.models import Comment

COMMENTS_PER_PAGE = 20
SORTS = {
    "oldest": (_("Oldest"), lambda comments: comments.oldest_first()),
    "newest": (_("Newest"), lambda comments: comments.newest_first()),
    "recommended": (_("Most recommended"), lambda comments: comments.most_recommended_first()),
}


@dataclass
class Thread:
    """`total` is what a reader is told; a page also has the stubs that hold replies."""

    page: Page
    total: int


class _Counted(Paginator):
    """One query for the number of lines and of comments."""

    @cached_property
    def numbers(self) -> dict:
        seen = Count("pk", filter=Q(status=Comment.Status.VISIBLE))
        return self.object_list.order_by().aggregate(lines=Count("pk"), seen=seen)

    @cached_property
    def count(self) -> int:
        return self.numbers["lines"]


def thread_of(article: Article, *, sort: str = "oldest", page=None) -> Thread:
    order = SORTS[sort][1]
    comments = order(article.thread.with_stubs()).select_related("author", "parent__author")
    pages = _Counted(comments, COMMENTS_PER_PAGE)
    found = pages.get_page(page)
    found.object_list = list(found.object_list)
    writers = {author.account_id for author in article.byline_authors} - {None}
    for comment in found.object_list:
        comment.by_story_author = comment.author_id in writers
    return Thread(found, pages.numbers["seen"])


def address_of(comment: Comment) -> str:
    """Where the comment stands today: on the story's own page or on one further on."""
    story = comment.article.get_absolute_url()
    before = comment.article.thread.with_stubs().filter(
        Q(root__lt=comment.root) | Q(root=comment.root, path__lt=comment.path)
    )
    number = before.count() // COMMENTS_PER_PAGE + 1
    page = story if number == 1 else f"{story}comments/?page={number}"
    return f"{page}#comment-{comment.pk}"
