"""What a session may hear: a journalist's hears of the desk once it has proved itself."""

from django.http import HttpRequest

from accounts.second_factor import opens_desk, way_to_prove
from newsroom.notifications.models import OF_THE_DESK, Notification, NotificationQuerySet


def heard_in(request: HttpRequest) -> NotificationQuerySet:
    own = Notification.objects.of(request.user)
    return own if opens_desk(request) else own.exclude(kind__in=OF_THE_DESK)


def way_to_the_rest(request: HttpRequest, back: str) -> str:
    """Where a journalist proves themselves to hear of the desk as well; empty for all others."""
    if not request.user.is_staff or opens_desk(request):
        return ""
    return way_to_prove(request.user, back)
