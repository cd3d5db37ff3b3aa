"""Who `make run` says can sign in, can."""

import pytest
from django.core.management import call_command

from accounts.models import User
from newsroom.demo.ledger import WHOLE, Ledger
from newsroom.demo.models import Loaded
from newsroom.demo.people import load_sign_ins

pytestmark = pytest.mark.django_db


def test_the_sign_ins_follow_the_password_that_is_printed(settings):
    settings.DEMO_PASSWORD = "the-first-one"
    load_sign_ins(Ledger())
    Ledger().add(WHOLE, 0)

    settings.DEMO_PASSWORD = "another-one"
    call_command("load_demo", "--once")

    for username in ("editor", "reporter", "administrator", "member"):
        assert User.objects.get(username=username).check_password("another-one")


def test_a_second_start_leaves_the_people_as_they_are(settings):
    load_sign_ins(Ledger())
    Ledger().add(WHOLE, 0)
    before = dict(User.objects.values_list("username", "password"))

    call_command("load_demo", "--once")

    assert dict(User.objects.values_list("username", "password")) == before


def test_a_sign_in_of_a_later_version_comes_with_the_next_start():
    load_sign_ins(Ledger())
    Ledger().add(WHOLE, 0)
    User.objects.get(username="administrator").delete()
    Loaded.objects.filter(key="person:administrator").delete()

    call_command("load_demo", "--once")

    assert User.objects.get(username="administrator").groups.get().name == "Administrator"


def test_a_sign_in_that_was_removed_stays_away():
    load_sign_ins(Ledger())
    Ledger().add(WHOLE, 0)
    User.objects.get(username="administrator").delete()

    call_command("load_demo", "--once")

    assert not User.objects.filter(username="administrator").exists()
