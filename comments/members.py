"""What a member said as everybody may read it, for the page of it that some want."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import Exact

from accounts.models import User
from articles.models import Article
from comments.models import Comment, CommentSettings, Sanction, State, StoryComments


def said_by(person: User) -> QuerySet[Comment]:
    """Newest first; of stories readers see, where the thread is shown."""
    seen = Comment.objects.visible().filter(author=person, article__in=Article.objects.published())
    off = Exact(_state_of_discussion(), Value(State.OFF.value))
    return seen.exclude(Q(off)).select_related("article").order_by("-posted_at", "-pk")


def _state_of_discussion():
    """`discussion.discussion_of` as the database decides it, but for what closes by itself."""
    choice = StoryComments.objects.filter(article=OuterRef("article")).values("state")
    rules = CommentSettings.objects.values("state")
    return Coalesce(
        NullIf(Subquery(choice), Value("")),
        NullIf(NullIf(F("article__comments"), Value(State.OPEN.value)), Value("")),
        Subquery(rules.filter(section=OuterRef("article__section"))),
        Subquery(rules.filter(section=OuterRef("article__section__parent"))),
        Subquery(rules.filter(section=None)),
        Value(State.OPEN.value),
    )


def members_with_page() -> QuerySet[User]:
    """Whoever is being kept from writing has a page still, as what was said stands; search
    engines are not sent there meanwhile."""
    stopped = Sanction.objects.in_force().filter(person=OuterRef("pk"))
    people = User.objects.filter(is_active=True).exclude(page="")
    return people.annotate(is_stopped=Exists(stopped))
