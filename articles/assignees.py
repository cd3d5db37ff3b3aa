"""The people stories can be given to."""

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User


def assignees() -> QuerySet[User]:
    """Everybody of the desk who may write in a story, by name."""
    writing = Permission.objects.filter(
        codename="change_article", content_type__app_label="articles"
    )
    by_group = writing.filter(group__user=OuterRef("pk"))
    by_person = writing.filter(user=OuterRef("pk"))
    may = Q(is_superuser=True) | Exists(by_group) | Exists(by_person)
    return User.objects.filter(may, is_active=True, is_staff=True).order_by("display_name", "pk")
