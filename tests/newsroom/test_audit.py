"""The log of the desk: every act that changed what readers see, and none of it ever changed."""

import csv

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import DeskLog, Section
from newsroom.curation.models import EditionChange
from newsroom.desk import audit
from tests.articles.writing_page import published, saved, written
from tests.factories import SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
LOG, FILE = reverse("admin:audit"), reverse("admin:audit_export")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def changed_section(by):
    section = SectionFactory(name="Weather")
    kind = ContentType.objects.get_for_model(Section)
    return LogEntry.objects.create(
        user=by, content_type=kind, object_id=section.pk, object_repr="Weather", action_flag=CHANGE
    )


def changed_front(by):
    about = {"text": "Storm over Levante"}
    return EditionChange.objects.create(
        number=1, act="raise", person=by, about=about, before={}, after={}
    )


def told(page) -> list[tuple[str, str]]:
    return [(entry.act, entry.about) for entry in page.context["entries"]]


def test_acts_of_every_kind_stand_in_one_list_newest_first(desk, editor):
    story = published(editor, headline="Boats")
    changed_front(editor)
    changed_section(editor)

    acts = told(desk.get(LOG))

    assert acts[:2] == [("changed", "section: Weather"), ("raised breaking news", "Front page")]
    assert ("published", "Boats") in acts
    assert acts[-1] == ("began", "Boats")
    assert str(story.pk) in desk.get(LOG).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"source": "front"}, {"Front page"}),
        ({"words": "boats"}, {"Boats"}),
        ({"person": "nobody"}, set()),
        ({"source": "stories", "person": "eva"}, {"Boats"}),
        ({"last": "2000-01-01"}, set()),
        ({"first": "2000-01-01", "source": "registers"}, {"section: Weather"}),
        ({"source": "nonsense"}, {"Boats", "Front page", "section: Weather"}),
        ({"before": "nonsense"}, {"Boats", "Front page", "section: Weather"}),
        ({"first": "nonsense"}, {"Boats", "Front page", "section: Weather"}),
    ],
)
def test_the_list_is_narrowed(desk, editor, asked, found):
    published(editor, headline="Boats")
    changed_front(editor)
    changed_section(editor)

    assert {about for _act, about in told(desk.get(LOG, asked))} == found


def test_earlier_entries_follow_without_gap_or_repetition(desk, editor, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 3)
    for number in range(3):
        published(editor, headline=f"Story {number}")
    seen, address = [], LOG

    for _turn in range(10):
        page = desk.get(address)
        seen += [(entry.source, entry.key) for entry in page.context["entries"]]
        if not page.context["more"]:
            break
        address = f"{LOG}?before={page.context['more'].isoformat().replace('+', '%2B')}"

    assert len(seen) == len(set(seen)) == DeskLog.objects.count()


def test_the_file_holds_what_the_list_is_narrowed_to_and_no_formula(desk, editor):
    published(editor, headline="=1+1")
    changed_front(editor)

    answer = desk.get(FILE, {"source": "stories"})
    rows = list(csv.reader("".join(part.decode() for part in answer).splitlines()))

    assert rows[0] == ["at", "log", "number", "who", "did", "what", "note"]
    assert len(rows) == 1 + DeskLog.objects.count()
    assert {row[5] for row in rows[1:]} == {"'=1+1"}
    assert {row[3] for row in rows[1:]} == {"Eva Editor"}


@pytest.mark.parametrize("address", [LOG, FILE])
def test_only_who_may_reads_it(client, reporter, address):
    client.force_login(reporter)

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(desk, editor, count, django_assert_max_num_queries):
    for _ in range(count):
        published(editor)
    desk.get(LOG)

    with django_assert_max_num_queries(4 + len(audit.SOURCES)):
        audit.page(audit.Asked())


# Nothing in it is ever changed -----------------------------------------------------------------
def entry(editor) -> DeskLog:
    return saved(written(), editor).log.get()


@pytest.mark.parametrize(
    "change", [{"note": "other"}, {"event": "publish"}, {"at": timezone.now()}]
)
def test_the_database_refuses_to_change_an_entry(editor, change):
    one = entry(editor)

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        DeskLog.objects.filter(pk=one.pk).update(**change)


def test_nobody_puts_an_act_on_somebody_else(editor):
    one = entry(editor)

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        DeskLog.objects.filter(pk=one.pk).update(person=UserFactory())


def test_the_database_refuses_to_delete_an_entry(editor):
    one = entry(editor)

    one.delete()

    # The story may still be on its way out, so it is judged when the transaction ends.
    with pytest.raises(IntegrityError, match="only ever added to"):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_a_name_may_be_taken_out_and_a_story_takes_its_entries_along(editor):
    one = entry(editor)

    DeskLog.objects.filter(pk=one.pk).update(person=None)
    one.article.delete()
    connection.check_constraints()

    assert not DeskLog.objects.exists()


def test_a_noted_change_of_the_front_page_stays_as_it_is(editor):
    changed_front(editor)

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        EditionChange.objects.update(number=2)
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        EditionChange.objects.all().delete()

    EditionChange.objects.update(person=None)
    assert EditionChange.objects.get().number == 1
