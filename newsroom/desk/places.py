"""The list at the left of the desk: five places of work, then the quiet tools."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comments.models import Comment

# label, URL name, permission that makes it appear
PLACES = [
    (_("My day"), "admin:index", None),
    (_("Stories"), "admin:articles_article_changelist", "articles.view_article"),
    (_("Pictures"), "admin:articles_image_changelist", "articles.view_image"),
    (_("Comments"), "admin:comments_comment_changelist", "comments.view_comment"),
    (_("Front page"), "admin:curation_front_changelist", "curation.view_front"),
    (_("Newsletter"), "admin:newsletter_issue_changelist", "newsletter.view_issue"),
]
TOOLS = [
    (_("The week"), "admin:week", "articles.view_article"),
    (_("Documents"), "admin:articles_document_changelist", "articles.view_document"),
    (_("Sections"), "admin:articles_section_changelist", "articles.change_section"),
    (_("Authors"), "admin:articles_author_changelist", "articles.change_author"),
    (_("Tags"), "admin:articles_tag_changelist", "articles.change_tag"),
    (_("Pages"), "admin:site_page_changelist", "site.view_page"),
    (_("Menus"), "admin:site_menu_changelist", "site.view_menu"),
    (_("Release rules"), "admin:articles_gaterule_changelist", "articles.view_gaterule"),
    (_("Redirects"), "admin:articles_redirect_changelist", "articles.view_redirect"),
    (_("Messages"), "admin:site_contactmessage_changelist", "site.view_contactmessage"),
    (_("Rules for comments"), "admin:comments_ruleset_changelist", "comments.view_ruleset"),
    (
        _("Discussions"),
        "admin:comments_commentsettings_changelist",
        "comments.view_commentsettings",
    ),
    (_("People"), "admin:accounts_user_changelist", "accounts.view_user"),
    (_("Profiles"), "admin:site_sociallink_changelist", "site.view_sociallink"),
    (_("Consent"), "admin:consent_purpose_changelist", "consent.view_purpose"),
    (_("Advertising"), "admin:ads_placement_changelist", "ads.view_placement"),
    (_("Moving in"), "admin:moving_move_changelist", "moving.move_sites"),
    (_("Moving out"), "admin:moving_departure_changelist", "moving.take_all_out"),
    (_("Crawlers"), "admin:crawlers_policy_changelist", "crawlers.view_policy"),
    (_("What happened"), "admin:audit", "articles.view_desklog"),
    (_("Settings"), "admin:site_sitesettings_changelist", "site.view_sitesettings"),
]


@dataclass
class Place:
    label: str
    url: str
    current: bool
    waiting: int = 0


def places(request) -> list[Place]:
    found = _open_to(request, PLACES)
    comments = reverse("admin:comments_comment_changelist")
    for place in found:
        if place.url == comments:
            place.waiting = Comment.objects.filter(status=Comment.Status.HELD).count()
    return found


def tools(request) -> list[Place]:
    return _open_to(request, TOOLS)


def _ground(name: str, url: str) -> str:
    """What lies under a place: of newsletters all registers, as they are one place of work."""
    return reverse("admin:app_list", args=["newsletter"]) if "newsletter_" in name else url


def _open_to(request, lines) -> list[Place]:
    index = reverse("admin:index")
    found = []
    for label, name, permission in lines:
        if permission and not request.user.has_perm(permission):
            continue
        url = reverse(name)
        here = request.path == url if url == index else request.path.startswith(_ground(name, url))
        found.append(Place(label, url, here))
    return found
