"""A page is read at one moment: what is committed meanwhile is not half in it."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from articles.models import Tag
from newsroom.kit.one_moment import at_one_moment
from newsroom.public import public_page

pytestmark = pytest.mark.django_db(transaction=True)


def asked(view) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = None
    return view(request)


def somebody_else_publishes() -> None:
    def write():
        Tag.objects.create(name="Rain", slug="rain")
        connection.close()

    other = Thread(target=write)
    other.start()
    other.join()


def numbers_around_a_publication(whole: bool) -> list[int]:
    found = []

    @public_page(whole=whole)
    def view(request):
        found.append(Tag.objects.count())
        somebody_else_publishes()
        found.append(Tag.objects.count())
        return HttpResponse("")

    asked(view)
    return found


def test_a_public_page_sees_nothing_of_what_is_published_while_it_is_made():
    assert numbers_around_a_publication(whole=True) == [0, 0]
    assert Tag.objects.count() == 1


def test_a_page_that_counts_who_asks_sees_what_is_new():
    assert numbers_around_a_publication(whole=False) == [0, 1]


def test_a_page_that_is_not_there_leaves_nothing_open():
    @public_page
    def view(request):
        raise Http404

    with pytest.raises(Http404):
        asked(view)
    somebody_else_publishes()

    assert not connection.in_atomic_block
    assert Tag.objects.count() == 1


def test_inside_a_transaction_it_goes_on_as_that_one_is():
    with transaction.atomic(), at_one_moment():
        somebody_else_publishes()

        assert Tag.objects.count() == 1
