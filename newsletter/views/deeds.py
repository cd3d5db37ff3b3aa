"""What a part of the page of preferences does: each answers "" or what is wrong, in words."""

from django.utils.translation import gettext as _

from newsletter import choices
from newsletter.actions import preferences as changing
from newsletter.actions.subscribing import leave as leave_all
from newsletter.evidence import texts
from newsletter.forms import FollowsForm, ListsForm, MoveForm, NeverForm
from newsletter.suppressing import is_suppressed


def lists(request, subscriber, *, place: str = "preferences") -> str:
    if is_suppressed(subscriber.email):
        return _("We do not write to this address.")
    offered = [offer.newsletter for offer in choices.offered_to(subscriber)]
    form = ListsForm(request.POST, offered=offered)
    if not form.is_valid():
        return _("Something in this form is not offered any more. Look again and save.")
    changing.choose_lists(
        subscriber, form.wanted, offered=offered, place=place, texts=texts(offered)
    )
    return ""


def follows(request, subscriber) -> str:
    form = FollowsForm(request.POST)
    if choices.is_a_members(subscriber):
        return _("Sign in to change what you follow.")
    if not form.is_valid():
        return _("Something in this form is not offered any more. Look again and save.")
    changing.choose_follows(subscriber, form.chosen)
    return ""


def counting(request, subscriber) -> str:
    changing.agree_to_be_counted(subscriber, agreed="counted" in request.POST)
    return ""


def move(request, subscriber) -> str:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return form.errors["email"][0]
    changing.ask_to_move(subscriber, form.cleaned_data["email"])
    return ""


def links(request, subscriber) -> str:
    changing.renew_links(subscriber)
    return ""


def leave(request, subscriber) -> str:
    leave_all(subscriber, place="preferences")
    return ""


def never(request, subscriber) -> str:
    form = NeverForm(request.POST)
    if not form.is_valid():
        return form.errors["reason"][0]
    changing.never_write(subscriber, note=form.cleaned_data["reason"])
    return ""


def again(request, subscriber) -> str:
    changing.write_again(subscriber)
    return ""


DEEDS = {
    "lists": lists,
    "follows": follows,
    "counting": counting,
    "move": move,
    "links": links,
    "leave": leave,
    "never": never,
    "again": again,
}
