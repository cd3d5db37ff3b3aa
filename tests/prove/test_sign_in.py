"""What takes minutes: guessing in earnest, and whether time tells who is a member.

make prove ARGS="tests/prove/test_sign_in.py -s"; TRIES=20 before it asks fewer, to see it work.
"""

import os
import re
import statistics

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.core.management import call_command

from accounts.models import User
from tests.accounts.guessing import guess_at_once, send_form
from tests.factories import UserFactory
from tests.servers import web_servers

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = int(os.environ.get("TRIES", "500"))  # members, and as many strangers, for each form
# How far from one half the chance may be; with few tries it strays by itself.
SEPARABLE = 0.05 if TRIES >= 500 else 3 * (6 * TRIES) ** -0.5


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable")


def test_of_two_hundred_parallel_guesses_over_two_servers_exactly_the_limit_is_looked_at():
    UserFactory(email="ana@example.com")

    with web_servers(2) as ports:
        looked_at = guess_at_once(ports, "ana@example.com", tries=200)

    assert looked_at == 5


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/login/", {"password": "a-wrong-guess-1"}),
        ("/accounts/login/code/", {}),
        ("/accounts/password/reset/", {}),
        ("/accounts/signup/", {"display_name": "Ana", "password1": "a-long-password-9"}),
    ],
    ids=["sign in", "code", "lost password", "sign up"],
)
def test_neither_the_answer_nor_its_time_tells_who_is_a_member(path, fields, record_property):
    members = [f"member{n}@example.com" for n in range(TRIES)]
    strangers = [f"nobody{n}@example.com" for n in range(TRIES)]
    # As a server of ours would have written it, with as many rounds: tests have a faster one.
    password = PBKDF2PasswordHasher().encode("the-right-password", "salt" * 6)
    for email in members:
        UserFactory(email=email)
    User.objects.update(password=password)
    name = "login" if path == "/accounts/login/" else "email"
    seconds: dict[bool, list[float]] = {True: [], False: []}
    said: dict[bool, set] = {True: set(), False: set()}

    with web_servers(1) as (port,):
        for number, pair in enumerate(zip(members, strangers, strict=True)):
            cache.clear()  # this is about the answer, not about the limits
            # In turn, so that whoever is asked first is no slower for it.
            for email in pair if number % 2 else pair[::-1]:
                status, text, took = send_form(port, path, {**fields, name: email})
                known = email.startswith("member")
                seconds[known].append(took)
                said[known].add((status, _without_own_words(text, email)))

    advantage = _separability(seconds[True], seconds[False])
    record_property("auc", advantage)
    print(f"{path}: AUC {advantage:.3f}, medians {_medians(seconds)}")  # noqa: T201
    assert said[True] == said[False]
    assert len(said[True]) == 1
    assert abs(advantage - 0.5) <= SEPARABLE


def _without_own_words(text: str, email: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    return text.replace(email, "…")


def _separability(known: list[float], unknown: list[float]) -> float:
    """The chance that a member's answer took longer than a stranger's: 0.5 tells nothing."""
    longer = sum((k > u) + 0.5 * (k == u) for k in known for u in unknown)
    return longer / (len(known) * len(unknown))


def _medians(seconds: dict[bool, list[float]]) -> str:
    return " and ".join(f"{1000 * statistics.median(times):.0f} ms" for times in seconds.values())
