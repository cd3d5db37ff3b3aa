"""{% comment_thread article %}: what members said under a story; the same for every reader."""

import re

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from comments.discussion import discussion_of
from comments.models import Comment, Recommendation
from comments.models.comment import LONGEST_COMMENT
from comments.policy import EDIT_WINDOW, is_read_first, may_edit
from comments.threads import thread_of
from newsroom.site.chrome import chrome

register = template.Library()
# Only what says itself that it is an address on the web.
ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
LINK = '<a href="{}" rel="ugc nofollow noopener">{}</a>'


@register.inclusion_tag("comments/thread.html")
def comment_thread(article: Article) -> dict:
    discussion = discussion_of(article)
    found = None if discussion.is_off else thread_of(article)
    return {"article": article, "discussion": discussion, "thread": found}


@register.inclusion_tag("comments/_respond.html")
def comment_respond(article: Article, discussion, number: int) -> dict:
    """The place to answer in, as it is for everyone; the form takes it for those signed in."""
    return {
        "article": article,
        "discussion": discussion,
        "number": number,
        "signing_up": chrome().site.signing_up,
        "respond": f"{article.get_absolute_url()}#respond",
        "write": reverse("comments:write", args=[article.pk]),
    }


@register.inclusion_tag("comments/_form.html", takes_context=True)
def comment_form(context, article: Article) -> dict:
    """The form for the one who is signed in, with what is theirs in this thread."""
    user = context["request"].user
    recent = user.comments.filter(article=article).exclude(status="removed")
    given = Recommendation.objects.filter(person=user, comment__article=article)
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "article": article,
        "longest": LONGEST_COMMENT,
        "read_first": is_read_first(article, user),
        "own": [c.pk for c in recent.order_by("-posted_at")[:20] if may_edit(user, c)],
        "given": list(given.values_list("comment", flat=True)[:200]),
    }


@register.filter
def paragraphs(comment: Comment) -> SafeString:
    """The text escaped, in paragraphs, its links marked as the reader's own and not ours."""
    text, place, parts = comment.text.strip(), 0, []
    for match in ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:!?)”’'")
        parts += [escape(text[place : match.start()]), format_html(LINK, address, address)]
        place = match.start() + len(address)
    parts.append(escape(text[place:]))
    return mark_safe(linebreaks(mark_safe("".join(parts))))


@register.inclusion_tag("comments/own.html")
def own_comments(user) -> dict:
    """How many a member finds in the list of their own, with those that were taken away. Of
    somebody who never wrote, or wrote and is told of a sanction there, it may be none."""
    number = user.comments.exclude(status=Comment.Status.WITHDRAWN).count()
    return {"number": number, "sanctioned": not number and user.sanctions.exists()}


@register.simple_tag
def edit_minutes() -> int:
    return int(EDIT_WINDOW.total_seconds() // 60)


@register.filter
def marked(comment: Comment, holds) -> SafeString:
    """The text escaped, with what the rules found in it marked where it stands."""
    spans = sorted((h.start, h.end) for h in holds if h.start is not None and h.end is not None)
    text, place, parts = comment.text, 0, []
    for start, end in spans:
        if start >= place and end > start:
            parts += [escape(text[place:start]), format_html("<mark>{}</mark>", text[start:end])]
            place = end
    parts.append(escape(text[place:]))
    return mark_safe(linebreaks(mark_safe("".join(parts))))


@register.filter
def of_key(values: dict, key: str):
    return values.get(key, "")
