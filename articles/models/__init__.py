from articles.models.article import Article, ArticleQuerySet
from articles.models.author import Author, AuthorFormerSlug, AuthorLink, Byline
from articles.models.desk_log import DeskLog
from articles.models.document import Document
from articles.models.gate import GateRule, LegalSignOff, Level, Rule
from articles.models.image import Image, Rendition
from articles.models.note import Note, NoteAnswer
from articles.models.open_page import OpenPage
from articles.models.planned_change import PlannedChange
from articles.models.popularity import DailySalt, HourlyViews, SeenToday
from articles.models.public_version import PublicVersion, ReaderNote
from articles.models.redirect import Redirect
from articles.models.related import RelatedPick
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.tag import Tag, TagFormerSlug, TaggedArticle
from articles.models.words import PublicWords
from articles.models.work import WorkEntry

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Author",
    "AuthorFormerSlug",
    "AuthorLink",
    "Byline",
    "DailySalt",
    "DeskLog",
    "Document",
    "GateRule",
    "HourlyViews",
    "Image",
    "LegalSignOff",
    "Level",
    "Note",
    "NoteAnswer",
    "OpenPage",
    "PlannedChange",
    "PublicVersion",
    "PublicWords",
    "ReaderNote",
    "Redirect",
    "RelatedPick",
    "Rendition",
    "Revision",
    "Rule",
    "Section",
    "SeenToday",
    "Tag",
    "TagFormerSlug",
    "TaggedArticle",
    "WorkEntry",
]
