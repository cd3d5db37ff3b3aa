from articles.views.article import article
from articles.views.author import author
from articles.views.beacon import seen
from articles.views.corrections import corrections, corrections_feed
from articles.views.document import document
from articles.views.history import history
from articles.views.notifications import notifications
from articles.views.popular import most_read
from articles.views.search import search, suggest
from articles.views.tag import tag

__all__ = [
    "article", "author", "corrections", "corrections_feed", "document", "history", "most_read",
    "notifications", "search", "seen", "suggest", "tag",
]  # fmt: skip
