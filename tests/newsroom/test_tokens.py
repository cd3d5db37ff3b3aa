"""Signed links: one purpose, a while, no tampering."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.kit.tokens import LinkIsOver, LinkIsWrong, make_token, read_token

WEEK = timedelta(days=7)


def test_what_was_signed_comes_back():
    assert read_token("confirm", make_token("confirm", [1, "a"]), valid_for=WEEK) == [1, "a"]


def test_a_token_for_one_purpose_is_nothing_for_another():
    with pytest.raises(LinkIsWrong):
        read_token("leave", make_token("confirm", [1]), valid_for=WEEK)


def test_it_ends_on_the_eighth_day_and_not_on_the_seventh(time_machine):
    token = make_token("confirm", [1])

    time_machine.move_to(timezone.localtime() + WEEK - timedelta(minutes=1))
    assert read_token("confirm", token, valid_for=WEEK) == [1]

    time_machine.shift(timedelta(minutes=2))
    with pytest.raises(LinkIsOver):
        read_token("confirm", token, valid_for=WEEK)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: "x" + t,
        lambda t: "",
        lambda t: "a:b:c",
        lambda t: t.replace(":", ""),
        lambda t: "é:ñ:🙂",
    ],
)
def test_a_changed_token_is_refused_and_breaks_nothing(change):
    with pytest.raises(LinkIsWrong):
        read_token("confirm", change(make_token("confirm", [1])), valid_for=WEEK)


def test_a_new_secret_key_keeps_old_links_while_the_old_key_is_a_fallback(settings):
    token = make_token("confirm", [1])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert read_token("confirm", token, valid_for=WEEK) == [1]
